import type { LayoutField, RecordLayout } from '../dbn/layout.ts'
import { UNDEF_PRICE } from '../market/price.ts'
import { UNDEF_TIME } from '../market/time.ts'
import type { Table } from '../table/table.ts'

/** A record's fields by name; omitted ones get DBN's undefined value. */
export type RowValues = Readonly<Record<string, bigint | number | string>>

/** Undefined values of numeric field types: the largest value, as in dbn. */
const NONE = {
  price: UNDEF_PRICE,
  time: UNDEF_TIME,
  u64: 0n,
  i64: UNDEF_PRICE,
  u32: 0xffff_ffff,
  i32: 0x7fff_ffff,
  u16: 0xffff,
  i16: 0x7fff,
  u8: 0xff,
  i8: 0x7f,
  char: 0,
} as const

/** Appends a record; not for hot paths. Fields that the version lacks are ignored. */
export function appendRecord(layout: RecordLayout, table: Table, values: RowValues): void {
  table.reserve(1)
  const row = table.length++
  for (const field of layout.fields) storeCell(table, field, row, values[field.name])
}

function storeCell(
  table: Table,
  field: LayoutField,
  row: number,
  value: bigint | number | string | undefined,
): void {
  const { name, type, kind } = field
  if (kind === 'text') {
    table.column(name, kind)[row] = value === undefined ? '' : String(value)
  } else if (kind === 'int64' || kind === 'uint64') {
    const none = NONE[type as 'price' | 'time' | 'u64' | 'i64']
    const column = table.column<'int64' | 'uint64'>(name, kind)
    column[row] = value === undefined ? none : BigInt(value)
  } else {
    const none = NONE[type as 'u32' | 'i32' | 'u16' | 'i16' | 'u8' | 'i8' | 'char']
    const number = type === 'char' && typeof value === 'string' ? value.charCodeAt(0) : value
    const column = table.column<
      'uint32' | 'int32' | 'uint16' | 'int16' | 'uint8' | 'int8' | 'char'
    >(name, kind as 'uint32')
    column[row] = number === undefined ? none : Number(number)
  }
}
