import { formatPrice, priceFromWords, UNDEF_PRICE } from '../market/price.ts'
import { formatTime } from '../market/time.ts'
import { type Table, words } from '../table/table.ts'

/**
 * A price column as exact numbers: NaN for UNDEF_PRICE, infinite beyond ±2^53, which is an error.
 */
export function exactPrices(table: Table, name: string): Float64Array {
  const column = table.column(name, 'int64')
  const pairs = words(column)
  const numbers = new Float64Array(table.length)
  for (let row = 0; row < table.length; row++) {
    const price = priceFromWords(pairs[2 * row], pairs[2 * row + 1])
    const isBeyond = Number.isNaN(price) && column[row] !== UNDEF_PRICE
    numbers[row] = isBeyond ? Number.POSITIVE_INFINITY : price
  }
  return numbers
}

/** "2026-01-06T14:30:01Z": a window's end as messages name it, with nanoseconds where it has any. */
export function formatWindow(end: bigint): string {
  return formatTime(end).replace('.000000000Z', 'Z')
}

/** A cell for messages: formatted times and prices, booleans as words. */
export function formatCell(name: string, value: bigint | number | string | boolean): string {
  if (typeof value === 'bigint')
    return name.endsWith('_ts_ns') ? formatWindow(value) : formatPrice(value)
  return name.endsWith('_valid') ? String(Boolean(value)) : String(value)
}

/** A price column's cell, formatted. */
export function priceAt(table: Table, name: string, row: number): string {
  return formatPrice(table.column(name, 'int64')[row])
}

/** "row 7, window 2026-01-06T14:30:01Z": a row of a table with one row a window. */
export function windowPlace(table: Table, row: number, firstRow: number): string {
  const end = table.column('window_end_ts_ns', 'int64')[row]
  return `row ${firstRow + row}, window ${formatWindow(end)}`
}

/** "row 7, window 2026-01-06T14:30:01Z, ask 4805.25": a row of a table with a row a level. */
export function levelPlace(table: Table, row: number, firstRow: number): string {
  const side = table.column('side', 'letter')[row] === 0 ? 'ask' : 'bid'
  return `${windowPlace(table, row, firstRow)}, ${side} ${priceAt(table, 'price_int', row)}`
}

/** The columns that {@link levelPlace} reads. */
export const LEVEL_PLACE = ['window_end_ts_ns', 'side', 'price_int'] as const
