import { discountFactor, logMoneyness, type Right } from './black76.ts'
import { NORMAL_PEAK } from './normal.ts'
import { logNormalisedCall, normalisedCallShortfall } from './normalised-black.ts'

/**
 * Why a price has no volatility, as {@link impliedVolatility} returns it: below 0, so that no loop
 * needs an object for an answer.
 */
export const NO_VOLATILITY = {
  /** No time is left, or an input is not a positive number. */
  expired: -1,
  /** The price is at most the intrinsic value. */
  belowIntrinsic: -2,
  /** A call costs no less than the future, or a put no less than the strike. */
  aboveMaximum: -3,
  /** Out of the money and so cheap that a double has no digits left of it. */
  underflow: -4,
  /** In the money, and the rounding of the price alone moves the volatility by a hundredth. */
  illConditioned: -5,
} as const

/** The relative error of a double. */
const EPSILON = 2 ** -53
const MIN_NORMAL = 2 ** -1022
/** Time value this few roundings of the price wide is none that the price can tell. */
const ROUNDINGS = 2
const WORST_CONDITION = 0.01

const MAX_STEPS = 30
/** A step out of the bracket of so many roundings is one: the root is where it began. */
const CONVERGED_ROUNDINGS = 16
/** A step this small was taken by a method of fourth order: what is left is below a double. */
const CONVERGED_STEP = 1e-5
/** A guess is near if no step from it is longer than this share of it, and few do. */
const NEAR_SHARE = 0.1
const MAX_REFINEMENTS = 4

/**
 * The volatility at which Black's model gives a price: its time value is turned into that of the
 * out-of-the-money twin, and the root found by Householder's method of third order inside a bracket.
 *
 * @param price in points, discounted
 * @param guess σ to begin at, such as that of a price a second ago; 0 for none. The answer is the
 *   same to a double's rounding
 * @returns σ per year, or a code of {@link NO_VOLATILITY}
 */
export function impliedVolatility(
  right: Right,
  forward: number,
  strike: number,
  years: number,
  rate: number,
  price: number,
  guess = 0,
): number {
  const undiscounted = price / discountFactor(rate, years)
  if (!(years > 0 && forward > 0 && strike > 0) || Number.isNaN(undiscounted)) {
    return NO_VOLATILITY.expired
  }
  if (undiscounted >= (right > 0 ? forward : strike)) return NO_VOLATILITY.aboveMaximum
  const intrinsic = Math.max(right * (forward - strike), 0)
  const timeValue = undiscounted - intrinsic
  if (intrinsic > 0 && Math.abs(timeValue) <= ROUNDINGS * 2 * EPSILON * undiscounted) {
    return NO_VOLATILITY.illConditioned
  }
  if (timeValue < 0) return NO_VOLATILITY.belowIntrinsic
  if (timeValue < MIN_NORMAL) return NO_VOLATILITY.underflow

  const x = -Math.abs(logMoneyness(forward, strike))
  const beta = timeValue / (Math.sqrt(forward) * Math.sqrt(strike))
  if (beta >= Math.exp(0.5 * x)) return NO_VOLATILITY.aboveMaximum
  const root = Math.sqrt(years)
  const s = totalVolatility(x, beta, guess * root)
  if (intrinsic > 0) {
    // s·db/ds against the rounding of the whole price, which the intrinsic value may dominate.
    const rounding = (EPSILON * beta * undiscounted) / timeValue
    if (rounding > WORST_CONDITION * s * slope(x, s)) return NO_VOLATILITY.illConditioned
  }
  const sigma = s / root
  // Inputs so far apart that no double relates them.
  return sigma > 0 && sigma < Number.POSITIVE_INFINITY ? sigma : NO_VOLATILITY.illConditioned
}

