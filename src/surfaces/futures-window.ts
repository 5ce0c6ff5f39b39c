import type { Book } from '../book/book.ts'
import type { LevelFlow } from '../book/level-flow.ts'
import type { Lots } from '../market/branded.ts'
import type { Tick } from '../market/tick.ts'
import type { UnixSecond } from '../market/time.ts'
import type { TradeTally } from './trade-tally.ts'

/**
 * One second of a future at its end, as the surfaces see it. The object is the same for every
 * second of a day: read it while the window closes, keep nothing of it.
 */
export interface FuturesWindow {
  /** 0 for the session's first. */
  readonly index: number
  /** Unix second the window starts at; it ends, and is named, one second later. */
  readonly startSecond: UnixSecond
  /** Price units of one tick. */
  readonly tickSize: number
  readonly book: Book
  readonly flow: LevelFlow
  readonly trades: TradeTally
  /** Last trade price in ticks; NaN before the first. */
  readonly lastTradeTick: Tick
  /** What everything spatial is relative to, in ticks; NaN where there is none. */
  readonly spotTick: Tick
  readonly bookValid: boolean
  readonly windowValid: boolean
  /** Non-snapshot records. */
  readonly eventCount: number
  /** Lots; see {@link OrderFlowImbalance}. */
  readonly orderFlowImbalance: Lots
}

/** What the day's records were like: counts that the manifest carries. */
export interface FuturesQuality {
  records: number
  events: number
  late_records: number
  broken_clock: number
  after_session_records: number
  /** Records that continue an event which began a second or more before. */
  overlong_event_records: number
  duplicate_add: number
  modify_unknown: number
  cancel_unknown: number
  hidden_fill_qty: number
  side_change: number
  off_grid: number
  undefined_records: number
  snapshot_records: number
  clears: number
  /** Seconds at whose end the book is valid. */
  valid_seconds: number
  crossed_windows: number
  resting_orders: number
  book_origin: 'snapshot' | 'clear' | 'none'
}
