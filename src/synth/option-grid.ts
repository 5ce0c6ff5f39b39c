import { PRICE_SCALE } from '../market/price.ts'
import { type TickRule, tickAt } from '../options/tick-rule.ts'

/** Prices of options on their own ticks, which are finer while they are cheap; 1e-9 units. */

/** The highest price on the grid at or below some points; 0 if that is none. */
export function gridBelow(value: number, rule: TickRule): number {
  const price = value * PRICE_SCALE
  const tick = tickAt(rule, price)
  return Math.max(Math.floor(price / tick) * tick, 0)
}

/** The lowest price on the grid at or above some points. */
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
