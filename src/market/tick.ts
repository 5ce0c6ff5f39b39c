import type { Branded } from './branded.ts'

/**
 * Ticks: the integer grid on which everything spatial lives. A price that is off the grid belongs
 * to the tick below it.
 */

/** A price as a multiple of the tick size; NaN where there is none. */
export type Tick = Branded<'Tick'>

/** Ticks are kept in int32 arrays; a price further out has no tick. */
const MAX_TICKS = 2 ** 31 - 1

/**
 * The tick a price belongs to, floored. `price` and `tickSize` in 1e-9 units, both exact.
 * A quotient of doubles is off by one at most; the products that say so are exact.
 *
 * @returns the tick, or NaN where the price is none or beyond int32 ticks
 */
export function floorTick(price: number, tickSize: number): Tick {
  let tick = Math.floor(price / tickSize)
  if (tick * tickSize > price) tick--
  else if ((tick + 1) * tickSize <= price) tick++
  return Math.abs(tick) <= MAX_TICKS ? tick : Number.NaN
}

/** Does the price lie between two ticks? */
export function isOffGrid(price: number, tickSize: number): boolean {
  return price % tickSize !== 0
}
