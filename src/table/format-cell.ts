import { formatPrice, points } from '../market/price.ts'
import { formatTime } from '../market/time.ts'

/** Enough that a mid price of half a tick is whole, and short enough to read. */
const DIGITS = 9

/**
 * A value as people read it. What an int64 means its column's name says: a time, a price in 1e-9
 * units, or else a number. "-" where a float is not defined.
 */
export function formatCell(name: string, value: string | number | bigint | boolean): string {
  if (typeof value === 'number') return formatNumber(value)
  if (typeof value !== 'bigint') return String(value)
  if (isTime(name)) return formatTime(value)
  return isPrice(name) ? formatPrice(value) : value.toString()
}

/**
 * The mean of a column as people read it: of prices in points, of times none, for no number is as
 * exact.
 */
export function formatMean(name: string, kind: string, mean: number): string {
  if (Number.isNaN(mean) || (kind === 'int64' && isTime(name))) return ''
  return formatNumber(kind === 'int64' && isPrice(name) ? points(mean) : mean)
}

function formatNumber(value: number): string {
  if (Number.isNaN(value)) return '-'
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(DIGITS)))
}

function isTime(name: string): boolean {
  return /^ts_|_ts_ns$|_ts$|^(expiration|activation)$/.test(name)
}

/** 1e-9 units: prices, and what a definition measures as it does prices. */
function isPrice(name: string): boolean {
  return /price|^(display_factor|unit_of_measure_qty|leg_delta)$/.test(name)
}
