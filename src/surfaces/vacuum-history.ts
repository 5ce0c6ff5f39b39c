import { grown } from '../table/grown.ts'

/** How many windows back the differences of third order reach. */
const HISTORY_WINDOWS = 3

/** One window's values by price, a side: the first `count` entries, prices ascending. */
interface SideValues {
  count: number
  price: Float64Array<ArrayBuffer>
  value: Float64Array<ArrayBuffer>
}

interface WindowValues {
  endSecond: number
  readonly sides: readonly [SideValues, SideValues]
}

/**
 * A value by side and absolute price in the three windows before the present one. Rows come sorted
 * by window, side and price, so each earlier window is walked beside the present one instead of
 * searched. A window or price without a row has value 0; before the session's first window the
 * values are that first window's own.
 */
export class ValueHistory {
  readonly #firstEndSecond: number
  /** Windows that had rows, in a ring; the present one and three before it. */
  readonly #windows: readonly WindowValues[]
  #present: WindowValues

  /** @param firstEndSecond when the session's first window ends, Unix seconds */
  constructor(firstEndSecond: number) {
    this.#firstEndSecond = firstEndSecond
    this.#windows = Array.from({ length: HISTORY_WINDOWS + 1 }, emptyWindow)
    this.#present = this.#windows[0]
  }

  /**
   * Takes in the rows of one window and side, which come in order, and gives the values at their
   * prices one, two and three windows before.
   *
   * @param prices ascending, from row `from` to `to` (exclusive); `values` in the same rows
   * @param before for each of the three, where to put the values
   */
  push(
    endSecond: number,
    side: number,
    prices: Float64Array,
    values: Float64Array,
    from: number,
    to: number,
    before: readonly Float64Array[],
  ): void {
    if (endSecond < this.#firstEndSecond)
      throw new Error(`the window ending ${endSecond} is before the first, ${this.#firstEndSecond}`)
    if (endSecond !== this.#present.endSecond) this.#next(endSecond)
    // First: in the session's first window the earlier values are the present ones.
    remember(this.#present.sides[side], prices, values, from, to)
    for (let back = 1; back <= HISTORY_WINDOWS; back++) {
      const sought = Math.max(endSecond - back, this.#firstEndSecond)
      const found = this.#windows.find((window) => window.endSecond === sought)
      recall(found?.sides[side], prices, from, to, before[back - 1])
    }
  }

  #next(endSecond: number): void {
    const oldest = this.#windows.reduce((a, b) => (b.endSecond < a.endSecond ? b : a))
    oldest.endSecond = endSecond
    oldest.sides[0].count = 0
    oldest.sides[1].count = 0
    this.#present = oldest
  }
}

function remember(
  kept: SideValues,
  prices: Float64Array,
  values: Float64Array,
  from: number,
  to: number,
): void {
  if (kept.price.length < kept.count + to - from) grow(kept, kept.count + to - from)
  const { price, value } = kept
  let count = kept.count
  // A few dozen rows: a loop is faster than two views and a copy.
  for (let row = from; row < to; row++) {
    price[count] = prices[row]
    value[count++] = values[row]
  }
  kept.count = count
}

function recall(
  kept: SideValues | undefined,
  prices: Float64Array,
  from: number,
  to: number,
  target: Float64Array,
): void {
  const count = kept?.count ?? 0
  if (!kept || count === 0) {
    target.fill(0, from, to)
    return
  }
  const { price, value } = kept
  let place = 0
  // Prices are mostly the same ones: a step here is a step there.
  for (let row = from; row < to; row++) {
    const sought = prices[row]
    while (place < count && price[place] < sought) place++
    target[row] = place < count && price[place] === sought ? value[place] : 0
  }
}

function emptyWindow(): WindowValues {
  const side = (): SideValues => ({
    count: 0,
    price: new Float64Array(128),
    value: new Float64Array(128),
  })
  return { endSecond: Number.NEGATIVE_INFINITY, sides: [side(), side()] }
}

function grow(values: SideValues, needed: number): void {
  values.price = grown(values.price, 2 * needed)
  values.value = grown(values.value, 2 * needed)
}
