import { ACTION, FLAG, UNDEF_SIZE } from '../book/codes.ts'
import { EventGate, TRANSITION } from '../book/event-gate.ts'
import { priceFromWords } from '../market/price.ts'
import { sideIndex } from '../market/side.ts'
import { floorTick, isOffGrid, type Tick } from '../market/tick.ts'
import type { UnixSecond } from '../market/time.ts'
import type { Option } from './definition-rows.ts'
import { InstrumentIndex } from './instrument-index.ts'
import { NO_TICK, OptionOrders } from './option-orders.ts'
import type { OptionRecords } from './option-records.ts'
import type { OptionTrades } from './option-trades.ts'
import type { QuoteFlow } from './quote-flow.ts'

/** State of an option's quotes: not touched, to be read, or read since its last complete event. */
const UNTOUCHED = 0
const PENDING = 1
const READ = 2

/** What the records were like: counts that the manifest carries. */
export interface OptionBookCounts {
  option_records: number
  /** Records of other instruments: other expirations, or not in the chain. */
  option_other_records: number
  /** Of an earlier second than the one they were applied in. */
  option_late_records: number
  /** Of events that begin after the session, and of snapshots taken after it: left out. */
  option_after_session_records: number
  /** That continue an event which began a second or more before. */
  option_overlong_event_records: number
  /** Whose ts_event lies too far from their ts_recv: placed by the latter. */
  option_broken_clock: number
  option_snapshot_records: number
  option_clears: number
  /** Prices between two ticks of the common grid; they floor. */
  option_off_grid: number
  /** Orders without a price, size or side. */
  option_undefined_records: number
  option_duplicate_add: number
  option_modify_unknown: number
  option_cancel_unknown: number
  option_side_change: number
}

/**
 * The books of many options at once, and the best quotes of each as of its last complete event.
 * Orders without ages; their flow is by option. Quotes are read at the end of a second, for options
 * with an event in it.
 */
export class OptionBooks {
  /** Best bid of each of the chain's options in ticks of the grid; 0 where none above 0 stands. */
  readonly bid: Int32Array
  /** Best ask alike. */
  readonly ask: Int32Array
  /** Lots at the best bid and ask; 0 where none stands. */
  readonly bidLots: Float64Array
  readonly askLots: Float64Array

  readonly #tickSize: number
  readonly #ticksPerUnit: number
  readonly #gate: EventGate
  readonly #index: InstrumentIndex
  readonly #orders: OptionOrders
  readonly #trades: OptionTrades | undefined
  /** 1 where the feed lost something since the last clear. */
  readonly #isBad: Uint8Array
  /** Options that had an event since quotes were last read, and of each how that stands. */
  readonly #touched: Int32Array
  #touchedCount = 0
  readonly #reading: Uint8Array

  /** The first second that was pushed: what comes before it is the day before the session, not late. */
  #firstSecond: UnixSecond | undefined
  #records = 0
  #otherRecords = 0
  #clears = 0
  #offGrid = 0
  #undefinedRecords = 0

