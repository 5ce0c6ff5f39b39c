import { ACTION, FLAG } from '../book/codes.ts'
import type { DbnFileWriter } from '../dbn/file-writer.ts'
import { type DbnVersion, recordLayout } from '../dbn/layout.ts'
import { UNDEF_PRICE } from '../market/price.ts'
import { NO_SIDE } from '../market/side.ts'
import { storeInt64, Table, words } from '../table/table.ts'
import type { Random } from './prng.ts'
import { PUBLISHER } from './publisher.ts'
import { type Stamp, TapeClock } from './tape-clock.ts'

const RTYPE_MBO = 0xa0
/** Flags of an event's last record: F_LAST, and the exchange's own end of event. */
export const END_OF_EVENT = 130
/** Flags of snapshot records: F_SNAPSHOT and F_BAD_TS_RECV. */
const BAD_RECEIPT = 8
const SNAPSHOT_FLAGS = FLAG.snapshot | BAD_RECEIPT

/** Rows per write. */
const FLUSH_ROWS = 32_768

const UNDEF_PRICE_WORDS = [Number(UNDEF_PRICE & 0xffff_ffffn), Number(UNDEF_PRICE >> 32n)]

/** Receives live records as they are written, and the end of their event. */
export interface TapeListener {
  record(action: number, side: number, price: number, size: number, stamp: Readonly<Stamp>): void
  end(stamp: Readonly<Stamp>): void
}

/**
 * Market-by-order records in order of capture. Times are nanoseconds from a base, the midnight UTC
 * of the first file's date; a JS number holds those exactly for a hundred days.
 *
 * An event is opened, gets its records, and is ended: its last record carries F_LAST.
 */
export class MboTape {
  readonly layout
  readonly table: Table
  /** Records since the tape began. */
  written = 0
  /** Upper bound of ts_recv: the last instant of the file's date. */
  latestReceipt = Number.POSITIVE_INFINITY
  /** The feed is down: records are lost. */
  isMuted = false
  /** Flags added to every live record. */
  extraFlags = 0
  listener: TapeListener | undefined

  readonly #random: Random
  readonly #clock: TapeClock
  readonly #channel: number
  #row = 0
  #time = 0
  #received = 0
  #delay = 0
  #sequence: number
  #sendDelay = 0
  /** Stamp of the last record. */
  readonly #stamp: Stamp = { time: 0, received: 0, sequence: 0, inDelta: 0 }

  #rtype = new Uint8Array()
  #instrument = new Uint32Array()
  #eventWords = new Uint32Array()
  #idWords = new Uint32Array()
  #priceWords = new Uint32Array()
  #size = new Uint32Array()
  #flags = new Uint8Array()
  #action = new Uint8Array()
  #side = new Uint8Array()
  #receivedWords = new Uint32Array()
  #inDelta = new Int32Array()
  #sequences = new Uint32Array()

  /** @param base ns since the Unix epoch of time 0 */
  constructor(random: Random, version: DbnVersion, base: bigint, channel: number) {
    this.#random = random
    this.layout = recordLayout('mbo', version)
    this.table = new Table(this.layout.contract, FLUSH_ROWS + 4096)
    this.#clock = new TapeClock(base)
    this.#channel = channel
    this.#sequence = 1000 + random.below(9000)
    this.#bind()
  }

  /** Whether there are enough rows to write. */
  get isFull(): boolean {
    return this.#row >= FLUSH_ROWS
  }

  get isEmpty(): boolean {
    return this.#row === 0
  }

  /** Writes the rows to a file, between events. Returns how many. */
  async flush(writer: Pick<DbnFileWriter, 'write'>): Promise<number> {
    const rows = this.#row
    this.table.length = rows
    await writer.write(this.layout, this.table)
    this.#row = 0
    return rows
  }

  /** Opens an event. */
  open(time: number, delay = 85_000 + 15_000 * this.#random.exponential()): void {
    this.#time = time
    this.#delay = Math.floor(delay)
    this.packet()
  }

  /** Starts another packet of the same event. */
  packet(): void {
    this.#sequence++
    this.#delay += 4000
    this.#sendDelay = 12_500 + (this.#random.bits() & 4095)
  }

