import type { Chunk } from './chunk.ts'

/**
 * A pull alone at its price and second is drawn only if it is this many times the second's mean
 * level: all others are noise of single orders.
 */
const LONE_PULL_LEVELS = 6

/**
 * How clearly liquidity is being pulled at each price of a second, 0..1: the table's vacuum_score,
 * weighted by the lots pulled against the level's usual depth, and held up by the pull beside it,
 * one tick away or in the second before. Sides and ticks are indexed as in a heat column.
 */
export class PullScores {
  readonly #ticks: number
  /** Weighted scores of the newest second and of the one before. */
  #now: Float32Array
  #before: Float32Array
  /** 1 where a pull is large enough to be drawn alone. */
  readonly #isLarge: Uint8Array

  constructor(ticks: number) {
    this.#ticks = ticks
    this.#now = new Float32Array(2 * ticks)
    this.#before = new Float32Array(2 * ticks)
    this.#isLarge = new Uint8Array(2 * ticks)
  }

  /**
   * Reads the next second.
   *
   * @param at index of the second in the chunk
   * @param base spot of the second, in ticks from the column's first
   */
  read(chunk: Chunk, at: number, base: number): void {
    const { wallStart, wallEnd, side, relTicks, depth, add, pull, fill, vacuum } = chunk
    const spare = this.#before
    this.#before = this.#now
    this.#now = spare.fill(0)
    this.#isLarge.fill(0)
    let lots = 0
    for (let row = wallStart[at]; row < wallEnd[at]; row++) lots += depth[row]
    const mean = lots / Math.max(wallEnd[at] - wallStart[at], 1)
    for (let row = wallStart[at]; row < wallEnd[at]; row++) {
      const offset = base + relTicks[row]
      if (vacuum[row] === 0 || offset < 0 || offset >= this.#ticks) continue
      const pulled = Math.max(pull[row] - add[row], 0)
      // What stood when the second began, or an average level where that was less.
      const usual = Math.max(depth[row] + pull[row] + fill[row] - add[row], mean, 1)
      const index = side[row] * this.#ticks + offset
      this.#now[index] = vacuum[row] * Math.sqrt(Math.min(pulled / usual, 1))
      if (pulled >= LONE_PULL_LEVELS * mean) this.#isLarge[index] = 1
    }
  }

  /** The score of a price in the newest second. */
  at(side: number, offset: number): number {
    const index = side * this.#ticks + offset
    const score = this.#now[index]
    if (score === 0 || this.#isLarge[index] === 1) return score
    let beside = this.#before[index]
    if (offset > 0) beside = Math.max(beside, this.#now[index - 1])
    if (offset < this.#ticks - 1) beside = Math.max(beside, this.#now[index + 1])
    return Math.min(score, beside)
  }
}
