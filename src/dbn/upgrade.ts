import { KINDS } from '../contracts/kinds.ts'
import { type Column, isWideInts, Table } from '../table/table.ts'
import { type LayoutField, NEWEST_VERSION, type RecordLayout, recordLayout } from './layout.ts'

const UNDEF_INT32 = 2 ** 31 - 1
const UNDEF_INT64 = 2n ** 63n - 1n
const NO_SIDE = 'N'.charCodeAt(0)
const UNDEF_STYPE = 255
const UNDEF_CODE = 255

/** Values of fields that an older version lacks; 0 or empty where not listed. */
const ABSENT_VALUES: Readonly<Record<string, number | bigint>> = {
  leg_price: UNDEF_INT64,
  leg_delta: UNDEF_INT64,
  leg_side: NO_SIDE,
  stype_in: UNDEF_STYPE,
  stype_out: UNDEF_STYPE,
  code: UNDEF_CODE,
  is_last: UNDEF_CODE,
}

/** The layout of the rows that {@link upgrade} returns. */
export function upgradedLayout({ kind, tsOut }: RecordLayout): RecordLayout {
  return recordLayout(kind, NEWEST_VERSION, tsOut)
}

/**
 * Converts rows of any version to the newest version's fields. Unchanged columns share their arrays
 * with the input, which must not be reused while the result is in use. Fields that the newest
 * version dropped are omitted.
 */
export function upgrade(layout: RecordLayout, table: Table): Table {
  const newest = upgradedLayout(layout)
  if (newest === layout) return table
  const columns: Record<string, Column> = {}
  for (const field of newest.fields) {
    const old = layout.fields.find(({ name }) => name === field.name)
    columns[field.name] = old ? upgradeColumn(old, field, table) : absentColumn(field, table.length)
  }
  return Table.from(newest.contract, columns, table.length)
}

function upgradeColumn(old: LayoutField, field: LayoutField, table: Table): Column {
  if (old.kind === field.kind) return table.column(old.name, old.kind)
  const wide = KINDS[field.kind as 'int64' | 'uint64'].allocate(table.length)
  if (old.kind === 'int32') {
    const narrow = table.column(old.name, old.kind)
    for (let row = 0; row < wide.length; row++) {
      const value = narrow[row]
      wide[row] = value === UNDEF_INT32 ? UNDEF_INT64 : BigInt(value)
    }
  } else {
    const narrow = table.column(old.name, old.kind as 'uint32')
    for (let row = 0; row < wide.length; row++) wide[row] = BigInt(narrow[row])
  }
  return wide
}

function absentColumn({ name, kind }: LayoutField, rows: number): Column {
  const value = ABSENT_VALUES[name] ?? 0
  const column: Column = KINDS[kind].allocate(rows)
  if (isWideInts(column)) return column.fill(BigInt(value))
  return Array.isArray(column) ? column : column.fill(Number(value))
}
