import { formatPrice } from '../market/price.ts'
import { formatTime } from '../market/time.ts'
import type { LayoutField } from './layout.ts'
import type { RecordBatch } from './machine.ts'

/**
 * A row as people read it, field by field: prices as decimals, times as ISO 8601, letters as
 * letters; "undefined" for a price or time that is none.
 */
export function formatRecord({ layout, table }: RecordBatch, row: number): [string, string][] {
  return layout.fields.map((field) => [
    field.name,
    formatField(field, table.column(field.name, field.kind)[row] as string | number | bigint),
  ])
}

function formatField({ type }: LayoutField, value: string | number | bigint): string {
  if (type === 'price') return formatPrice(value as bigint)
  if (type === 'time') return formatTime(value as bigint)
  if (type === 'char') return letter(value as number)
  return String(value)
}

/** The letter of a code; a code that is none is shown in hex. */
function letter(code: number): string {
  const printable = code > 0x20 && code < 0x7f
  return printable ? String.fromCharCode(code) : `0x${code.toString(16).padStart(2, '0')}`
}
