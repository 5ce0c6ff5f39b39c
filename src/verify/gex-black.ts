/**
 * Black's model once more, in other words than the pipeline's: prices as differences of normal
 * distributions, volatility by halving. Slow, and good to some 1e-12 points.
 */

/** From here on the continued fraction is the better of the two. */
const FAR = 2.5
const FRACTIONS = 120
const LOWEST_SIGMA = 0.01
const HIGHEST_SIGMA = 5
/** Halvings of the span of ln σ: what is left of it is below a double. */
const HALVINGS = 56

/** What an option costs: `right` 1 a call, −1 a put; points, years, and fractions a year. */
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

/** Change of a call's or a put's delta with the future, per point. */
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

/** The volatility from 0.01 to 5 a year at which an option costs a price; undefined where none is. */
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

/** The normal distribution: erf's series near 0, erfc's continued fraction far out. */
function plainNormal(d: number): number {
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
