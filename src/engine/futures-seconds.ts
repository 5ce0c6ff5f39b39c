import { Book, emptyLadders, RESTING_AGE_NS } from '../book/book.ts'
import { ACTION, FLAG } from '../book/codes.ts'
import { CONTINUES, EventGate, TRANSITION } from '../book/event-gate.ts'
import { LevelFlow } from '../book/level-flow.ts'
import type { MboRecords } from '../book/mbo-records.ts'
import type { Session } from '../market/session.ts'
import type { UnixSecond } from '../market/time.ts'
import type { FuturesQuality, FuturesWindow } from '../surfaces/futures-window.ts'
import { OrderFlowImbalance } from '../surfaces/order-flow-imbalance.ts'
import { TradeTally } from '../surfaces/trade-tally.ts'
import { FutureRecords } from './future-records.ts'

const NANOSECONDS_PER_SECOND = 1e9
/** The gate's only instrument. */
const FUTURE = 0

/**
 * Turns one future's records into seconds: applies them to the book event by event, and calls
 * `close` at the end of every window from the first record in the session. An event belongs to the
 * window of its first record; windows close between events only.
 *
 * A window is closed by the first event of a later second, or by the clock ({@link advanceTo});
 * both give the same row. A record for a closed window is late: it is applied in the current window
 * and counted.
 */
export class FuturesSeconds {
  readonly #session: Session
  readonly #close: (window: FuturesWindow) => void

  readonly #gate: EventGate
  readonly #flow: LevelFlow
  readonly #book: Book
  readonly #trades = new TradeTally()
  readonly #apply: FutureRecords
  readonly #imbalance = new OrderFlowImbalance()
  readonly #window: { -readonly [K in keyof FuturesWindow]: FuturesWindow[K] }

  #isOpen = false
  /** Records from here on are dropped: the session's end, or everything once that has closed. */
  #leftOutFrom: UnixSecond
  #isPaused = false
  #second: UnixSecond = 0
  #maybeBadBook = false
  #validAtStart = false
  #clearedInside = false
  /** The second that the last snapshot was taken in: what came before it, nobody knows. */
  #unknownUntil: UnixSecond = CONTINUES
  #eventCount = 0

  #records = 0
  #events = 0
  #clears = 0
  #validSeconds = 0
  #crossedWindows = 0
  #bookOrigin: FuturesQuality['book_origin'] = 'none'

