import { NORMAL_PEAK, normalDensity, normalDistribution } from './normal.ts'
import { logNormalisedCall } from './normalised-black.ts'

/**
 * Black's model of 1976 for European options on a future. Prices in points, discounted by
 * e^(−rate·years); `sigma` and `rate` per year, as fractions. A strike's gamma and vega are those of
 * its call and its put alike; delta and gamma are against the future.
 */

/** A call or a put: the sign of what it pays on. */
export const CALL = 1
export const PUT = -1
export type Right = typeof CALL | typeof PUT

/** ln(forward/strike), to full accuracy near the money too: the difference of neighbours is exact. */
export function logMoneyness(forward: number, strike: number): number {
  const excess = (forward - strike) / strike
  return Math.abs(excess) < 0.1 ? Math.log1p(excess) : Math.log(forward / strike)
}

export function discountFactor(rate: number, years: number): number {
  return Math.exp(-rate * years)
}

/** Price of an option; at 0 years or volatility its discounted intrinsic value. */
export function blackPrice(
  right: Right,
  forward: number,
  strike: number,
  years: number,
  rate: number,
  sigma: number,
): number {
  const s = sigma * Math.sqrt(years)
  const intrinsic = Math.max(right * (forward - strike), 0)
  const timeValue =
    s > 0
      ? Math.sqrt(forward) *
        Math.sqrt(strike) *
        Math.exp(logNormalisedCall(-Math.abs(logMoneyness(forward, strike)), s))
      : 0
  return discountFactor(rate, years) * (intrinsic + timeValue)
}

/** Change of the price with the future's, −1…1. */
export function blackDelta(
  right: Right,
  forward: number,
  strike: number,
  years: number,
  rate: number,
  sigma: number,
): number {
  const s = sigma * Math.sqrt(years)
  const discount = discountFactor(rate, years)
  return right * discount * normalDistribution(right * d1(forward, strike, s))
}

/** Change of delta with the future's price, per point. */
export function blackGamma(
  forward: number,
  strike: number,
  years: number,
  rate: number,
  sigma: number,
): number {
  const s = sigma * Math.sqrt(years)
  if (!(s > 0)) return 0
  return (discountFactor(rate, years) * normalDensity(d1(forward, strike, s))) / (forward * s)
}

/** Change of the price with volatility, points per 1.00. */
export function blackVega(
  forward: number,
  strike: number,
  years: number,
  rate: number,
  sigma: number,
): number {
  const root = Math.sqrt(years)
  if (!(sigma * root > 0)) return 0
  const density = normalDensity(d1(forward, strike, sigma * root))
  return discountFactor(rate, years) * forward * density * root
}

/**
 * What all strikes' {@link blackGamma} has in common: of each it is this times
 * exp(−d1²/2)/(forward·sigma).
 */
export function gammaScale(years: number, rate: number): number {
  return (NORMAL_PEAK * discountFactor(rate, years)) / Math.sqrt(years)
}

function d1(forward: number, strike: number, s: number): number {
  if (s > 0) return logMoneyness(forward, strike) / s + 0.5 * s
  return forward === strike ? 0 : (forward - strike) * Number.POSITIVE_INFINITY
}
