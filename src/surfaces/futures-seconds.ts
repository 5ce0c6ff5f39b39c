import { Book, emptyLadders, RESTING_AGE, type SideIndex } from '../book/book.ts'
import { ACTION, FLAG, UNDEF_SIZE } from '../book/codes.ts'
import { LevelFlow } from '../book/level-flow.ts'
import type { MboRecords } from '../book/mbo-records.ts'
import { points, priceFromWords } from '../market/price.ts'
import type { Session } from '../market/session.ts'
import { sideIndex } from '../market/side.ts'
import { floorTick, isOffGrid } from '../market/tick.ts'
import { nanosecondsBetween, secondFromWords } from '../market/time.ts'
import type { FuturesQuality, FuturesWindow } from './futures-window.ts'
import { OrderFlowImbalance } from './order-flow-imbalance.ts'
import { TradeTally } from './trade-tally.ts'

const NANOSECONDS = 1e9

/**
 * Turns one future's records into its seconds: groups records into events, applies them to the
 * book, and calls `close` at the end of every window from the first in-session record's to the
 * last's. An event belongs to the window of its first record; windows close between events only.
 */
export class FuturesSeconds {
  readonly #tickSize: number
  readonly #session: Session
  readonly #close: (window: FuturesWindow) => void

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
  #inEvent = false
  /** The open event begins after the session: its records are left out. */
  #isDropping = false
  /** Snapshot records of this file have come, and no live one since. */
  #inSnapshotRun = false
  /** A snapshot has begun and its last record has not come. */
  #isRestoring = false
  #maybeBadBook = false
  #validAtStart = false
  #clearedInside = false
  #lastTradeTick = Number.NaN
  #eventCount = 0

  #records = 0
  #events = 0
  #lateRecords = 0
  #afterSessionRecords = 0
  #offGrid = 0
  #undefinedRecords = 0
  #snapshotRecords = 0
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
      spotTick: 0,
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
    const { flags } = records
    this.#isPaused = false
    for (let row = from; row < records.length; row++) {
      if (flags[row] & FLAG.snapshot) this.#restore(records, row)
      else if (!this.#live(records, row)) return row
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
    this.#inSnapshotRun = false
    if (!this.#inEvent) return
    this.#book.endEvent()
    this.#inEvent = false
  }

  /** The day is over: closes the last window. */
  end(): void {
    this.endFile()
    if (this.#isOpen) this.#closeWindow()
  }

  get quality(): FuturesQuality {
    return {
      records: this.#records,
      events: this.#events,
      late_records: this.#lateRecords,
      after_session_records: this.#afterSessionRecords,
      duplicate_add: this.#book.duplicateAdds,
      modify_unknown: this.#book.unknownModifies,
      cancel_unknown: this.#book.unknownCancels,
      hidden_fill_qty: this.#book.hiddenFillSize,
      side_change: this.#book.sideChanges,
      off_grid: this.#offGrid,
      undefined_records: this.#undefinedRecords,
      snapshot_records: this.#snapshotRecords,
      clears: this.#clears,
      crossed_windows: this.#crossedWindows,
      resting_orders: this.#book.orders.count,
      book_origin: this.#bookOrigin,
    }
  }

  /** A record of a snapshot: builds the book, opens no window, counts as no flow. */
  #restore(records: MboRecords, row: number): void {
    // Its ts_event is the order's age, so only ts_recv says when the snapshot itself was taken.
    const received = secondFromWords(
      records.receivedWords[2 * row],
      records.receivedWords[2 * row + 1],
    )
    if (this.#isOpen && received >= this.#session.endSecond) {
      this.#afterSessionRecords++
      return
    }
    this.#snapshotRecords++
    this.#clearedInside = true
    if (this.#bookOrigin === 'none') this.#bookOrigin = 'snapshot'
    if (!this.#inSnapshotRun) {
      this.#inSnapshotRun = true
      this.#inEvent = false
      this.#isDropping = false
      this.#clear()
    }
    this.#isRestoring = true
    const flags = records.flags[row]
    const action = records.action[row]
    this.#book.isRestoring = true
    if (action === ACTION.clear) {
      this.#clears++
      this.#clear()
    } else if (action === ACTION.add || action === ACTION.modify || action === ACTION.cancel) {
      this.#applyOrder(records, row, action)
    }
    this.#book.isRestoring = false
    if (flags & FLAG.maybeBadBook) this.#maybeBadBook = true
    if (flags & FLAG.last) this.#endSnapshot()
  }

  #endSnapshot(): void {
    this.#isRestoring = false
    this.#imbalance.anchor(this.#book)
  }

  /** Applies a live record; false if a pause came before its window was reached. */
  #live(records: MboRecords, row: number): boolean {
    if (this.#isRestoring) this.#endSnapshot()
    this.#inSnapshotRun = false
    const second = secondFromWords(records.timeWords[2 * row], records.timeWords[2 * row + 1])
    const flags = records.flags[row]
    if (!this.#inEvent) {
      const isAfter = second >= this.#session.endSecond
      if (!isAfter && !this.#reach(second)) return false
      this.#isDropping = isAfter
      this.#inEvent = true
    }
    if (this.#isDropping) {
      this.#afterSessionRecords++
      if (flags & FLAG.last) this.#inEvent = false
      return true
    }
    if (this.#isOpen) {
      this.#eventCount++
      if (second < this.#second) this.#lateRecords++
    }
    this.#apply(records, row)
    if (flags & FLAG.maybeBadBook) this.#maybeBadBook = true
    if (flags & FLAG.last) {
      this.#inEvent = false
      this.#events++
      this.#book.endEvent()
      this.#imbalance.step(this.#book)
    }
    return true
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
    if (Number.isNaN(this.#lastTradeTick)) window.spotTick = bookValid ? bids.tick[bids.best] : 0
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
    return !this.#isRestoring && !this.#maybeBadBook && this.#book.isUncrossed
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
      records.timeWords[2 * row],
      records.timeWords[2 * row + 1],
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
