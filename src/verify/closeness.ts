import type { Norm } from '../surfaces/calibration-norms.ts'

/** Tolerance between stored and recomputed values; relative above 1. */
const TOLERANCE = 1e-12

/** Bound of a metric's rounding errors, those of a few sums of logarithms. */
const ROUNDING = 1e-14

/** Whether two numbers are equal; NaN (undefined) equals only NaN. */
export function isSame(found: number, expected: number): boolean {
  return found === expected || (Number.isNaN(found) && Number.isNaN(expected))
}

/** Whether two numbers are close; NaN (undefined) only to NaN. */
export function isClose(found: number, expected: number, tolerance = TOLERANCE): boolean {
  if (Number.isNaN(expected)) return Number.isNaN(found)
  return Math.abs(found - expected) <= tolerance * Math.max(1, Math.abs(expected))
}

/**
 * Tolerance of norms: a narrow norm amplifies rounding errors of its metric, which is allowed only
 * if it exceeds {@link TOLERANCE}.
 */
export function normTolerance(norms: Iterable<Norm>): number {
  let tolerance = TOLERANCE
  for (const { q05, q95 } of norms) tolerance = Math.max(tolerance, ROUNDING / (q95 - q05))
  return tolerance
}
