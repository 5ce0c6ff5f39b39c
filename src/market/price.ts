/**
 * Prices are int64 in 1e-9 currency units (DBN's own unit). A JS number holds them exactly up to
 * 2^53 / 1e9 = 9.0 million currency units; above that they stay bigint or two 32-bit words.
 */

/** One currency unit (one index point of ES) in price units. */
export const PRICE_SCALE = 1_000_000_000

/** DBN's "no price": the largest int64 (dbn `UNDEF_PRICE`). */
export const UNDEF_PRICE = 9_223_372_036_854_775_807n

/**
 * Result of {@link priceFromWords} for a price that no JS number holds exactly, including
 * UNDEF_PRICE.
 */
export const UNPRICED = Number.NaN

/** A little-endian int64 price as a number, or {@link UNPRICED} beyond ±2^53. */
export function priceFromWords(low: number, high: number): number {
  const price = (high | 0) * 4_294_967_296 + (low >>> 0)
  return Number.isSafeInteger(price) ? price : UNPRICED
}

/** The two 32-bit words of UNDEF_PRICE in a column. */
export const UNDEF_PRICE_LOW = 0xffff_ffff
export const UNDEF_PRICE_HIGH = 0x7fff_ffff

/** A price in points: 4805250000000 → 4805.25; NaN for {@link UNPRICED}. */
export function points(price: number): number {
  return price / PRICE_SCALE
}

/** Formats a price without rounding: 4805250000000n → "4805.25", UNDEF_PRICE → "undefined". */
export function formatPrice(price: bigint): string {
  if (price === UNDEF_PRICE) return 'undefined'
  const negative = price < 0n
  const digits = (negative ? -price : price).toString().padStart(10, '0')
  const fraction = digits.slice(-9).replace(/0+$/, '')
  return `${negative ? '-' : ''}${digits.slice(0, -9)}${fraction ? `.${fraction}` : ''}`
}
