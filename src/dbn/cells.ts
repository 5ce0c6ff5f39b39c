import { formatPrice } from '../market/price.ts'
import { formatTime } from '../market/time.ts'
import type { RecordBatch } from './decoder.ts'
import type { LayoutField } from './layout.ts'

/**
 * A field's value for display: prices as decimals, times as ISO 8601, codes as letters, 64-bit
 * integers as strings, smaller ones as numbers; undefined for DBN's undefined value.
 */
export type RecordCell = string | number | undefined

/** Formatters of values that have several notations. */
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
    const value = table.column(field.name, field.kind)[row]
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
  if (type === 'time') return formatDbnTime(value)
  return value.toString()
}

/** A time as ISO 8601; nanoseconds where it lies beyond the calendar's range. */
function formatDbnTime(value: bigint): string {
  const text = formatTime(value)
  return text === 'undefined' ? BigInt.asUintN(64, value).toString() : text
}

/** The letter of a code; undefined for 0, hex for a code that is not printable. */
function letter(code: number): string | undefined {
  if (code === 0) return undefined
  const isPrintable = code >= 0x20 && code < 0x7f
  return isPrintable ? String.fromCharCode(code) : `0x${code.toString(16).padStart(2, '0')}`
}
