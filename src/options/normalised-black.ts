import { erfcx, erfcxSlope } from './erfcx.ts'
import { LEGENDRE_NODES, LEGENDRE_WEIGHTS } from './erfcx-coefficients.ts'
import { Piecewise } from './piecewise.ts'

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
 * the integral of its derivative −2/√π·w, whose terms all have one sign: by quadrature, or where δ
 * is smaller still by expanding w at m.
 */

const TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI)
const MAX_INTEGRATED = 0.5
/** What the expansion leaves out is below a double's rounding up to here, */
const MAX_EXPANDED = 0.05
/** and its recurrence keeps its digits up to here, where e^(−m²) leaves a double's range. */
const FURTHEST_EXPANDED = 27
/** w there; to a relative 2e-15. */
const SLOPE = new Piecewise(erfcxSlope, FURTHEST_EXPANDED, 16, 8)

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
  if (delta <= MAX_EXPANDED && m <= FURTHEST_EXPANDED) return expanded(m, delta)
  if (delta > MAX_INTEGRATED) return erfcx(m - delta) - erfcx(m + delta)
  let sum = 0
  for (let node = 0; node < LEGENDRE_NODES.length; node++) {
    const offset = delta * LEGENDRE_NODES[node]
    sum += LEGENDRE_WEIGHTS[node] * (erfcxSlope(m - offset) + erfcxSlope(m + offset))
  }
  return TWO_OVER_SQRT_PI * delta * sum
}

/**
 * The bracket by Taylor's series of w at m, of which the even derivatives remain. From
 * w' = 2m·w − (1 − w)/m they follow as w⁽ⁿ⁺¹⁾ = 2m·w⁽ⁿ⁾ + 2(n + 1)·w⁽ⁿ⁻¹⁾; the odd ones are kept
 * times 2m.
 */
function expanded(m: number, delta: number): number {
  const square = 4 * m * m
  const w = SLOPE.at(m)
  const odd1 = (square + 2) * w - 2
  const w2 = odd1 + 4 * w
  const odd3 = square * w2 + 6 * odd1
  const w4 = odd3 + 8 * w2
  const odd5 = square * w4 + 10 * odd3
  const w6 = odd5 + 12 * w4
  const odd7 = square * w6 + 14 * odd5
  const w8 = odd7 + 16 * w6
  const d2 = delta * delta
  const sum = w + d2 * (w2 / 6 + d2 * (w4 / 120 + d2 * (w6 / 5040 + (d2 * w8) / 362_880)))
  return 2 * TWO_OVER_SQRT_PI * delta * sum
}
