import { ACTION, UNDEF_SIZE } from '../book/codes.ts'
import type { Chosen } from '../contracts/kinds.ts'
import type { Mbo } from '../contracts/registry.ts'
import { PRICE_SCALE, UNDEF_PRICE } from '../market/price.ts'
import { ASK, BID } from '../market/side.ts'
import type { Table } from '../table/table.ts'
import { OrderTimes } from './order-times.ts'

/** The columns that are exported, by their names in the contract of orders. */
export const EXPORT_COLUMNS = [
  'ts_event',
  'ts_recv',
  'order_id',
  'price',
  'size',
  'flags',
  'action',
  'side',
  'sequence',
] as const

export type ExportOrders = Table<Chosen<Mbo, (typeof EXPORT_COLUMNS)[number]>>

/** hftbacktest's kinds of level-3 events, by DBN's action. */
const EVENTS: Readonly<Record<number, number>> = {
  [ACTION.trade]: 2,
  [ACTION.clear]: 3,
  [ACTION.add]: 10,
  [ACTION.cancel]: 11,
  [ACTION.modify]: 12,
  [ACTION.fill]: 13,
}
/** Flags: both the exchange and the local side are to see it; of a buyer, or a seller. */
const SEEN = 2 ** 31 + 2 ** 30
const BUY = 2 ** 29
const SELL = 2 ** 28

const ROW_BYTES = 64
/** `event_dtype` of hftbacktest 2. */
const DTYPE =
  "[('ev', '<u8'), ('exch_ts', '<i8'), ('local_ts', '<i8'), ('px', '<f8'), ('qty', '<f8'), ('order_id', '<u8'), ('ival', '<i8'), ('fval', '<f8')]"
/** What numpy aligns its header to, and its magic with version 1.0. */
const ALIGNMENT = 64
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]

/** Whether a record is an event of hftbacktest's: one with a size, of a known action. */
export function isExported(action: number, size: number): boolean {
  return action in EVENTS && size !== UNDEF_SIZE
}

/**
 * Orders as hftbacktest's level-3 events, in a NumPy file (.npy): as its own converter of DBN makes
 * them, but for events that seem to happen before an earlier one, which happen with it.
 *
 * @param rows how many records {@link isExported} says there are
 */
export async function* hftbacktestFile(
  rows: number,
  tables: AsyncIterable<ExportOrders>,
): AsyncGenerator<Uint8Array> {
  yield header(rows)
  const times = new OrderTimes()
  for await (const table of tables) yield encode(table, times)
}

function header(rows: number): Uint8Array {
  const text = `{'descr': ${DTYPE}, 'fortran_order': False, 'shape': (${rows},), }`
  const before = MAGIC.length + 2
  const padded = Math.ceil((before + text.length + 1) / ALIGNMENT) * ALIGNMENT - before
  const bytes = Buffer.alloc(before + padded, ' ')
  bytes.set(MAGIC)
  bytes.writeUInt16LE(padded, MAGIC.length)
  bytes.write(text, before, 'latin1')
  bytes[bytes.length - 1] = 0x0a
  return bytes
}

function encode({ columns, length }: ExportOrders, times: OrderTimes): Uint8Array {
  const bytes = new Uint8Array(length * ROW_BYTES)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (let row = 0; row < length; row++) {
    const { action, side, size, flags, price } = columns
    if (!isExported(action[row], size[row])) continue
    times.next(columns.ts_event[row], columns.ts_recv[row], flags[row])
    const direction = side[row] === BID ? BUY : side[row] === ASK ? SELL : 0
    view.setBigUint64(at, BigInt(EVENTS[action[row]] + SEEN + direction), true)
    view.setBigInt64(at + 8, times.happened, true)
    view.setBigInt64(at + 16, times.received, true)
    const isPriced = price[row] !== UNDEF_PRICE
    view.setFloat64(at + 24, isPriced ? Number(price[row]) / PRICE_SCALE : Number.NaN, true)
    view.setFloat64(at + 32, size[row], true)
    view.setBigUint64(at + 40, columns.order_id[row], true)
    view.setBigInt64(at + 48, BigInt(flags[row]), true)
    view.setFloat64(at + 56, 0, true)
    at += ROW_BYTES
  }
  return bytes.subarray(0, at)
}
