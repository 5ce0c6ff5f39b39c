/**
 * Black-76 independent of the pipeline's: prices as differences of normal distributions, volatility
 * by bisection. Slow, and exact to about 1e-12 points.
 */

/** Beyond this argument the continued fraction is more accurate than the series. */
const FAR = 2.5
const FRACTIONS = 120
const LOWEST_SIGMA = 0.01
const HIGHEST_SIGMA = 5
/** Bisections of the range of ln σ, down to double precision. */
const HALVINGS = 56
const NEWTON_STEPS = 12
/** Steps of σ, relative: the next one is about its square. */
const NEWTON_TOLERANCE = 1e-9

/** Price of an option: `right` 1 for a call, −1 for a put; points, years, and annual rates. */
export function plainPrice(
  right: number,
  forward: number,
  strike: number,
  years: number,
  rate: number,
  sigma: number,
): number {
  const s = sigma * Math.sqrt(years)
  const d1 = Math.log(forward / strike) / s + s / 2
  const paid = forward * plainNormal(right * d1) - strike * plainNormal(right * (d1 - s))
  return Math.exp(-rate * years) * right * paid
}

/** Gamma of a call or put, per point. */
export function plainGamma(
  forward: number,
  strike: number,
  years: number,
  rate: number,
  sigma: number,
): number {
  const s = sigma * Math.sqrt(years)
  const d1 = Math.log(forward / strike) / s + s / 2
  const density = Math.exp((-d1 * d1) / 2) / Math.sqrt(2 * Math.PI)
  return (Math.exp(-rate * years) * density) / (forward * s)
}

/** Implied volatility from 0.01 to 5 a year; undefined if there is none. */
export function plainVolatility(
  right: number,
  forward: number,
  strike: number,
  years: number,
  rate: number,
  price: number,
): number | undefined {
  const costs = (sigma: number) => plainPrice(right, forward, strike, years, rate, sigma)
  if (!(costs(LOWEST_SIGMA) <= price && price <= costs(HIGHEST_SIGMA))) return undefined
  let low = Math.log(LOWEST_SIGMA)
  let high = Math.log(HIGHEST_SIGMA)
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2
    if (costs(Math.exp(middle)) < price) low = middle
    else high = middle
  }
  return Math.exp((low + high) / 2)
}

/**
 * As {@link plainVolatility}, by Newton's method from a volatility nearby: a fiftieth of the time.
 * The logarithm of an out-of-the-money price is concave in σ, so that steps from below never
 * overshoot; where a step fails the volatility is found by bisection.
 */
export function nearbyVolatility(
  right: number,
  forward: number,
  strike: number,
  years: number,
  rate: number,
  price: number,
  guess: number,
): number | undefined {
  const root = Math.sqrt(years)
  const vegaScale = (Math.exp(-rate * years) * forward * root) / Math.sqrt(2 * Math.PI)
  let sigma = guess
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const cost = plainPrice(right, forward, strike, years, rate, sigma)
    const d1 = Math.log(forward / strike) / (sigma * root) + (sigma * root) / 2
    const vega = vegaScale * Math.exp((-d1 * d1) / 2)
    const next = sigma - (Math.log(cost / price) * cost) / vega
    if (!(next > LOWEST_SIGMA / 2 && next < 2 * HIGHEST_SIGMA)) break
    const isFound = Math.abs(next - sigma) <= NEWTON_TOLERANCE * sigma
    sigma = next
    if (isFound) return sigma >= LOWEST_SIGMA && sigma <= HIGHEST_SIGMA ? sigma : undefined
  }
  return plainVolatility(right, forward, strike, years, rate, price)
}

/** The normal distribution: erf's series near 0, erfc's continued fraction far out. */
export function plainNormal(d: number): number {
  const x = Math.abs(d) / Math.SQRT2
  if (x >= FAR) {
    const tail = farTail(x) / 2
    return d < 0 ? tail : 1 - tail
  }
  let term = x
  let sum = x
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  const half = (sum * Math.exp(-x * x)) / Math.sqrt(Math.PI)
  return d < 0 ? 0.5 - half : 0.5 + half
}

/** erfc(x) = e^(−x²)/√π · 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …)))). */
function farTail(x: number): number {
  let fraction = x
  for (let n = FRACTIONS; n > 0; n--) fraction = x + n / 2 / fraction
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction
}
