import type { Field } from '../contracts/contract.ts'
import { UNDEF_PRICE } from '../market/price.ts'
import { UNDEF_TIME } from '../market/time.ts'

/**
 * What an int64 column holds, as its name says: a time in ns since the Unix epoch, a price in 1e-9
 * units, another measure in the same units, or just a number.
 */
export type Meaning = 'time' | 'price' | 'measure' | 'number'

export function meaningOf(name: string): Meaning {
  if (/^ts_|_ts_ns$|_ts$|^valid_(from|to)_ns$|^(expiration|activation)$/.test(name)) return 'time'
  if (/price/.test(name)) return 'price'
  // What a definition measures as it does prices.
  return /^(display_factor|unit_of_measure_qty|leg_delta)$/.test(name) ? 'measure' : 'number'
}

/**
 * What a 64-bit integer column holds where it has no value: UNDEF_PRICE (2^63−1) if its contract
 * says that it may have none, UNDEF_TIME (−1) of a time. All others have a value in every row.
 */
export function undefinedOf({ name, kind, nullable }: Field): bigint | undefined {
  if (nullable) return UNDEF_PRICE
  return kind === 'int64' && meaningOf(name) === 'time' ? UNDEF_TIME : undefined
}
