import { Book, emptyLadders, RESTING_AGE, type SideIndex } from '../book/book.ts'
import { ACTION, FLAG, UNDEF_SIZE } from '../book/codes.ts'
import { CONTINUES, EventGate, TRANSITION } from '../book/event-gate.ts'
import { LevelFlow } from '../book/level-flow.ts'
import type { MboRecords } from '../book/mbo-records.ts'
import { points, priceFromWords } from '../market/price.ts'
import type { Session } from '../market/session.ts'
import { sideIndex } from '../market/side.ts'
import { floorTick, isOffGrid } from '../market/tick.ts'
import { nanosecondsBetween } from '../market/time.ts'
import type { FuturesQuality, FuturesWindow } from './futures-window.ts'
import { OrderFlowImbalance } from './order-flow-imbalance.ts'
import { TradeTally } from './trade-tally.ts'

const NANOSECONDS = 1e9
/** The gate's only instrument. */
const FUTURE = 0

/**
 * Turns one future's records into its seconds: applies them to the book event by event, and calls
 * `close` at the end of every window from the first in-session record's to the last's. An event
 * belongs to the window of its first record; windows close between events only.
 */
export class FuturesSeconds {
  readonly #tickSize: number
  readonly #session: Session
  readonly #close: (window: FuturesWindow) => void

  readonly #gate: EventGate
  readonly #flow: LevelFlow
  readonly #book: Book
  readonly #trades = new TradeTally()
  readonly #imbalance = new OrderFlowImbalance()
  readonly #window: { -readonly [K in keyof FuturesWindow]: FuturesWindow[K] }
  /** Times are kept as nanoseconds from the session's start. */
  readonly #baseLow: number
  readonly #baseHigh: number

  #isOpen = false
  #isPaused = false
  #second = 0
  #maybeBadBook = false
  #validAtStart = false
  #clearedInside = false
  #lastTradeTick = Number.NaN
  #eventCount = 0

  #records = 0
  #events = 0
  #offGrid = 0
  #undefinedRecords = 0
  #clears = 0
  #crossedWindows = 0
  #bookOrigin: FuturesQuality['book_origin'] = 'none'

