import { PRICE_SCALE } from '../market/price.ts'

/** Ticks in price units: a premium of up to 5 points has the small one. */
const SMALL_TICK = 50_000_000
const LARGE_TICK = 250_000_000
const SMALL_UP_TO = 5 * PRICE_SCALE

/** The highest price on the grid at or below some points, in price units; 0 if that is none. */
export function gridBelow(value: number): number {
  const price = value * PRICE_SCALE
  const tick = price > SMALL_UP_TO ? LARGE_TICK : SMALL_TICK
  return Math.max(Math.floor(price / tick) * tick, 0)
}

/** The lowest price on the grid at or above some points, in price units. */
export function gridAbove(value: number): number {
  const price = value * PRICE_SCALE
  const tick = price > SMALL_UP_TO ? LARGE_TICK : SMALL_TICK
  return Math.ceil(price / tick) * tick
}

export function nextAbove(price: number): number {
  return price + (price >= SMALL_UP_TO ? LARGE_TICK : SMALL_TICK)
}

/** One tick lower; 0, no price, below the lowest. */
export function nextBelow(price: number): number {
  return price - (price > SMALL_UP_TO ? LARGE_TICK : SMALL_TICK)
}
