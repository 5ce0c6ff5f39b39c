import { PRICE_SCALE, UNDEF_PRICE } from './price.ts'
import { rulesOf } from './roots.ts'

/** Price notations: decimals, or the fractions that a root's market uses. */
export const PRICE_FORMATS = ['decimal', 'fraction'] as const
export type PriceFormat = (typeof PRICE_FORMATS)[number]

/**
 * A price in whole points and parts of one, exactly: 110.515625 in 32nds is "110'16.5", a corn
 * price of 450.25 in eighths "450'2". "undefined" for UNDEF_PRICE.
 *
 * @param price 1e-9 units
 * @param parts fractions of a point: 32 for bonds, 8 for grains
 */
export function formatFraction(price: bigint, parts: number): string {
  if (price === UNDEF_PRICE) return 'undefined'
  const scale = BigInt(PRICE_SCALE)
  const size = price < 0n ? -price : price
  const counted = (size % scale) * BigInt(parts)
  const digits = String(parts - 1).length
  const whole = (counted / scale).toString().padStart(digits, '0')
  const rest = (counted % scale).toString().padStart(9, '0').replace(/0+$/, '')
  const text = `${size / scale}'${whole}${rest ? `.${rest}` : ''}`
  return price < 0n ? `-${text}` : text
}

/** Fractions of a point in which a contract's prices are written; undefined for decimals. */
export function partsOf(symbol: string, format: PriceFormat): number | undefined {
  const { fraction } = rulesOf(symbol)
  return format === 'fraction' && fraction > 1 ? fraction : undefined
}
