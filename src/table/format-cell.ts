import { formatFraction } from '../market/fraction-price.ts'
import { formatPrice, points } from '../market/price.ts'
import { formatTime } from '../market/time.ts'
import { meaningOf } from './meaning.ts'

/** Enough that a mid price of half a tick is whole, and short enough to read. */
const MAX_DIGITS = 9

/**
 * A value as people read it. What an int64 means its column's name says: a time, a price in 1e-9
 * units, or else a number. "-" where there is none: no value, or a float that is not defined.
 *
 * @param priceParts of a whole point that prices are written in: 32 of bonds; decimals if left out
 */
export function formatCell(
  name: string,
  value: string | number | bigint | boolean | null,
  priceParts?: number,
): string {
  if (value === null) return '-'
  if (typeof value === 'number') return formatNumber(value)
  if (typeof value !== 'bigint') return String(value)
  const meaning = meaningOf(name)
  if (meaning === 'time') return formatTime(value)
  if (meaning === 'number') return value.toString()
  return priceParts === undefined ? formatPrice(value) : formatFraction(value, priceParts)
}

/**
 * The mean of a column as people read it: of prices in points, of times none, for no number is as
 * exact.
 */
export function formatMean(name: string, kind: string, mean: number): string {
  const meaning = kind === 'int64' ? meaningOf(name) : 'number'
  if (Number.isNaN(mean) || meaning === 'time') return ''
  return formatNumber(meaning === 'number' ? mean : points(mean))
}

/** A number with as many digits as people read. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return '-'
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(MAX_DIGITS)))
}
