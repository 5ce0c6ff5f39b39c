/**
 * Ticks: the integer grid on which everything spatial lives. A price that is off the grid belongs
 * to the tick below it.
 */

/** Ticks are kept in int32 arrays; a price further out has no tick. */
const MAX_TICKS = 2 ** 31 - 1

/**
 * The tick a price belongs to, floored. `price` and `tickSize` in 1e-9 units, both exact.
 * The remainder of two exact doubles is exact, so the division below is too.
 *
 * @returns the tick, or NaN where the price is none or beyond int32 ticks
 */
export function floorTick(price: number, tickSize: number): number {
  const remainder = price % tickSize
  const floored = remainder < 0 ? price - remainder - tickSize : price - remainder
  const tick = floored / tickSize
  return Math.abs(tick) <= MAX_TICKS ? tick : Number.NaN
}

/** Does the price lie between two ticks? */
export function isOffGrid(price: number, tickSize: number): boolean {
  return price % tickSize !== 0
}
