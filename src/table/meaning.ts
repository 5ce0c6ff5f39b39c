import { UNDEF_PRICE } from '../market/price.ts'

/**
 * What an int64 column holds, as its name says: a time in ns since the Unix epoch, a price in 1e-9
 * units, another measure in the same units, or just a number.
 */
export type Meaning = 'time' | 'price' | 'measure' | 'number'

export function meaningOf(name: string): Meaning {
  if (/^ts_|_ts_ns$|_ts$|^(expiration|activation)$/.test(name)) return 'time'
  if (/price/.test(name)) return 'price'
  // What a definition measures as it does prices.
  return /^(display_factor|unit_of_measure_qty|leg_delta)$/.test(name) ? 'measure' : 'number'
}

/**
 * What an int64 column holds where it has no value: of a time −1, of a price or a measure DBN's
 * 2^63−1. A number has always one.
 */
export function undefinedOf(name: string): bigint | undefined {
  const meaning = meaningOf(name)
  if (meaning === 'number') return undefined
  return meaning === 'time' ? -1n : UNDEF_PRICE
}
