import { erfcx, erfcxSlope } from './erfcx.ts'
import { LEGENDRE_NODES, LEGENDRE_WEIGHTS } from './erfcx-coefficients.ts'

/**
 * Black's formula without units: a call out of the money or at it, price over √(forward·strike),
 *
 *   b(x, s) = N(x/s + s/2)·e^(x/2) − N(x/s − s/2)·e^(−x/2)
 *
 * with x = ln(forward/strike) ≤ 0 and s = σ√T. Every option is one of these: calls and puts mirror
 * each other in x, and in the money the intrinsic value comes on top.
 *
 * With h = |x|/s, t = s/2, m = h/√2 and δ = t/√2 it is ½·e^(−(h² + t²)/2)·(erfcx(m − δ) − erfcx(m + δ)).
 * That difference cancels where δ is small, as it is on an option's last day; there it is taken as
 * the integral of its derivative, whose terms all have one sign.
 */

const TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI)
const LARGEST_INTEGRATED = 0.5

/** ln b: no price underflows in it. −∞ where s is 0. */
export function logNormalisedCall(x: number, s: number): number {
  const h = -x / s
  const t = 0.5 * s
  return Math.log(0.5 * bracket(h, t)) - 0.5 * (h * h + t * t)
}

/** What a call can never be worth, e^(x/2), less b: exact where b is close to it. */
export function normalisedCallShortfall(x: number, s: number): number {
  const h = -x / s
  const t = 0.5 * s
  const sum = erfcx((t + h) * Math.SQRT1_2) + erfcx((t - h) * Math.SQRT1_2)
  return 0.5 * Math.exp(-0.5 * (h * h + t * t)) * sum
}

function bracket(h: number, t: number): number {
  const m = h * Math.SQRT1_2
  // Never as half the difference of m + δ and m − δ: that alone costs half the digits.
  const delta = t * Math.SQRT1_2
  if (delta > LARGEST_INTEGRATED) return erfcx(m - delta) - erfcx(m + delta)
  let sum = 0
  for (let node = 0; node < LEGENDRE_NODES.length; node++) {
    const offset = delta * LEGENDRE_NODES[node]
    sum += LEGENDRE_WEIGHTS[node] * (erfcxSlope(m - offset) + erfcxSlope(m + offset))
  }
  return TWO_OVER_SQRT_PI * delta * sum
}
