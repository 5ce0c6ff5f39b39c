import type { Ladders } from '../book/book.ts'
import { ACTION } from '../book/codes.ts'
import type { Tick } from '../market/tick.ts'
import type { EventRecords } from './event-records.ts'
import type { EventRows } from './event-rows.ts'
import type { Thresholds } from './thresholds.ts'

/** `gap`: a side's best moves by ticks between the ends of two events, without a trade. */
export class Gaps {
  readonly #thresholds: Thresholds
  readonly #rows: EventRows
  readonly #ladders: Ladders
  /** Of each side at the end of the event before; NaN without one, and after a clear. */
  readonly #best = new Float64Array(2).fill(Number.NaN)
  /** The feed has lost something since the book was cleared. */
  #isSuspect = false

  constructor(thresholds: Thresholds, rows: EventRows, ladders: Ladders) {
    this.#thresholds = thresholds
    this.#rows = rows
    this.#ladders = ladders
  }

  /** The best of a side at the end of the event before; NaN without one. */
  best(side: number): Tick {
    return this.#best[side]
  }

  endEvent(event: EventRecords): void {
    this.#isSuspect ||= event.isSuspect
    for (const side of [0, 1] as const) {
      const { best, tick, depth } = this.#ladders[side]
      const before = this.#best[side]
      const now = best < 0 ? Number.NaN : tick[best]
      this.#best[side] = now
      const ticks = Math.abs(now - before)
      // False without a best, before or now.
      if (!(ticks >= this.#thresholds.gap_ticks) || this.#isSuspect || hasTrade(event)) continue
      this.#rows.add({
        kind: 'gap',
        side,
        low: Math.min(before, now),
        high: Math.max(before, now),
        lots: depth[best],
        start: event.time,
        known: event.time,
        strength: ticks,
      })
    }
  }

  /** The book is cleared. */
  clear(): void {
    this.#best.fill(Number.NaN)
    this.#isSuspect = false
  }
}

function hasTrade({ action, length }: EventRecords): boolean {
  for (let record = 0; record < length; record++) if (action[record] === ACTION.trade) return true
  return false
}
