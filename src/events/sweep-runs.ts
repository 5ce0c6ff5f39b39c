import type { EventRow, EventRows } from './event-rows.ts'
import type { SideTrades } from './side-trades.ts'
import { Taken } from './taken.ts'
import type { Thresholds } from './thresholds.ts'

/** `sweep_run`: trade events of one side close together that take several prices. */
export class SweepRuns {
  readonly #thresholds: Thresholds
  readonly #rows: EventRows
  readonly #taken = new Taken()
  /** The aggressors' side; −1 without a run. */
  #side = -1
  #start = 0
  #last = 0
  #events = 0
  #row: EventRow = -1

  constructor(thresholds: Thresholds, rows: EventRows) {
    this.#thresholds = thresholds
    this.#rows = rows
  }

  /** An event with trades. */
  end(trades: SideTrades, time: number): void {
    const sells = trades.taken[0].prices > 0
    const buys = trades.taken[1].prices > 0
    if (!sells && !buys) return
    if (sells && buys) {
      this.#side = -1
      return
    }
    const side = buys ? 1 : 0
    if (side !== this.#side || time - this.#last > this.#thresholds.run_gap_ns) {
      this.#begin(side, time)
    }
    this.#events++
    this.#last = time
    this.#taken.addAll(trades.taken[side])
    this.#judge(time)
  }

  #begin(side: number, time: number): void {
    this.#side = side
    this.#start = time
    this.#events = 0
    this.#row = -1
    this.#taken.clear()
  }

  #judge(time: number): void {
    const { lots, low, high, prices } = this.#taken
    if (this.#row >= 0) {
      this.#rows.extend(this.#row, lots, time)
    } else if (this.#events >= 2 && prices >= this.#thresholds.run_prices) {
      this.#row = this.#rows.add({
        kind: 'sweep_run',
        side: 1 - this.#side,
        low,
        high,
        lots,
        start: this.#start,
        known: time,
        strength: prices,
      })
    }
  }
}
