import { PRICE_SCALE, UNDEF_PRICE } from './price.ts'
import { rulesOf } from './roots.ts'

/** How prices are written: as decimals, or the way that a root's market has them. */
export const PRICE_FORMATS = ['decimal', 'fraction'] as const
export type PriceFormat = (typeof PRICE_FORMATS)[number]

/**
 * A price in whole points and parts of one, exactly: 110.515625 in 32nds is "110'16.5", a corn
 * price of 450.25 in eighths "450'2". "undefined" where there is none.
 *
 * @param price 1e-9 units
 * @param parts of a whole point: 32 of bonds, 8 of grains
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

/** Parts of a whole point that a contract's prices are written in; undefined for decimals. */
export function partsOf(symbol: string, format: PriceFormat): number | undefined {
  const { fraction } = rulesOf(symbol)
  return format === 'fraction' && fraction > 1 ? fraction : undefined
}
