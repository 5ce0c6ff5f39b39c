/** Volatility by strike and time of day, from which the synthetic options are quoted. */
export interface Smile {
  /** At the money, in the calm of noon. */
  readonly atm: number
  /** Per unit of k = ln(strike/forward), and of its square. */
  readonly slope: number
  readonly curve: number
}

const LEAST = 0.04
const MOST = 1.5
/** Regular hours: the U-shape's lowest point and its rise to both ends. */
const NOON = 12.75
const HALF_DAY = 3.25
const RISE = 0.3

/**
 * The smile of an expiry; nearer ones are steeper.
 *
 * @param level at-the-money volatility, times that of ES
 */
export function smileOf(daysToExpiry: number, level = 1): Smile {
  return { atm: level * (0.115 + 0.01 * Math.min(daysToExpiry, 3)), slope: -0.9, curve: 6 }
}

/**
 * @param hour New York's, 0–24
 * @returns volatility a year
 */
export function volatilityAt(smile: Smile, strike: number, forward: number, hour: number): number {
  const k = Math.log(strike / forward)
  const fromNoon = Math.min(Math.abs(hour - NOON) / HALF_DAY, 1)
  const atm = smile.atm * (1 + RISE * fromNoon * fromNoon)
  return Math.min(Math.max(atm + smile.slope * k + smile.curve * k * k, LEAST), MOST)
}