  /**
   * Writes a record of the open event.
   *
   * @param price 1e-9 units, at most 2^53
   */
  record(
    instrument: number,
    action: number,
    side: number,
    idLow: number,
    idHigh: number,
    price: number,
    size: number,
  ): void {
    if (this.isMuted) return
    const row = this.#next()
    this.#instrument[row] = instrument
    this.#action[row] = action
    this.#side[row] = side
    this.#idWords[2 * row] = idLow
    this.#idWords[2 * row + 1] = idHigh
    storeInt64(this.#priceWords, row, price)
    this.#size[row] = size
    this.#flags[row] = this.extraFlags
    this.#sequences[row] = this.#sequence
    this.#inDelta[row] = this.#sendDelay
    this.#clock.store(this.#eventWords, row, this.#time)
    // Files are sorted by the time of capture.
    const received = Math.min(this.#time + this.#delay, this.latestReceipt)
    this.#received = Math.max(this.#received, received)
    this.#clock.store(this.#receivedWords, row, this.#received)
    if (this.listener) {
      const stamp = this.#stamp
      stamp.time = this.#time
      stamp.received = this.#received
      stamp.sequence = this.#sequence
      stamp.inDelta = this.#sendDelay
      this.listener.record(action, side, price, size, stamp)
    }
  }

  /** Ends the event. */
  end(flags = END_OF_EVENT): void {
    if (this.isMuted) return
    this.#flags[this.#row - 1] = flags | this.extraFlags
    this.listener?.end(this.#stamp)
  }

  /** Writes a live clear of the instrument's book as an event of its own. */
  clear(instrument: number, time: number): void {
    this.open(time)
    this.record(instrument, ACTION.clear, NO_SIDE, 0, 0, 0, 0)
    if (this.isMuted) return
    this.#priceWords.set(UNDEF_PRICE_WORDS, 2 * (this.#row - 1))
    this.end(FLAG.last | BAD_RECEIPT)
  }

  /** Writes a snapshot's first record, a clear. `received` is the time of the snapshot. */
  beginSnapshot(instrument: number, received: number): void {
    this.#received = Math.max(this.#received, received)
    this.#snapshotRow(instrument, ACTION.clear, NO_SIDE, 0, 0, received, 0, 0)
    this.#priceWords.set(UNDEF_PRICE_WORDS, 2 * (this.#row - 1))
    this.#sequences[this.#row - 1] = 0
  }

  /** Writes an order of the snapshot, with its own time `entered`. */
  snapshotOrder(
    instrument: number,
    side: number,
    idLow: number,
    idHigh: number,
    entered: number,
    price: number,
    size: number,
  ): void {
    this.#snapshotRow(instrument, ACTION.add, side, idLow, idHigh, entered, price, size)
  }

  endSnapshot(): void {
    this.#flags[this.#row - 1] |= FLAG.last
  }

  #snapshotRow(
    instrument: number,
    action: number,
    side: number,
    idLow: number,
    idHigh: number,
    entered: number,
    price: number,
    size: number,
  ): void {
    const row = this.#next()
    this.#instrument[row] = instrument
    this.#action[row] = action
    this.#side[row] = side
    this.#idWords[2 * row] = idLow
    this.#idWords[2 * row + 1] = idHigh
    storeInt64(this.#priceWords, row, price)
    this.#size[row] = size
    this.#flags[row] = SNAPSHOT_FLAGS
    this.#sequences[row] = 1 + (row >> 4)
    this.#inDelta[row] = 0
    this.#clock.store(this.#eventWords, row, entered)
    this.#clock.store(this.#receivedWords, row, this.#received)
  }

  #next(): number {
    if (this.#row === this.#rtype.length) {
      this.table.length = this.#row
      this.table.reserve(this.#row)
      this.#bind()
    }
    this.written++
    return this.#row++
  }

  #bind(): void {
    const { table } = this
    this.#rtype = table.column('rtype', 'uint8').fill(RTYPE_MBO)
    table.column('publisher_id', 'uint16').fill(PUBLISHER)
    table.column('channel_id', 'uint8').fill(this.#channel)
    this.#instrument = table.column('instrument_id', 'uint32')
    this.#eventWords = words(table.column('ts_event', 'int64'))
    this.#idWords = words(table.column('order_id', 'uint64'))
    this.#priceWords = words(table.column('price', 'int64'))
    this.#size = table.column('size', 'uint32')
    this.#flags = table.column('flags', 'uint8')
    this.#action = table.column('action', 'char')
    this.#side = table.column('side', 'char')
    this.#receivedWords = words(table.column('ts_recv', 'int64'))
    this.#inDelta = table.column('ts_in_delta', 'int32')
    this.#sequences = table.column('sequence', 'uint32')
  }
}
