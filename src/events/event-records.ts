import { ACTION } from '../book/codes.ts'
import type { ArrayOf, Lots } from '../market/branded.ts'
import type { Tick } from '../market/tick.ts'
import { grown } from '../table/grown.ts'

/** The records of one exchange event, reused for the next. */
export class EventRecords {
  /** Of the event's first record, ns from the session's start; never less than an earlier event's. */
  time = Number.NEGATIVE_INFINITY
  length = 0
  /** A record says that the feed may have lost something before it. */
  isSuspect = false
  action = new Uint8Array(64)
  /** 0 ask, 1 bid, −1 none. */
  side = new Int8Array(64)
  idLow = new Uint32Array(64)
  idHigh = new Uint32Array(64)
  /** NaN without a price. */
  tick: ArrayOf<Tick, Float64Array<ArrayBuffer>> = new Float64Array(64)
  size: ArrayOf<Lots, Uint32Array<ArrayBuffer>> = new Uint32Array(64)

  begin(time: number): void {
    this.time = Math.max(this.time, time)
    this.length = 0
    this.isSuspect = false
  }

  add(action: number, side: number, idLow: number, idHigh: number, tick: Tick, size: Lots): void {
    if (this.length === this.action.length) this.#grow()
    const record = this.length++
    this.action[record] = action
    this.side[record] = side
    this.idLow[record] = idLow
    this.idHigh[record] = idHigh
    this.tick[record] = tick
    this.size[record] = size
  }

  /** Whether a record is a trade at a price. */
  isTrade(record: number): boolean {
    return this.action[record] === ACTION.trade && !Number.isNaN(this.tick[record])
  }

  /** Whether two records are of the same order. */
  isSameOrder(record: number, other: number): boolean {
    return this.idLow[record] === this.idLow[other] && this.idHigh[record] === this.idHigh[other]
  }

  #grow(): void {
    const capacity = this.length * 2
    this.action = grown(this.action, capacity)
    this.side = grown(this.side, capacity)
    this.idLow = grown(this.idLow, capacity)
    this.idHigh = grown(this.idHigh, capacity)
    this.tick = grown(this.tick, capacity)
    this.size = grown(this.size, capacity)
  }
}
