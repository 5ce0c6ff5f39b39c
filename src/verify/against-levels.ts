import type { Ladders } from '../book/book.ts'
import type { Ladder } from '../book/ladder.ts'

/** Maximum number of levels in a vendor's file. */
export const MAX_LEVELS = 10

/** Ticks searched for the next level before all levels are scanned instead. */
const WALK = 64

/** The best levels of both sides at a moment: `side * MAX_LEVELS + rank`, asks first. */
export class BestLevels {
  /** 1e-9 units; NaN for an absent level. */
  readonly price = new Float64Array(2 * MAX_LEVELS).fill(Number.NaN)
  readonly lots = new Float64Array(2 * MAX_LEVELS)
  readonly orders = new Float64Array(2 * MAX_LEVELS)

  /** Reads a book's current best levels. */
  read([asks, bids]: Ladders, tickSize: number, count: number): void {
    this.#readSide(asks, 0, tickSize, count)
    this.#readSide(bids, MAX_LEVELS, tickSize, count)
  }

  #readSide(ladder: Ladder, from: number, tickSize: number, count: number): void {
    let level = ladder.best
    for (let at = from; at < from + count; at++) {
      const isThere = level >= 0
      this.price[at] = isThere ? ladder.tick[level] * tickSize : Number.NaN
      this.lots[at] = isThere ? ladder.depth[level] : 0
      this.orders[at] = isThere ? ladder.orderCount[level] : 0
      if (isThere && at + 1 < from + count) level = nextLevel(ladder, level)
    }
  }
}

/** The next worse level, or −1. */
function nextLevel(ladder: Ladder, level: number): number {
  const { direction } = ladder
  const from = ladder.tick[level]
  for (let step = 1; step <= WALK; step++) {
    const next = ladder.find(from + direction * step)
    if (next >= 0 && ladder.orderCount[next] > 0) return next
  }
  let best = -1
  for (let other = 0; other < ladder.length; other++) {
    if (ladder.orderCount[other] === 0 || direction * (ladder.tick[other] - from) <= 0) continue
    if (best < 0 || direction * (ladder.tick[other] - ladder.tick[best]) < 0) best = other
  }
  return best
}
