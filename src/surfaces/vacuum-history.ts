/** How many windows back the differences of third order reach. */
const DEPTH = 3

/** One window's values by price, a side: the first `count` entries, prices ascending. */
interface SideValues {
  count: number
  price: Float64Array
  value: Float64Array
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
  /** Values one, two and three windows before the row last given to {@link seek}. */
  before1 = 0
  before2 = 0
  before3 = 0
  readonly #firstEndSecond: number
  /** Windows that had rows, in a ring; the present one and three before it. */
  readonly #windows: readonly WindowValues[]
  #present: WindowValues
  #side = 0
  /** The earlier windows' rows of the present side, nearest first, and where in each we are. */
  readonly #earlier: (SideValues | undefined)[] = [undefined, undefined, undefined]
  readonly #places = [0, 0, 0]

  /** @param firstEndSecond when the session's first window ends, Unix seconds */
  constructor(firstEndSecond: number) {
    this.#firstEndSecond = firstEndSecond
    this.#windows = Array.from({ length: DEPTH + 1 }, emptyWindow)
    this.#present = this.#windows[0]
  }

  /** The rows that follow are of this window and side, which come in order. */
  begin(endSecond: number, side: number): void {
    if (endSecond < this.#firstEndSecond)
      throw new Error(`the window ending ${endSecond} is before the first, ${this.#firstEndSecond}`)
    if (endSecond !== this.#present.endSecond) this.#next(endSecond)
    this.#side = side
    for (let back = 1; back <= DEPTH; back++) {
      const sought = Math.max(endSecond - back, this.#firstEndSecond)
      const found = this.#windows.find((window) => window.endSecond === sought)
      this.#earlier[back - 1] = found?.sides[side]
      this.#places[back - 1] = 0
    }
  }

  /** Finds the earlier values at a price above the last one, and remembers this one. */
  seek(price: number, value: number): void {
    // First: in the session's first window the earlier values are the present one.
    this.#remember(price, value)
    this.before1 = this.#valueBefore(0, price)
    this.before2 = this.#valueBefore(1, price)
    this.before3 = this.#valueBefore(2, price)
  }

  #next(endSecond: number): void {
    const oldest = this.#windows.reduce((a, b) => (b.endSecond < a.endSecond ? b : a))
    oldest.endSecond = endSecond
    oldest.sides[0].count = 0
    oldest.sides[1].count = 0
    this.#present = oldest
  }

  #valueBefore(index: number, price: number): number {
    const values = this.#earlier[index]
    if (values === undefined) return 0
    let place = this.#places[index]
    while (place < values.count && values.price[place] < price) place++
    this.#places[index] = place
    return place < values.count && values.price[place] === price ? values.value[place] : 0
  }

  #remember(price: number, value: number): void {
    const values = this.#present.sides[this.#side]
    if (values.count === values.price.length) grow(values)
    values.price[values.count] = price
    values.value[values.count++] = value
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

function grow(values: SideValues): void {
  const price = new Float64Array(values.count * 2)
  price.set(values.price)
  const value = new Float64Array(values.count * 2)
  value.set(values.value)
  values.price = price
  values.value = value
}
