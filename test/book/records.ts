import { mboRecords } from '../../src/book/mbo-records.ts'
import { parseContract } from '../../src/contracts/contract.ts'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import type { ReferenceRecord } from '../../src/surfaces/reference-seconds.ts'
import { Table } from '../../src/table/table.ts'

/** The tests' instrument ticks as ES does, in 1e-9 units. */
export const TICK = 250_000_000
/** Second 0 of the literal form: 2026-01-06T14:30:00Z, the opening bell. */
export const EPOCH_SECOND = 1_767_709_800
export const UNDEF_SIZE = 4_294_967_295

const LAST = 128
const SNAPSHOT = 32
const SUSPECT = 4
const BAD_RECEIPT = 8
const UNDEF_RECEIPT = 2n ** 64n - 1n
const NANOSECONDS = 1_000_000_000n

/** A record with the fields a book reads, as DBN holds them. Times ns since the Unix epoch. */
export interface MboRecord {
  readonly time: bigint
  readonly received: bigint
  readonly action: string
  readonly id: bigint
  readonly side: string
  readonly price: bigint
  readonly size: number
  readonly flags: number
}

/**
 * Records from lines of `time action [id side price size] [flags] [@received]`: times in seconds
 * from {@link EPOCH_SECOND}, prices in ticks, `-` for a price or size DBN leaves undefined. Flags
 * are `.` for the last record of its event, `s` for a snapshot's, `?` for a suspect book, `!` for a
 * receipt that is not to be trusted.
 *
 *   0.25 A 7 B 100 5 .
 */
export function records(text: string): MboRecord[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(parseLine)
}

function parseLine(line: string): MboRecord {
  const [time, action, ...rest] = line.split(/\s+/)
  const received = rest.at(-1)?.startsWith('@') ? rest.pop()?.slice(1) : time
  const flags = /^[.s?!]+$/.test(rest.at(-1) ?? '') ? (rest.pop() ?? '') : ''
  const [id = '0', side = 'N', price = '-', size = '0'] = rest
  return {
    time: at(time),
    received: at(received ?? time),
    action,
    id: BigInt(id),
    side,
    price: price === '-' ? UNDEF_PRICE : BigInt(Math.round(Number(price) * TICK)),
    size: size === '-' ? UNDEF_SIZE : Number(size),
    flags:
      (flags.includes('.') ? LAST : 0) |
      (flags.includes('s') ? SNAPSHOT : 0) |
      (flags.includes('?') ? SUSPECT : 0) |
      (flags.includes('!') ? BAD_RECEIPT : 0),
  }
}

/** "0.5" → nanoseconds since the Unix epoch of that many seconds after {@link EPOCH_SECOND}. */
export function at(seconds: string): bigint {
  const [whole, fraction = ''] = seconds.split('.')
  const negative = whole.startsWith('-')
  const offset = BigInt(whole.replace('-', '')) * NANOSECONDS + BigInt(fraction.padEnd(9, '0'))
  return BigInt(EPOCH_SECOND) * NANOSECONDS + (negative ? -offset : offset)
}

/** What tables hold where there is no price. */
export const NO_PRICE = UNDEF_PRICE

/** A price of so many ticks, as tables hold it. */
export function ticks(count: number): bigint {
  return BigInt(Math.round(count * TICK))
}

const CONTRACT = parseContract(
  JSON.stringify({
    type: 'record',
    namespace: 'test',
    name: 'mbo',
    fields: [
      ...['ts_event', 'price', 'ts_recv'].map((name) => ({ name, type: 'long', doc: name })),
      { name: 'order_id', type: { type: 'long', logicalType: 'uint64' }, doc: 'order_id' },
      { name: 'size', type: { type: 'int', logicalType: 'uint32' }, doc: 'size' },
      { name: 'flags', type: { type: 'int', logicalType: 'uint8' }, doc: 'flags' },
      ...['action', 'side'].map((name) => ({
        name,
        type: { type: 'string', logicalType: 'char' },
        doc: name,
      })),
    ],
  }),
)

/** The records as a table's columns, which is what the fast book reads. */
export function mboTable(list: readonly MboRecord[]): Table {
  const table = new Table(CONTRACT, Math.max(1, list.length))
  table.length = list.length
  const time = table.column('ts_event', 'int64')
  const received = table.column('ts_recv', 'int64')
  const id = table.column('order_id', 'uint64')
  const price = table.column('price', 'int64')
  const size = table.column('size', 'uint32')
  const flags = table.column('flags', 'uint8')
  const action = table.column('action', 'char')
  const side = table.column('side', 'char')
  list.forEach((record, row) => {
    time[row] = record.time
    received[row] = record.received
    id[row] = record.id
    price[row] = record.price
    size[row] = record.size
    flags[row] = record.flags
    action[row] = record.action.charCodeAt(0)
    side[row] = record.side.charCodeAt(0)
  })
  return table
}

/** The records of an MBO table that was decoded from a file. */
export function* recordsOf(table: Table): Generator<MboRecord> {
  const rows = mboRecords(table)
  const time = new BigUint64Array(table.column('ts_event', 'int64').buffer)
  const received = new BigUint64Array(table.column('ts_recv', 'int64').buffer)
  const id = new BigUint64Array(table.column('order_id', 'uint64').buffer)
  const price = table.column('price', 'int64')
  for (let row = 0; row < rows.length; row++) {
    yield {
      time: time[row],
      received: received[row],
      action: String.fromCharCode(rows.action[row]),
      id: id[row],
      side: String.fromCharCode(rows.side[row]),
      price: price[row],
      size: rows.size[row],
      flags: rows.flags[row],
    }
  }
}

/** What the books call a price: one that a number holds exactly and whose tick fits an int32. */
export function isPriced(price: bigint): boolean {
  const magnitude = price < 0n ? -price : price
  if (magnitude > BigInt(Number.MAX_SAFE_INTEGER)) return false
  const tick = flooredTick(price)
  return tick >= -2_147_483_647n && tick <= 2_147_483_647n
}

function flooredTick(price: bigint): bigint {
  const size = BigInt(TICK)
  return (price - (((price % size) + size) % size)) / size
}

export function isOnGrid(price: bigint): boolean {
  return price % BigInt(TICK) === 0n
}

/** The record as the reference reads it. */
export function referenceRecord(record: MboRecord): ReferenceRecord {
  const { time, received, action, id, side, price, size, flags } = record
  return {
    action,
    side,
    price: isPriced(price) ? price : undefined,
    size: size === UNDEF_SIZE ? undefined : size,
    id: BigInt.asUintN(64, id),
    time: BigInt.asUintN(64, time),
    received:
      (flags & BAD_RECEIPT && !(flags & SNAPSHOT)) || received === UNDEF_RECEIPT
        ? undefined
        : BigInt.asUintN(64, received),
    isSnapshot: (flags & SNAPSHOT) !== 0,
    isLast: (flags & LAST) !== 0,
    isMaybeBad: (flags & SUSPECT) !== 0,
  }
}
