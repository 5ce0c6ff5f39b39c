/** Years are ACT/365. */
export const YEAR_SECONDS = 31_536_000

/** 1 for a call, −1 for a put. */
export type Right = 1 | -1

/**
 * Black's price of a European option on a future (Black 1976), discounted.
 *
 * @param years to expiry, above 0
 * @param sigma volatility a year, above 0
 * @param rate continuously compounded a year
 */
export function blackPrice(
  right: Right,
  forward: number,
  strike: number,
  years: number,
  sigma: number,
  rate: number,
): number {
  const deviation = sigma * Math.sqrt(years)
  const d1 = logRatio(forward, strike) / deviation + deviation / 2
  const d2 = d1 - deviation
  const value = right * (forward * normalCdf(right * d1) - strike * normalCdf(right * d2))
  return Math.exp(-rate * years) * Math.max(value, 0)
}

/** Price change per 1.00 of volatility. */
export function blackVega(
  forward: number,
  strike: number,
  years: number,
  sigma: number,
  rate: number,
): number {
  const deviation = sigma * Math.sqrt(years)
  const d1 = logRatio(forward, strike) / deviation + deviation / 2
  const density = Math.exp((-d1 * d1) / 2) / Math.sqrt(2 * Math.PI)
  return Math.exp(-rate * years) * forward * density * Math.sqrt(years)
}

/** ln(forward/strike), exact also where the two are close. */
function logRatio(forward: number, strike: number): number {
  return Math.log1p((forward - strike) / strike)
}

const NUMERATOR = [
  0.0352624965998911, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
  221.213596169931, 220.206867912376,
]
const DENOMINATOR = [
  0.0883883476483184, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674,
  637.333633378831, 793.826512519948, 440.413735824752,
]
/** Beyond this the rational form gives way to a continued fraction. */
const FAR = 7.07106781186547

/**
 * The standard normal's distribution function to double precision: Hart's algorithm 5666 (1968) as
 * given by West, "Better approximations to cumulative normal functions" (Wilmott, May 2005).
 */
export function normalCdf(x: number): number {
  const distance = Math.abs(x)
  const tail = distance > 37 ? 0 : Math.exp((-distance * distance) / 2) * tailRatio(distance)
  return x > 0 ? 1 - tail : tail
}

function tailRatio(distance: number): number {
  if (distance < FAR) return polynomial(NUMERATOR, distance) / polynomial(DENOMINATOR, distance)
  let fraction = distance + 0.65
  for (let term = 4; term > 0; term--) fraction = distance + term / fraction
  return 1 / (fraction * Math.sqrt(2 * Math.PI))
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0)
}
