import type { EventRows } from './event-rows.ts'
import type { SideTrades } from './side-trades.ts'
import { SlidingHigh } from './sliding-high.ts'
import type { Thresholds } from './thresholds.ts'

/**
 * `stop_run`: one event in which several aggressors of one side take several prices and trade beyond
 * the extreme of the trades in the window before. None before the trades reach back that far.
 */
export class StopRuns {
  readonly #thresholds: Thresholds
  readonly #rows: EventRows
  readonly #highest: SlidingHigh
  /** Of the negative prices. */
  readonly #lowest: SlidingHigh
  /** Time of the first trade. */
  #since = Number.POSITIVE_INFINITY

  constructor(thresholds: Thresholds, rows: EventRows) {
    this.#thresholds = thresholds
    this.#rows = rows
    this.#highest = new SlidingHigh(thresholds.stop_window_ns)
    this.#lowest = new SlidingHigh(thresholds.stop_window_ns)
  }

  /** An event with trades. */
  end(trades: SideTrades, time: number): void {
    if (time - this.#since >= this.#thresholds.stop_window_ns) {
      if (trades.taken[1].high > this.#highest.at(time)) this.#judge(trades, 1, time)
      if (-trades.taken[0].low > this.#lowest.at(time)) this.#judge(trades, 0, time)
    }
    this.#since = Math.min(this.#since, time)
    this.#highest.add(time, trades.all.high)
    this.#lowest.add(time, -trades.all.low)
  }

  /** @param side the aggressors' side, whose trades are beyond the extreme */
  #judge(trades: SideTrades, side: 0 | 1, time: number): void {
    const { lots, low, high, prices } = trades.taken[side]
    const strength = trades.aggressors[side]
    if (strength < this.#thresholds.stop_aggressors || prices < this.#thresholds.stop_prices) return
    this.#rows.add({
      kind: 'stop_run',
      side: 1 - side,
      low,
      high,
      lots,
      start: time,
      known: time,
      strength,
    })
  }
}
