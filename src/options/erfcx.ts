import { ERFCX, ERFCX_SLOPE } from './erfcx-coefficients.ts'

const SQRT_PI = Math.sqrt(Math.PI)

/** The scaled complementary error function, e^(q²)·erfc(q); beyond a double below q = −26.6. */
export function erfcx(q: number): number {
  if (q < 0) return 2 * Math.exp(q * q) - erfcx(-q)
  return chebyshev(ERFCX, (q - 4) / (q + 4)) / (1 + 2 * q)
}

/** w(q) = 1 − √π·q·erfcx(q), which is −√π/2 times the derivative of {@link erfcx}; always above 0. */
export function erfcxSlope(q: number): number {
  // Both terms are positive here; above 0 their difference would cancel.
  if (q < 0) return 1 - SQRT_PI * q * erfcx(q)
  return chebyshev(ERFCX_SLOPE, (q - 4) / (q + 4)) / (1 + 2 * q * q)
}

/** Clenshaw's sum of a series of Chebyshev polynomials. */
function chebyshev(coefficients: Float64Array, t: number): number {
  const twice = 2 * t
  let above = 0
  let sum = 0
  for (let degree = coefficients.length - 1; degree > 0; degree--) {
    const next = coefficients[degree] + twice * sum - above
    above = sum
    sum = next
  }
  return coefficients[0] + t * sum - above
}
