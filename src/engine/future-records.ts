import type { Book, SideIndex } from '../book/book.ts'
import { ACTION, UNDEF_SIZE } from '../book/codes.ts'
import type { EventGate } from '../book/event-gate.ts'
import type { MboRecords } from '../book/mbo-records.ts'
import { points, priceFromWords } from '../market/price.ts'
import { sideIndex } from '../market/side.ts'
import { floorTick, isOffGrid, type Tick } from '../market/tick.ts'
import { nanosecondsBetween, type UnixSecond } from '../market/time.ts'
import type { TradeTally } from '../surfaces/trade-tally.ts'

/**
 * Applies one future's order and trade records to its book. Prices become ticks, times nanoseconds
 * from the session's start; records with undefined values are counted and skipped.
 */
export class FutureRecords {
  /** Last trade price in ticks; NaN before the first. */
  lastTradeTick: Tick = Number.NaN
  /** Prices between two ticks, which are floored. */
  offGrid = 0
  /** Records without a required price, size or side. */
  undefinedRecords = 0

  readonly #gate: EventGate
  readonly #book: Book
  readonly #trades: TradeTally
  readonly #tickSize: number
  readonly #baseLow: number
  readonly #baseHigh: number

  /**
   * @param gate has placed each record before it is applied
   * @param tickSize price units of one tick
   * @param startSecond what the book's times count from
   */
  constructor(
    gate: EventGate,
    book: Book,
    trades: TradeTally,
    tickSize: number,
    startSecond: UnixSecond,
  ) {
    this.#gate = gate
    this.#book = book
    this.#trades = trades
    this.#tickSize = tickSize
    const base = BigInt(startSecond) * 1_000_000_000n
    this.#baseLow = Number(base & 0xffff_ffffn)
    this.#baseHigh = Number(base >> 32n)
  }

  /** Applies an A, M or C record at the time of the record that the gate placed last. */
  applyOrder(records: MboRecords, row: number): void {
    const action = records.action[row]
    const idLow = records.orderIdWords[2 * row]
    const idHigh = records.orderIdWords[2 * row + 1]
    const size = records.size[row]
    const { timeLow, timeHigh } = this.#gate
    const time = nanosecondsBetween(this.#baseLow, this.#baseHigh, timeLow, timeHigh)
    if (size === UNDEF_SIZE) {
      this.undefinedRecords++
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
      this.undefinedRecords++
    } else if (action === ACTION.add) {
      // No order is added, but one of that id is taken off.
      if (size === 0) this.undefinedRecords++
      this.#book.add(idLow, idHigh, side as SideIndex, tick, size, time)
    } else {
      this.#book.modify(idLow, idHigh, side, tick, size, time)
    }
  }

  /**
   * T: the last trade's price.
   *
   * @param isTallied whether a second is under way that the trade counts in
   */
  applyTrade(records: MboRecords, row: number, isTallied: boolean): void {
    const tick = this.#tickOf(records, row)
    const size = records.size[row]
    if (Number.isNaN(tick) || size === UNDEF_SIZE) {
      this.undefinedRecords++
      return
    }
    this.lastTradeTick = tick
    if (isTallied) this.#trades.add(tick, points(tick * this.#tickSize), size, records.side[row])
  }

  /** F: the order is owed a fill. */
  applyFill(records: MboRecords, row: number): void {
    const size = records.size[row]
    if (size === UNDEF_SIZE) {
      this.undefinedRecords++
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
  #tickOf(records: MboRecords, row: number): Tick {
    const price = priceFromWords(records.priceWords[2 * row], records.priceWords[2 * row + 1])
    const tick = floorTick(price, this.#tickSize)
    // Exact, and false for nearly all: remainders are slow.
    if (tick * this.#tickSize !== price && isOffGrid(price, this.#tickSize)) {
      if (!Number.isNaN(price)) this.offGrid++
    }
    return tick
  }
}
