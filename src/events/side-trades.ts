import { isAggressor, isFirstOfOrder } from './aggressors.ts'
import type { EventRecords } from './event-records.ts'
import { Taken } from './taken.ts'

/** What the aggressors of each side took in one event; trades without a side count as no one's. */
export class SideTrades {
  /** By the aggressor's side: 0 sells, 1 buys. */
  readonly taken = [new Taken(), new Taken()] as const
  /** Distinct orders of the aggressors, by side. */
  readonly aggressors = new Uint32Array(2)
  /** Over all trades of the event. */
  readonly all = new Taken()

  /** Reads an event. Returns false if it has no trade. */
  read(event: EventRecords): boolean {
    this.all.clear()
    this.taken[0].clear()
    this.taken[1].clear()
    this.aggressors.fill(0)
    for (let record = 0; record < event.length; record++) {
      if (!event.isTrade(record)) continue
      const tick = event.tick[record]
      const size = event.size[record]
      const side = event.side[record]
      this.all.add(tick, size)
      if (side < 0) continue
      this.taken[side].add(tick, size)
      if (isAggressor(event, record) && isFirstOfOrder(event, record)) this.aggressors[side]++
    }
    return this.all.prices > 0
  }
}