  /**
   * @param options the whole chain's
   * @param followed indices of those whose books are kept
   * @param tickSize the grid, price units of one tick
   * @param sessionEnd Unix second; what happens then or later is left out
   * @param trades counts the trades, if given
   */
  constructor(
    options: readonly Option[],
    followed: Iterable<number>,
    tickSize: number,
    sessionEnd: UnixSecond,
    trades?: OptionTrades,
  ) {
    this.#trades = trades
    this.bid = new Int32Array(options.length)
    this.ask = new Int32Array(options.length)
    this.bidLots = new Float64Array(options.length)
    this.askLots = new Float64Array(options.length)
    this.#tickSize = tickSize
    this.#ticksPerUnit = 1 / tickSize
    this.#gate = new EventGate(options.length, sessionEnd)
    this.#index = new InstrumentIndex(
      Array.from(followed, (option) => [options[option].instrumentId, option]),
    )
    this.#orders = new OptionOrders(options.length)
    this.#isBad = new Uint8Array(options.length)
    this.#touched = new Int32Array(options.length)
    this.#reading = new Uint8Array(options.length)
  }

  /** Resting lots that were added, requoted, pulled and filled in the second under way. */
  get flow(): QuoteFlow {
    return this.#orders.flow
  }

  /** Whether the quotes are unreliable: a snapshot is incomplete, or the feed lost data. */
  isSuspect(option: number): boolean {
    return this.#isBad[option] === 1 || this.#gate.isRestoring(option)
  }

  /** The index of a followed option; −1 of other instruments. */
  optionOf(instrumentId: number): number {
    return this.#index.get(instrumentId)
  }

  /**
   * Applies records in file order up to the end of a second. An event belongs to the second of its
   * first record; a snapshot's records, whose own times are the orders' ages, to that in which they
   * were received.
   *
   * @returns the first row that belongs to a later second; `records.length` if none does
   */
  push(records: OptionRecords, from: number, endSecond: UnixSecond): number {
    const row = this.#applyUntil(records, from, endSecond)
    this.#readTouched()
    return row
  }

  /** A file is over: open events end with it, and a snapshot in the next is another. */
  endFile(): void {
    for (let option = 0; option < this.#isBad.length; option++) {
      if (this.#gate.endFile(option)) this.#touch(option)
      this.#orders.endEvent(option)
    }
    this.#readTouched()
  }

  get counts(): OptionBookCounts {
    const { duplicateAdds, unknownModifies, unknownCancels, sideChanges } = this.#orders
    const counts = this.#gate.counts
    return {
      option_records: this.#records,
      option_other_records: this.#otherRecords,
      option_late_records: counts.lateRecords,
      option_after_session_records: counts.afterSessionRecords,
      option_overlong_event_records: counts.overlongEventRecords,
      option_broken_clock: counts.brokenClocks,
      option_snapshot_records: counts.snapshotRecords,
      option_clears: this.#clears,
      option_off_grid: this.#offGrid,
      option_undefined_records: this.#undefinedRecords,
      option_duplicate_add: duplicateAdds,
      option_modify_unknown: unknownModifies,
      option_cancel_unknown: unknownCancels,
      option_side_change: sideChanges,
    }
  }

  #applyUntil(records: OptionRecords, from: number, endSecond: UnixSecond): number {
    const { instrumentId, flags } = records
    const gate = this.#gate
    const currentSecond = endSecond - 1
    this.#firstSecond ??= currentSecond
    // Nothing is late as long as no second is over.
    const openSecond = currentSecond === this.#firstSecond ? 0 : currentSecond
    for (let row = from; row < records.length; row++) {
      const option = this.#index.get(instrumentId[row])
      if (option < 0) {
        this.#otherRecords++
        continue
      }
      const second = gate.place(records, row, option)
      if (gate.hasEndedSnapshot) this.#touch(option)
      if (second >= gate.endSecond) {
        gate.drop(records, row, option)
      } else {
        if (second > currentSecond) return row
        const transitions = gate.apply(records, row, option, openSecond)
        if (flags[row] & FLAG.snapshot) this.#restore(records, row, option, transitions)
        else this.#live(records, row, option, transitions)
      }
      this.#records++
    }
    return records.length
  }

  #restore(records: OptionRecords, row: number, option: number, transitions: number): void {
    if (this.#reading[option] === PENDING) this.#readQuotes(option)
    if (transitions & TRANSITION.clears) this.#clear(option)
    this.#apply(records, row, option)
    if (transitions & TRANSITION.endsSnapshot) this.#touch(option)
  }

  #live(records: OptionRecords, row: number, option: number, transitions: number): void {
    const endsEvent = (transitions & TRANSITION.endsEvent) !== 0
    // What follows is not to be seen before the event is whole.
    if (!endsEvent && this.#reading[option] === PENDING) this.#readQuotes(option)
    this.#apply(records, row, option)
    if (endsEvent) {
      this.#orders.endEvent(option)
      this.#touch(option)
    }
  }

  #apply(records: OptionRecords, row: number, option: number): void {
    const action = records.action[row]
    if (action === ACTION.clear) {
      this.#clears++
      this.#clear(option)
    } else if (action === ACTION.add || action === ACTION.modify || action === ACTION.cancel) {
      this.#applyOrder(records, row, option, action)
    } else if (action === ACTION.trade) {
      this.#trades?.record(records, row, option)
    } else if (action === ACTION.fill && records.size[row] !== UNDEF_SIZE) {
      const { orderIdWords } = records
      this.#orders.owe(option, orderIdWords[2 * row], orderIdWords[2 * row + 1], records.size[row])
    }
    if (records.flags[row] & FLAG.maybeBadBook) this.#isBad[option] = 1
  }

  #applyOrder(records: OptionRecords, row: number, option: number, action: number): void {
    const size = records.size[row]
    if (size === UNDEF_SIZE) {
      this.#undefinedRecords++
      return
    }
    const orders = this.#orders
    const idLow = records.orderIdWords[2 * row]
    const idHigh = records.orderIdWords[2 * row + 1]
    if (action === ACTION.cancel) {
      orders.cancel(option, idLow, idHigh, size)
      return
    }
    const side = sideIndex(records.side[row])
    const tick = this.#tickOf(records, row)
    // A modify without a side keeps the order's; an add has nowhere to go.
    if (Number.isNaN(tick) || (side < 0 && action === ACTION.add)) {
      this.#undefinedRecords++
    } else if (action === ACTION.add) {
      // No order is added, but one of that id is taken off.
      if (size === 0) this.#undefinedRecords++
      orders.add(option, idLow, idHigh, side as 0 | 1, tick, size)
    } else {
      orders.modify(option, idLow, idHigh, side, tick, size)
    }
  }

  #clear(option: number): void {
    this.#orders.clear(option)
    this.#isBad[option] = 0
  }

  /** An event of the option is whole. */
  #touch(option: number): void {
    if (this.#reading[option] === UNTOUCHED) this.#touched[this.#touchedCount++] = option
    this.#reading[option] = PENDING
  }

  /** Reads the quotes of every option that was touched. */
  #readTouched(): void {
    for (let index = 0; index < this.#touchedCount; index++) {
      const option = this.#touched[index]
      if (this.#reading[option] === PENDING) this.#readQuotes(option)
      this.#reading[option] = UNTOUCHED
    }
    this.#touchedCount = 0
  }

  #readQuotes(option: number): void {
    this.#reading[option] = READ
    const ask = this.#orders.best(option, 0)
    const bid = this.#orders.best(option, 1)
    this.ask[option] = ask === NO_TICK ? 0 : Math.max(ask, 0)
    this.bid[option] = bid === NO_TICK ? 0 : Math.max(bid, 0)
    this.askLots[option] = this.ask[option] === 0 ? 0 : this.#orders.bestLots(option, 0)
    this.bidLots[option] = this.bid[option] === 0 ? 0 : this.#orders.bestLots(option, 1)
  }

  /** The record's price in ticks, floored; NaN where it has none. */
  #tickOf(records: OptionRecords, row: number): Tick {
    const price = priceFromWords(records.priceWords[2 * row], records.priceWords[2 * row + 1])
    if (Number.isNaN(price)) return price
    // Exact for what is on the grid, which is nearly all: remainders are slow.
    const tick = Math.round(price * this.#ticksPerUnit)
    if (tick * this.#tickSize === price && tick === (tick | 0)) return tick
    if (isOffGrid(price, this.#tickSize)) this.#offGrid++
    return floorTick(price, this.#tickSize)
  }
}