/** s at which b(x, s) is beta, for x ≤ 0 and 0 < beta < e^(x/2). */
function totalVolatility(x: number, beta: number, guess: number): number {
  const logBeta = Math.log(beta)
  const highest = Math.exp(0.5 * x)
  // b is convex in s up to here and concave beyond.
  const inflexion = Math.sqrt(-2 * x)
  const refined = guess > 0 ? refine(x, beta, logBeta, highest, inflexion, guess) : Number.NaN
  if (refined > 0) return refined
  const logAtInflexion = inflexion > 0 ? logNormalisedCall(x, inflexion) : Number.NEGATIVE_INFINITY
  const isLow = logBeta < logAtInflexion
  const isHigh = !isLow && beta > 0.5 * highest
  // Low: ln b is close to a − x²/(2s²); else Newton's step from the inflexion, which stays below.
  let s = isLow
    ? 1 / Math.sqrt(-0.5 / x + (2 / (x * x)) * (logAtInflexion - logBeta))
    : inflexion + (beta - Math.exp(logAtInflexion)) / slopeAtInflexion(x)

  let low = isLow ? 0 : inflexion
  let high = isLow ? inflexion : Number.POSITIVE_INFINITY
  for (let count = 0; count < MAX_STEPS; count++) {
    const logB = logNormalisedCall(x, s)
    if (logB < logBeta) low = s
    else high = s
    const step = householderStep(x, s, logB, logBeta, beta, isLow, isHigh ? highest : Number.NaN)
    const next = s + step
    if (next >= low && next <= high) {
      s = next
      if (Math.abs(step) < CONVERGED_STEP * s) break
    } else {
      // The step leaves the bracket, or the bracket has shrunk to neighbouring doubles.
      if (Math.abs(step) <= CONVERGED_ROUNDINGS * EPSILON * s) break
      s = high < Number.POSITIVE_INFINITY ? 0.5 * (low + high) : 2 * s
    }
  }
  return s
}

/** The same from a guess that turns out to be near; NaN from any other. */
function refine(
  x: number,
  beta: number,
  logBeta: number,
  highest: number,
  inflexion: number,
  guess: number,
): number {
  const isLow = guess < inflexion
  const isHigh = !isLow && beta > 0.5 * highest
  let s = guess
  for (let count = 0; count < MAX_REFINEMENTS; count++) {
    const logB = logNormalisedCall(x, s)
    const step = householderStep(x, s, logB, logBeta, beta, isLow, isHigh ? highest : Number.NaN)
    if (!(Math.abs(step) < NEAR_SHARE * s)) return Number.NaN
    s += step
    if (Math.abs(step) < CONVERGED_STEP * s) return s
  }
  return Number.NaN
}

/**
 * Householder's step of third order towards the root of an objective g that is nearly straight:
 * 1/ln b for prices below the inflexion, ln of the shortfall for those above half the highest
 * (`highest`, else NaN), and b itself between. `curvature` and `jerk` are g''/g' and g'''/g'.
 */
function householderStep(
  x: number,
  s: number,
  logB: number,
  logBeta: number,
  beta: number,
  isLow: boolean,
  highest: number,
): number {
  const squareH = (x / s) * (x / s)
  const second = squareH / s - 0.25 * s
  const third = second * second - (3 * squareH) / (s * s) - 0.25
  let newton: number
  let curvature: number
  let jerk: number
  if (isLow) {
    const ratio = NORMAL_PEAK * Math.exp(exponent(x, s) - logB)
    const logCurvature = second - ratio
    const logJerk = third - 3 * ratio * second + 2 * ratio * ratio
    newton = (logB * (logBeta - logB)) / (logBeta * ratio)
    curvature = logCurvature - (2 * ratio) / logB
    jerk = logJerk + (6 * ratio * (ratio / logB - logCurvature)) / logB
  } else if (highest > 0) {
    const shortfall = normalisedCallShortfall(x, s)
    const v = slope(x, s) / shortfall
    newton = -Math.log((highest - beta) / shortfall) / v
    curvature = second + v
    jerk = third + 3 * v * second + 2 * v * v
  } else {
    newton = (Math.expm1(logBeta - logB) * Math.exp(logB)) / slope(x, s)
    curvature = second
    jerk = third
  }
  const step =
    (newton * (1 + 0.5 * curvature * newton)) / (1 + newton * (curvature + (jerk * newton) / 6))
  // Far from the root the correction may point the wrong way; Newton's step does not.
  return step * newton > 0 ? step : newton
}

/** ∂b/∂s. */
function slope(x: number, s: number): number {
  return NORMAL_PEAK * Math.exp(exponent(x, s))
}

/** ∂b/∂s where h² = t² = |x|/2. */
function slopeAtInflexion(x: number): number {
  return NORMAL_PEAK * Math.exp(0.5 * x)
}

/** −(h² + t²)/2. */
function exponent(x: number, s: number): number {
  const h = x / s
  return -0.5 * (h * h + 0.25 * s * s)
}
