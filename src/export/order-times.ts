import { FLAG } from '../book/codes.ts'
import { UNDEF_TIME } from '../market/time.ts'

/**
 * The two times of records in the order of their receipt, as backtests want them: neither goes back,
 * and no record happens after it is received. A snapshot's orders happen when it is received: their
 * own times are of days before.
 */
export class OrderTimes {
  /** ns since the Unix epoch. */
  happened = 0n
  received = 0n

  next(event: bigint, received: bigint, flags: number): void {
    if (received !== UNDEF_TIME && received > this.received) this.received = received
    const isSnapshot = (flags & FLAG.snapshot) !== 0
    const known = isSnapshot || event === UNDEF_TIME ? this.received : event
    const time = known < this.received ? known : this.received
    if (time > this.happened) this.happened = time
  }
}
