import type { Ladder } from '../book/ladder.ts'
import type { Lots } from '../market/branded.ts'

/** Levels looked at: the best, and this many ticks behind it. */
const REACH_TICKS = 20
const LEVELS = REACH_TICKS + 1
/** Larger levels count as this large: no median of a market is. */
const MAX_LEVEL_LOTS = 65_535

/** Median lots of one side's levels near its best, over samples of the book, one a second. */
export class TypicalDepth {
  readonly #seconds: number
  /** Samples of the last seconds, a ring; a level without orders is none. */
  readonly #samples: Uint16Array
  readonly #counts: Uint8Array
  readonly #histogram = new Uint32Array(MAX_LEVEL_LOTS + 1)
  #next = 0
  #total = 0

  /** @param seconds samples that are kept */
  constructor(seconds: number) {
    this.#seconds = seconds
    this.#samples = new Uint16Array(seconds * LEVELS)
    this.#counts = new Uint8Array(seconds)
  }

  sample(ladder: Ladder): void {
    const slot = this.#next
    this.#next = (slot + 1) % this.#seconds
    for (let index = 0; index < this.#counts[slot]; index++) {
      this.#histogram[this.#samples[slot * LEVELS + index]]--
    }
    this.#total -= this.#counts[slot]
    let count = 0
    const best = ladder.best < 0 ? Number.NaN : ladder.tick[ladder.best]
    for (let step = 0; step < LEVELS && ladder.best >= 0; step++) {
      const level = ladder.find(best + ladder.direction * step)
      if (level < 0 || ladder.depth[level] === 0) continue
      const lots = Math.min(ladder.depth[level], MAX_LEVEL_LOTS)
      this.#samples[slot * LEVELS + count++] = lots
      this.#histogram[lots]++
    }
    this.#counts[slot] = count
    this.#total += count
  }

  /** The mean of the two middle ones where their number is even; NaN without any. */
  get median(): Lots {
    if (this.#total === 0) return Number.NaN
    const lower = (this.#total - 1) >> 1
    const upper = this.#total >> 1
    let seen = 0
    let low = -1
    for (let lots = 0; ; lots++) {
      seen += this.#histogram[lots]
      if (low < 0 && seen > lower) low = lots
      if (seen > upper) return (low + lots) / 2
    }
  }
}
