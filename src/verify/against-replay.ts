import { Book, type BookListener, type SideIndex } from '../book/book.ts'
import { ACTION, FLAG, UNDEF_SIZE } from '../book/codes.ts'
import { MBO_RECORD_COLUMNS, type MboRecords, mboRecords } from '../book/mbo-records.ts'
import type { PartitionReader } from '../lake/partition/read.ts'
import { priceFromWords } from '../market/price.ts'
import { sideIndex } from '../market/side.ts'
import { floorTick } from '../market/tick.ts'
import { nanosecondsBetween, startOfUtcDate, UNDEF_TIME_WORD } from '../market/time.ts'
import { BestLevels } from './against-levels.ts'
import { TradeQueue } from './against-trades.ts'

/** A listener that ignores everything. */
const NOBODY: BookListener = { touch: () => {}, move: () => {}, hiddenFill: () => {} }

/**
 * Replays a day of bronze MBO through the book, up to the times of another file's records. It has
 * its own grammar of events; only the book itself is shared with the stages.
 */
export class BookReplay {
  readonly trades = new TradeQueue()
  readonly tickSize: number
  /** The best quotes after the last complete event. */
  readonly whole = new BestLevels()
  readonly #reader: PartitionReader
  readonly #keepsWhole: boolean
  readonly #book = new Book(NOBODY)
  readonly #baseLow: number
  readonly #baseHigh: number
  #records: MboRecords | undefined
  #sequences = new Uint32Array()
  #group = 0
  #row = 0
  #received = 0
  #isInSnapshot = false

  /** @param keepsWhole reads the best quotes at every event's end */
  constructor(reader: PartitionReader, tickSize: number, keepsWhole: boolean) {
    this.#reader = reader
    this.tickSize = tickSize
    this.#keepsWhole = keepsWhole
    const base = startOfUtcDate(reader.manifest.dt)
    this.#baseLow = Number(base & 0xffff_ffffn)
    this.#baseHigh = Number(base >> 32n)
  }

  /** Reads the current best levels. */
  readLevels(levels: BestLevels, count: number): void {
    levels.read(this.#book.ladders, this.tickSize, count)
  }

  /** A time in nanoseconds from the day's start, for {@link advance}. */
  sinceStart(words: Uint32Array, row: number): number {
    return nanosecondsBetween(this.#baseLow, this.#baseHigh, words[2 * row], words[2 * row + 1])
  }

  /**
   * Applies every record received before a time, or at that time with no higher sequence number.
   *
   * @returns false if the loaded rows ended before: {@link load} more and call again
   */
  advance(received: number, sequence: number): boolean {
    const records = this.#records
    if (!records) return false
    for (; this.#row < records.length; this.#row++) {
      const row = this.#row
      const time = this.#receivedAt(records, row)
      if (time > received) return true
      const isSnapshot = (records.flags[row] & FLAG.snapshot) !== 0
      if (time === received && !isSnapshot && this.#sequences[row] > sequence) return true
      this.#received = time
      this.#apply(records, row, isSnapshot)
    }
    return false
  }

  /** Loads the next rows; returns false at the end. */
  async load(): Promise<boolean> {
    if (this.#group === this.#reader.rowGroups.length) return false
    const table = await this.#reader.read(this.#group++, [...MBO_RECORD_COLUMNS, 'sequence'])
    this.#records = mboRecords(table)
    this.#sequences = table.column('sequence', 'uint32')
    this.#row = 0
    return true
  }

  close(): Promise<void> {
    return this.#reader.close()
  }

  /** The time of receipt; an untrusted one is replaced by that of the record before. */
  #receivedAt({ flags, receivedWords }: MboRecords, row: number): number {
    const isUndefined =
      receivedWords[2 * row] === UNDEF_TIME_WORD && receivedWords[2 * row + 1] === UNDEF_TIME_WORD
    const isBad = (flags[row] & FLAG.badReceipt) !== 0 && (flags[row] & FLAG.snapshot) === 0
    if (isUndefined || isBad) return this.#received
    return this.sinceStart(receivedWords, row)
  }

  #apply(records: MboRecords, row: number, isSnapshot: boolean): void {
    const book = this.#book
    if (isSnapshot && !this.#isInSnapshot) book.clear()
    this.#isInSnapshot = isSnapshot
    const action = records.action[row]
    const size = records.size[row]
    const idLow = records.orderIdWords[2 * row]
    const idHigh = records.orderIdWords[2 * row + 1]
    const price = priceFromWords(records.priceWords[2 * row], records.priceWords[2 * row + 1])
    const tick = floorTick(price, this.tickSize)
    const side = sideIndex(records.side[row])
    if (action === ACTION.clear) book.clear()
    else if (action === ACTION.trade) {
      this.trades.push(this.#received, this.#sequences[row], price, size, records.side[row])
    } else if (size !== UNDEF_SIZE) {
      if (action === ACTION.cancel) book.cancel(idLow, idHigh, size, 0)
      else if (action === ACTION.fill) book.owe(idLow, idHigh, side, tick, size)
      else if (!Number.isNaN(tick)) {
        if (action === ACTION.modify) book.modify(idLow, idHigh, side, tick, size, 0)
        else if (action === ACTION.add && side >= 0)
          book.add(idLow, idHigh, side as SideIndex, tick, size, 0)
      }
    }
    if ((records.flags[row] & FLAG.last) === 0) return
    book.endEvent()
    if (this.#keepsWhole) this.readLevels(this.whole, 1)
  }
}
