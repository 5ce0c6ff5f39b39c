import { type Table, words } from '../table/table.ts'

/** The columns of an MBO table that a book reads, as views for loops: u64 fields are word pairs. */
export interface MboRecords {
  readonly length: number
  readonly timeWords: Uint32Array
  readonly receivedWords: Uint32Array
  readonly orderIdWords: Uint32Array
  readonly priceWords: Uint32Array
  readonly size: Uint32Array
  readonly flags: Uint8Array
  readonly action: Uint8Array
  readonly side: Uint8Array
}

/** The columns {@link mboRecords} needs, by their names in the contract. */
export const MBO_RECORD_COLUMNS = [
  'ts_event',
  'order_id',
  'price',
  'size',
  'flags',
  'action',
  'side',
  'ts_recv',
] as const

export function mboRecords(table: Table): MboRecords {
  return {
    length: table.length,
    timeWords: words(table.column('ts_event', 'int64')),
    receivedWords: words(table.column('ts_recv', 'int64')),
    orderIdWords: words(table.column('order_id', 'uint64')),
    priceWords: words(table.column('price', 'int64')),
    size: table.column('size', 'uint32'),
    flags: table.column('flags', 'uint8'),
    action: table.column('action', 'char'),
    side: table.column('side', 'char'),
  }
}
