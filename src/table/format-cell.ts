import { formatPrice } from '../market/price.ts'
import { formatTime } from '../market/time.ts'

/**
 * A value as people read it, by what its column's name says: `…_ts_ns` and `ts_…` are times,
 * `…price_int` prices.
 */
export function formatCell(name: string, value: string | number | bigint | boolean): string {
  if (typeof value === 'number')
    return Number.isInteger(value) ? String(value) : shorten(name, value)
  if (typeof value !== 'bigint') return String(value)
  if (/_ts_ns$|^ts_(event|recv|ref|out)$/.test(name)) return formatTime(value)
  return isPrice(name) ? formatPrice(value) : value.toString()
}

function shorten(name: string, value: number): string {
  if (Number.isNaN(value)) return '-'
  // The mean of an integer price or time is no exact value: points or a rough figure will do.
  if (isPrice(name)) return (value / 1e9).toFixed(4)
  return Math.abs(value) > 1e15 ? '' : String(Number(value.toPrecision(6)))
}

function isPrice(name: string): boolean {
  return /price_int$|^price$/.test(name)
}
