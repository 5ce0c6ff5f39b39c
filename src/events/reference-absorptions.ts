import type { ReferenceBook, ReferenceSide } from '../book/reference-book.ts'
import type { Thresholds } from './thresholds.ts'

/** A level's fills since it was last empty. Times ns since the epoch. */
interface Level {
  readonly side: ReferenceSide
  readonly price: bigint
  readonly fills: { readonly time: bigint; readonly lots: number }[]
  held: ReferenceHeld | undefined
  /** Filled in the present event. */
  isFilled: boolean
}

/** A level that has taken enough. */
export interface ReferenceHeld {
  readonly side: ReferenceSide
  readonly price: bigint
  readonly start: bigint
  readonly until: bigint
  readonly strength: number
  lots: number
  isKnown: boolean
}

const SECOND = 1_000_000_000n
const REACH_TICKS = 20n
const MAX_LEVEL_LOTS = 65_535

/** The slow twin of `Absorptions`: it keeps whole samples of the book, and sorts them. */
export class ReferenceAbsorptions {
  readonly #thresholds: Thresholds
  readonly #book: ReferenceBook
  readonly #tickSize: bigint
  readonly #levels = new Map<string, Level>()
  /** Levels that hold, or have held long enough. */
  #held: ReferenceHeld[] = []
  #samples: Record<ReferenceSide, number[]>[] = []
  /** The lots of all samples, ascending. */
  readonly #sorted: Record<ReferenceSide, number[]> = { A: [], B: [] }
  #nextSecond: bigint | undefined

  constructor(thresholds: Thresholds, book: ReferenceBook, tickSize: bigint) {
    this.#thresholds = thresholds
    this.#book = book
    this.#tickSize = tickSize
  }

  /** Time passes, with the book as it is. Returns what has held long enough by then. */
  advance(time: bigint): ReferenceHeld[] {
    this.#nextSecond ??= floorSecond(time) + 1n
    const keep = BigInt(this.#thresholds.depth_seconds)
    // A sample older than those that are kept need not be taken.
    if (this.#nextSecond < floorSecond(time) - keep) this.#nextSecond = floorSecond(time) - keep
    for (; this.#nextSecond <= floorSecond(time); this.#nextSecond++) {
      const sample = { A: this.#sample('A'), B: this.#sample('B') }
      this.#samples.push(sample)
      const isFull = this.#samples.length > this.#thresholds.depth_seconds
      const oldest = isFull ? this.#samples.shift() : undefined
      for (const side of ['A', 'B'] as const) {
        const sorted = this.#sorted[side]
        for (const lots of sample[side]) sorted.splice(placeOf(sorted, lots), 0, lots)
        for (const lots of oldest?.[side] ?? []) sorted.splice(placeOf(sorted, lots), 1)
      }
    }
    const due = this.#held.filter((held) => !held.isKnown && held.until <= time)
    for (const held of due) held.isKnown = true
    return due
  }

  /** Passive lots filled at a level. Returns what holds there. */
  fill(side: ReferenceSide, price: bigint, lots: number, time: bigint): ReferenceHeld | undefined {
    const key = `${side} ${price}`
    const level = this.#levels.get(key) ?? {
      side,
      price,
      fills: [],
      held: undefined,
      isFilled: false,
    }
    this.#levels.set(key, level)
    level.fills.push({ time, lots })
    level.isFilled = true
    if (level.held) level.held.lots += lots
    return level.held
  }

  endEvent(time: bigint): void {
    const window = BigInt(this.#thresholds.absorption_window_ns)
    for (const [key, level] of this.#levels) {
      const { side, price, held, isFilled } = level
      level.isFilled = false
      if (!this.#book.depth[side].has(price)) {
        this.#levels.delete(key)
        this.#held = this.#held.filter((each) => each !== held)
        continue
      }
      if (held || !isFilled || this.#book.best(side) !== price) continue
      const fills = level.fills.filter((fill) => time - fill.time <= window)
      const lots = fills.reduce((sum, fill) => sum + fill.lots, 0)
      if (lots < this.#thresholds.absorption_lots) continue
      const median = this.median(side)
      if (median === undefined) continue
      const { absorption_lots, absorption_depths, absorption_hold_ns } = this.#thresholds
      const needed = Math.max(absorption_lots, absorption_depths * median)
      if (lots < needed) continue
      const strength = Math.floor((100 * lots) / needed)
      const until = time + BigInt(absorption_hold_ns)
      level.held = { side, price, start: fills[0].time, until, strength, lots, isKnown: false }
      this.#held.push(level.held)
    }
  }

  clear(): void {
    this.#levels.clear()
    this.#held = []
  }

  #sample(side: ReferenceSide): number[] {
    const best = this.#book.best(side)
    if (best === undefined) return []
    const far = REACH_TICKS * this.#tickSize
    return [...this.#book.depth[side]]
      .filter(([price]) => price - best <= far && best - price <= far)
      .map(([, lots]) => Math.min(lots, MAX_LEVEL_LOTS))
  }

  /** D of a side; undefined without a sample. */
  median(side: ReferenceSide): number | undefined {
    const lots = this.#sorted[side]
    const half = lots.length / 2
    if (lots.length === 0) return undefined
    return (lots[Math.floor(half - 0.5)] + lots[Math.floor(half)]) / 2
  }
}

/** The first place in an ascending list whose number is not less. */
function placeOf(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}

function floorSecond(time: bigint): bigint {
  const remainder = ((time % SECOND) + SECOND) % SECOND
  return (time - remainder) / SECOND
}
