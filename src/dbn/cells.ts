import { formatPrice } from '../market/price.ts'
import { formatTime } from '../market/time.ts'
import type { LayoutField } from './layout.ts'
import type { RecordBatch } from './machine.ts'

/**
 * A field as people read it: prices as decimals, times as ISO 8601, letters as letters, 64-bit
 * integers as text with every digit, smaller ones as numbers; undefined where DBN says that there
 * is no value.
 */
export type RecordCell = string | number | undefined

/** How values are written that there are several ways to write. */
export interface CellFormats {
  /** A price that is defined, in 1e-9 units. */
  readonly price: (price: bigint) => string
}

const DECIMAL: CellFormats = { price: formatPrice }

/** A row's fields in the order of the file. */
export function recordCells(
  { layout, table }: RecordBatch,
  row: number,
  formats: CellFormats = DECIMAL,
): (readonly [name: string, cell: RecordCell])[] {
  return layout.fields.map((field) => {
    const value = table.column(field.name, field.kind)[row] as string | number | bigint
    return [field.name, cellOf(field, value, formats)]
  })
}

function cellOf(
  { type, undefinedValue }: LayoutField,
  value: string | number | bigint,
  formats: CellFormats,
): RecordCell {
  if (value === undefinedValue) return undefined
  if (type === 'char') return letter(value as number)
  if (typeof value !== 'bigint') return value
  if (type === 'price') return formats.price(value)
  if (type === 'time') return timeText(value)
  return value.toString()
}

/** A time; of one that no calendar has, its nanoseconds. */
function timeText(value: bigint): string {
  const text = formatTime(value)
  return text === 'undefined' ? BigInt.asUintN(64, value).toString() : text
}

/** The letter of a code; of none, undefined; a code that is no letter is shown in hex. */
function letter(code: number): string | undefined {
  if (code === 0) return undefined
  const isPrintable = code >= 0x20 && code < 0x7f
  return isPrintable ? String.fromCharCode(code) : `0x${code.toString(16).padStart(2, '0')}`
}