  /**
   * @param tickSize price units of one tick
   * @param close called for each window in turn; what it is given changes afterwards
   */
  constructor(tickSize: number, session: Session, close: (window: FuturesWindow) => void) {
    this.#tickSize = tickSize
    this.#session = session
    this.#close = close
    this.#gate = new EventGate(1, session.endSecond)
    const base = BigInt(session.startSecond) * 1_000_000_000n
    this.#baseLow = Number(base & 0xffff_ffffn)
    this.#baseHigh = Number(base >> 32n)
    const ladders = emptyLadders()
    this.#flow = new LevelFlow(ladders)
    this.#book = new Book(this.#flow, ladders)
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
      if (second >= gate.endSecond && (this.#isOpen || !isSnapshot)) {
        gate.drop(records, row, FUTURE)
      } else {
        if (!isSnapshot && second !== CONTINUES && !this.#reach(second)) return row
        const transitions = gate.take(records, row, FUTURE, this.#isOpen ? this.#second : 0)
        if (isSnapshot) this.#restore(records, row, transitions)
        else this.#live(records, row, transitions)
      }
      this.#records++
    }
    return records.length
  }

  /** To be called while a window closes: no further one closes before the next {@link push}. */
  pause(): void {
    this.#isPaused = true
  }

  /** A file of the day is over: an open event ends with it, and a snapshot in the next is another. */
  endFile(): void {
    if (this.#gate.endFile(FUTURE)) this.#book.endEvent()
  }

  /** The day is over: closes the last window. */
  end(): void {
    this.endFile()
    if (this.#isOpen) this.#closeWindow()
  }

  get quality(): FuturesQuality {
    const { lateRecords, brokenClocks, afterSessionRecords, snapshotRecords } = this.#gate.counts
    return {
      records: this.#records,
      events: this.#events,
      late_records: lateRecords,
      broken_clock: brokenClocks,
      after_session_records: afterSessionRecords,
      duplicate_add: this.#book.duplicateAdds,
      modify_unknown: this.#book.unknownModifies,
      cancel_unknown: this.#book.unknownCancels,
      hidden_fill_qty: this.#book.hiddenFillSize,
      side_change: this.#book.sideChanges,
      off_grid: this.#offGrid,
      undefined_records: this.#undefinedRecords,
      snapshot_records: snapshotRecords,
      clears: this.#clears,
      crossed_windows: this.#crossedWindows,
      resting_orders: this.#book.orders.count,
      book_origin: this.#bookOrigin,
    }
  }

  /** A record of a snapshot: builds the book, opens no window, counts as no flow. */
  #restore(records: MboRecords, row: number, transitions: number): void {
    this.#clearedInside = true
    if (this.#bookOrigin === 'none') this.#bookOrigin = 'snapshot'
    if (transitions & TRANSITION.clears) this.#clear()
    const action = records.action[row]
    this.#book.isRestoring = true
    if (action === ACTION.clear) {
      this.#clears++
      this.#clear()
    } else if (action === ACTION.add || action === ACTION.modify || action === ACTION.cancel) {
      this.#applyOrder(records, row, action)
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
    this.#apply(records, row)
    if (records.flags[row] & FLAG.maybeBadBook) this.#maybeBadBook = true
    if (transitions & TRANSITION.endsEvent) {
      this.#events++
      this.#book.endEvent()
      this.#imbalance.step(this.#book)
    }
  }

  /** Opens the first window, or closes windows until that of this second is open; false if paused. */
  #reach(second: number): boolean {
    if (!this.#isOpen) {
      if (second < this.#session.startSecond) return true
      this.#isOpen = true
      this.#second = second
      this.#imbalance.reset()
      this.#openWindow(0, this.#bookValid())
      return true
    }
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
    const end = (this.#second + 1 - this.#session.startSecond) * NANOSECONDS
    this.#book.ripen(end - RESTING_AGE)
    const [asks, bids] = this.#book.ladders
    const bookValid = this.#bookValid()
    window.startSecond = this.#second
    window.lastTradeTick = this.#lastTradeTick
    window.bookValid = bookValid
    window.windowValid = bookValid && this.#validAtStart && !this.#clearedInside
    window.spotTick = this.#lastTradeTick
    if (Number.isNaN(this.#lastTradeTick) && bookValid) window.spotTick = bids.tick[bids.best]
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

  #apply(records: MboRecords, row: number): void {
    const action = records.action[row]
    switch (action) {
      case ACTION.add:
      case ACTION.modify:
      case ACTION.cancel:
        this.#applyOrder(records, row, action)
        break
      case ACTION.trade:
        this.#applyTrade(records, row)
        break
      case ACTION.fill:
        this.#applyFill(records, row)
        break
      case ACTION.clear:
        this.#clears++
        if (this.#bookOrigin === 'none') this.#bookOrigin = 'clear'
        this.#clear()
        break
    }
  }

  #applyOrder(records: MboRecords, row: number, action: number): void {
    const idLow = records.orderIdWords[2 * row]
    const idHigh = records.orderIdWords[2 * row + 1]
    const size = records.size[row]
    const time = nanosecondsBetween(
      this.#baseLow,
      this.#baseHigh,
      this.#gate.timeLow,
      this.#gate.timeHigh,
    )
    if (size === UNDEF_SIZE) {
      this.#undefinedRecords++
      return
    }
    if (action === ACTION.cancel) {
      this.#book.cancel(idLow, idHigh, size, time)
      return
    }
    const side = sideIndex(records.side[row])
    const tick = this.#tickOf(records, row)
    // A modify without a side keeps the order's; an add has nowhere to go.
    if (Number.isNaN(tick) || (side < 0 && action === ACTION.add)) {
      this.#undefinedRecords++
    } else if (action === ACTION.add) {
      this.#book.add(idLow, idHigh, side as SideIndex, tick, size, time)
    } else {
      this.#book.modify(idLow, idHigh, side, tick, size, time)
    }
  }

  #applyTrade(records: MboRecords, row: number): void {
    const tick = this.#tickOf(records, row)
    const size = records.size[row]
    if (Number.isNaN(tick) || size === UNDEF_SIZE) {
      this.#undefinedRecords++
      return
    }
    this.#lastTradeTick = tick
    if (this.#isOpen) {
      this.#trades.add(tick, points(tick * this.#tickSize), size, records.side[row])
    }
  }

  #applyFill(records: MboRecords, row: number): void {
    const size = records.size[row]
    if (size === UNDEF_SIZE) {
      this.#undefinedRecords++
      return
    }
    this.#book.owe(
      records.orderIdWords[2 * row],
      records.orderIdWords[2 * row + 1],
      sideIndex(records.side[row]),
      this.#tickOf(records, row),
      size,
    )
  }

  /** The record's price in ticks, floored; NaN where it has none. */
  #tickOf(records: MboRecords, row: number): number {
    const price = priceFromWords(records.priceWords[2 * row], records.priceWords[2 * row + 1])
    const tick = floorTick(price, this.#tickSize)
    // Exact, and false for nearly all: remainders are slow.
    if (tick * this.#tickSize !== price && isOffGrid(price, this.#tickSize)) {
      if (!Number.isNaN(price)) this.#offGrid++
    }
    return tick
  }
}
