import type { Branded } from './branded.ts'

/**
 * Ticks: the integer price grid of all surfaces. A price off the grid belongs to the tick below it.
 */

/** A price as a multiple of the tick size; NaN where there is none. */
export type Tick = Branded<'Tick'>

/** Ticks are stored in int32 arrays; a price beyond has no tick. */
const MAX_TICKS = 2 ** 31 - 1

/**
 * The tick of a price, floored. `price` and `tickSize` are exact, in 1e-9 units. The quotient of
 * doubles is off by at most one, which the exact products correct.
 *
 * @returns the tick, or NaN where the price is undefined or beyond int32 ticks
 */
export function floorTick(price: number, tickSize: number): Tick {
  let tick = Math.floor(price / tickSize)
  if (tick * tickSize > price) tick--
  else if ((tick + 1) * tickSize <= price) tick++
  return Math.abs(tick) <= MAX_TICKS ? tick : Number.NaN
}

/** Whether a price lies between two ticks. */
export function isOffGrid(price: number, tickSize: number): boolean {
  return price % tickSize !== 0
}
