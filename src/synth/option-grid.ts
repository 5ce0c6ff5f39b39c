import { PRICE_SCALE } from '../market/price.ts'
import { type TickRule, tickAt } from '../options/tick-rule.ts'

/** Option prices on their tick grid, which is finer for cheap options; 1e-9 units. */

/** The highest grid price at or below a value in points; 0 if there is none. */
export function gridBelow(value: number, rule: TickRule): number {
  const price = value * PRICE_SCALE
  const tick = tickAt(rule, price)
  return Math.max(Math.floor(price / tick) * tick, 0)
}

/** The lowest grid price at or above a value in points. */
export function gridAbove(value: number, rule: TickRule): number {
  const price = value * PRICE_SCALE
  const tick = tickAt(rule, price)
  return Math.ceil(price / tick) * tick
}

export function nextAbove(price: number, { fine, coarse, threshold }: TickRule): number {
  return price + (price >= threshold ? coarse : fine)
}

/** One tick lower; 0, no price, below the lowest. */
export function nextBelow(price: number, rule: TickRule): number {
  return price - tickAt(rule, price)
}
