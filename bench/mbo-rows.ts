import { storeInt64, type Table, words } from '../src/table/table.ts'

const TWO_32 = 4_294_967_296
const RTYPE_MBO = 0xa0
/** GLBX.MDP3. */
const PUBLISHER = 1

/** What all records of one packet share. */
export interface Packet {
  /** Nanoseconds since the rows' base time. */
  event: number
  received: number
  /** Nanoseconds from the exchange's sending to the receipt. */
  inDelta: number
  sequence: number
}

/**
 * Appends records to an MBO table, which must have room for them: it is bound to the table's arrays
 * as they are.
 */
export class MboRows {
  readonly table: Table
  readonly packet: Packet = { event: 0, received: 0, inDelta: 0, sequence: 0 }
  readonly #baseLow: number
  readonly #baseHigh: number
  readonly #event: Uint32Array
  readonly #received: Uint32Array
  readonly #id: Uint32Array
  readonly #price: Uint32Array
  readonly #size: Uint32Array
  readonly #flags: Uint8Array
  readonly #action: Uint8Array
  readonly #side: Uint8Array
  readonly #inDelta: Int32Array
  readonly #sequence: Uint32Array

  /** @param base what times are counted from, ns since the Unix epoch */
  constructor(table: Table, instrumentId: number, base: bigint) {
    this.table = table
    this.#baseLow = Number(base & 0xffff_ffffn)
    this.#baseHigh = Number(base >> 32n)
    this.#event = words(table.column('ts_event', 'int64'))
    this.#received = words(table.column('ts_recv', 'int64'))
    this.#id = words(table.column('order_id', 'uint64'))
    this.#price = words(table.column('price', 'int64'))
    this.#size = table.column('size', 'uint32')
    this.#flags = table.column('flags', 'uint8')
    this.#action = table.column('action', 'char')
    this.#side = table.column('side', 'char')
    this.#inDelta = table.column('ts_in_delta', 'int32')
    this.#sequence = table.column('sequence', 'uint32')
    // The same in every record.
    table.column('rtype', 'uint8').fill(RTYPE_MBO)
    table.column('publisher_id', 'uint16').fill(PUBLISHER)
    table.column('instrument_id', 'uint32').fill(instrumentId)
    table.column('channel_id', 'uint8').fill(0)
  }

  /** @param price 1e-9 units */
  append(
    action: number,
    flags: number,
    side: number,
    id: number,
    price: number,
    size: number,
  ): void {
    const row = this.#appendRow(action, flags, side, size)
    storeInt64(this.#id, row, id)
    storeInt64(this.#price, row, price)
  }

  /** A record of no order and no price: a clear. */
  appendBare(action: number, flags: number, side: number): void {
    const row = this.#appendRow(action, flags, side, 0)
    storeInt64(this.#id, row, 0)
    this.#price[2 * row] = 0xffff_ffff // UNDEF_PRICE
    this.#price[2 * row + 1] = 0x7fff_ffff
  }

  /** Sets flags of the row appended last. */
  flagLast(flags: number): void {
    this.#flags[this.table.length - 1] |= flags
  }

  #appendRow(action: number, flags: number, side: number, size: number): number {
    const row = this.table.length++
    const { packet } = this
    this.#storeTime(this.#event, row, packet.event)
    this.#storeTime(this.#received, row, packet.received)
    this.#action[row] = action
    this.#flags[row] = flags
    this.#side[row] = side
    this.#size[row] = size
    this.#inDelta[row] = packet.inDelta
    this.#sequence[row] = packet.sequence
    return row
  }

  #storeTime(column: Uint32Array, row: number, nanoseconds: number): void {
    const high = Math.floor(nanoseconds / TWO_32)
    const low = this.#baseLow + (nanoseconds - high * TWO_32)
    column[2 * row] = low // a typed array keeps the low 32 bits
    column[2 * row + 1] = this.#baseHigh + high + (low >= TWO_32 ? 1 : 0)
  }
}