  /**
   * @param tickSize price units of one tick
   * @param close called for each window in turn; what it is given changes afterwards
   */
  constructor(tickSize: number, session: Session, close: (window: FuturesWindow) => void) {
    this.#session = session
    this.#close = close
    this.#gate = new EventGate(1, session.endSecond)
    this.#leftOutFrom = session.endSecond
    const ladders = emptyLadders()
    this.#flow = new LevelFlow(ladders)
    this.#book = new Book(this.#flow, ladders)
    this.#apply = new FutureRecords(
      this.#gate,
      this.#book,
      this.#trades,
      tickSize,
      session.startSecond,
    )
    this.#window = {
      index: -1,
      startSecond: 0,
      tickSize,
      book: this.#book,
      flow: this.#flow,
      trades: this.#trades,
      lastTradeTick: Number.NaN,
      spotTick: Number.NaN,
      bookValid: false,
      windowValid: false,
      eventCount: 0,
      orderFlowImbalance: 0,
    }
  }

  /**
   * Unix second at which the current window ends; the session's start before its first record, and
   * its end afterwards.
   */
  get windowEnd(): UnixSecond {
    if (!this.#isOpen) return this.#session.startSecond
    return Math.min(this.#second + 1, this.#session.endSecond)
  }

  /**
   * Applies records in file order, from a row on.
   *
   * @returns the first row not applied: all were, unless `close` asked for a {@link pause}; call
   * again with that row to go on
   */
  push(records: MboRecords, from = 0): number {
    const gate = this.#gate
    this.#isPaused = false
    for (let row = from; row < records.length; row++) {
      const isSnapshot = (records.flags[row] & FLAG.snapshot) !== 0
      const second = gate.place(records, row, FUTURE)
      if (gate.hasEndedSnapshot) this.#endSnapshot()
      // A snapshot at a file's beginning may have been taken long before the session.
      if (second >= this.#leftOutFrom && (this.#isOpen || !isSnapshot)) {
        gate.drop(records, row, FUTURE)
      } else {
        if (!isSnapshot && second !== CONTINUES && !this.#reach(second)) return row
        const transitions = gate.apply(records, row, FUTURE, this.#isOpen ? this.#second : 0)
        if (isSnapshot) this.#restore(records, row, transitions, second)
        else this.#live(records, row, transitions)
      }
      this.#records++
    }
    return records.length
  }

  /**
   * Advances the clock: closes every window that ends by then, including those without records.
   * Before the session's first record there is none to close.
   *
   * @returns false if windows are left to close because an event or a snapshot is incomplete, or
   * `close` called {@link pause}. Call again later.
   */
  advanceTo(second: UnixSecond): boolean {
    const { endSecond } = this.#session
    if (!this.#isOpen || this.#second >= Math.min(second, endSecond)) return true
    if (this.#gate.isMidway(FUTURE)) return false
    this.#isPaused = false
    const isWhole = this.#closeUntil(Math.min(second, endSecond))
    if (this.#second === endSecond) this.#leftOutFrom = CONTINUES
    return isWhole
  }

  /** To be called from `close`: no further window closes during the present call. */
  pause(): void {
    this.#isPaused = true
  }

  /**
   * Ends a file of the day: an open event ends with it, and a snapshot in the next is a new one.
   */
  endFile(): void {
    if (this.#gate.endFile(FUTURE)) this.#book.endEvent()
  }

  /** Ends the day: closes the last window if it has any record. */
  end(): void {
    this.endFile()
    if (this.#eventCount > 0) this.#closeWindow()
  }

  get quality(): FuturesQuality {
    const counts = this.#gate.counts
    return {
      records: this.#records,
      events: this.#events,
      late_records: counts.lateRecords,
      broken_clock: counts.brokenClocks,
      after_session_records: counts.afterSessionRecords,
      overlong_event_records: counts.overlongEventRecords,
      duplicate_add: this.#book.duplicateAdds,
      modify_unknown: this.#book.unknownModifies,
      cancel_unknown: this.#book.unknownCancels,
      hidden_fill_qty: this.#book.hiddenFillSize,
      side_change: this.#book.sideChanges,
      off_grid: this.#apply.offGrid,
      undefined_records: this.#apply.undefinedRecords,
      snapshot_records: counts.snapshotRecords,
      clears: this.#clears,
      valid_seconds: this.#validSeconds,
      crossed_windows: this.#crossedWindows,
      resting_orders: this.#book.orders.count,
      book_origin: this.#bookOrigin,
    }
  }

  /**
   * Applies a record of a snapshot: builds the book without opening a window or counting as flow.
   */
  #restore(records: MboRecords, row: number, transitions: number, taken: UnixSecond): void {
    this.#clearedInside = true
    // Within a session a snapshot begins the book anew: records before it may be missing.
    if (this.#isOpen && taken > this.#unknownUntil) this.#unknownUntil = taken
    if (this.#bookOrigin === 'none') this.#bookOrigin = 'snapshot'
    if (transitions & TRANSITION.clears) this.#clear()
    const action = records.action[row]
    this.#book.isRestoring = true
    if (action === ACTION.clear) {
      this.#clears++
      this.#clear()
    } else if (action === ACTION.add || action === ACTION.modify || action === ACTION.cancel) {
      this.#apply.applyOrder(records, row)
    }
    this.#book.isRestoring = false
    if (records.flags[row] & FLAG.maybeBadBook) this.#maybeBadBook = true
    if (transitions & TRANSITION.endsSnapshot) this.#endSnapshot()
  }

  #endSnapshot(): void {
    this.#imbalance.anchor(this.#book)
  }

  #live(records: MboRecords, row: number, transitions: number): void {
    if (this.#isOpen) this.#eventCount++
    this.#applyAction(records, row)
    if (records.flags[row] & FLAG.maybeBadBook) this.#maybeBadBook = true
    if (transitions & TRANSITION.endsEvent) {
      this.#events++
      this.#book.endEvent()
      this.#imbalance.step(this.#book)
    }
  }

  #applyAction(records: MboRecords, row: number): void {
    switch (records.action[row]) {
      case ACTION.add:
      case ACTION.modify:
      case ACTION.cancel:
        this.#apply.applyOrder(records, row)
        break
      case ACTION.trade:
        this.#apply.applyTrade(records, row, this.#isOpen)
        break
      case ACTION.fill:
        this.#apply.applyFill(records, row)
        break
      case ACTION.clear:
        this.#clears++
        if (this.#bookOrigin === 'none') this.#bookOrigin = 'clear'
        this.#clear()
        break
    }
  }

  /** Opens the first window, or closes windows until that of this second is open; false if paused. */
  #reach(second: UnixSecond): boolean {
    if (this.#isOpen) return this.#closeUntil(second)
    if (second < this.#session.startSecond) return true
    this.#isOpen = true
    this.#second = second
    this.#imbalance.reset()
    this.#openWindow(0, this.#bookValid())
    return true
  }

  /** Closes windows until that of this second is open; false if paused. */
  #closeUntil(second: UnixSecond): boolean {
    while (this.#second < second) {
      if (this.#isPaused) return false
      this.#closeWindow()
      this.#second++
      this.#openWindow(this.#window.index + 1, this.#window.bookValid)
    }
    return true
  }

  #openWindow(index: number, validAtStart: boolean): void {
    this.#window.index = index
    this.#flow.openWindow(index)
    this.#validAtStart = validAtStart
    this.#clearedInside = false
  }

  #closeWindow(): void {
    const window = this.#window
    const end = (this.#second + 1 - this.#session.startSecond) * NANOSECONDS_PER_SECOND
    this.#book.markRested(end - RESTING_AGE_NS)
    const [asks, bids] = this.#book.ladders
    const bookValid = this.#bookValid()
    window.startSecond = this.#second
    window.lastTradeTick = this.#apply.lastTradeTick
    window.bookValid = bookValid
    if (bookValid) this.#validSeconds++
    const isUnknown = this.#second <= this.#unknownUntil
    window.windowValid = bookValid && this.#validAtStart && !this.#clearedInside && !isUnknown
    window.spotTick = window.lastTradeTick
    if (Number.isNaN(window.spotTick) && bookValid) window.spotTick = bids.tick[bids.best]
    window.eventCount = this.#eventCount
    window.orderFlowImbalance = this.#imbalance.sum
    if (asks.best >= 0 && bids.best >= 0 && bids.tick[bids.best] > asks.tick[asks.best]) {
      this.#crossedWindows++
    }
    this.#close(window)
    this.#trades.reset()
    this.#imbalance.reset()
    this.#eventCount = 0
  }

  #bookValid(): boolean {
    return !this.#gate.isRestoring(FUTURE) && !this.#maybeBadBook && this.#book.isUncrossed
  }

  #clear(): void {
    this.#book.clear()
    this.#maybeBadBook = false
    this.#clearedInside = true
  }
}
