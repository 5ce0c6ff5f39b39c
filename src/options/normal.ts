import { erfcx } from './erfcx.ts'

const SQRT_HALF = Math.SQRT1_2

/** 1/√(2π). */
export const NORMAL_PEAK = 1 / Math.sqrt(2 * Math.PI)

/** Density of the standard normal distribution; 0 beyond 38.6 standard deviations. */
export function normalDensity(x: number): number {
  return NORMAL_PEAK * Math.exp(-0.5 * x * x)
}

/** Distribution function of the standard normal, to full relative accuracy in the lower tail. */
export function normalDistribution(x: number): number {
  const density = Math.exp(-0.5 * x * x)
  // Infinity has no place on erfcx's scale.
  const tail = density > 0 ? 0.5 * density * erfcx(Math.abs(x) * SQRT_HALF) : 0
  return x <= 0 ? tail : 1 - tail
}
