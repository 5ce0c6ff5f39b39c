import { isAggressor, isFirstOfOrder, isSameAggressor } from './aggressors.ts'
import type { EventRecords } from './event-records.ts'
import type { EventRows } from './event-rows.ts'
import { Taken } from './taken.ts'
import type { Thresholds } from './thresholds.ts'

/** `sweep`: one aggressor's order that takes several prices in one event. */
export class Sweeps {
  readonly #thresholds: Thresholds
  readonly #rows: EventRows
  readonly #taken = new Taken()

  constructor(thresholds: Thresholds, rows: EventRows) {
    this.#thresholds = thresholds
    this.#rows = rows
  }

  end(event: EventRecords): void {
    for (let record = 0; record < event.length; record++) {
      if (isAggressor(event, record) && isFirstOfOrder(event, record)) this.#judge(event, record)
    }
  }

  /** @param first the aggressor's first trade */
  #judge(event: EventRecords, first: number): void {
    const taken = this.#taken
    taken.clear()
    for (let record = first; record < event.length; record++) {
      if (isAggressor(event, record) && isSameAggressor(event, record, first)) {
        taken.add(event.tick[record], event.size[record])
      }
    }
    if (taken.prices < this.#thresholds.sweep_prices) return
    const { low, high, lots, prices } = taken
    const side = 1 - event.side[first]
    const { time } = event
    this.#rows.add({
      kind: 'sweep',
      side,
      low,
      high,
      lots,
      start: time,
      known: time,
      strength: prices,
    })
  }
}
