import type { Norm } from '../surfaces/calibration-norms.ts'

/** How far what is stored may lie from what is recomputed, of itself where it is above 1. */
const TOLERANCE = 1e-12

/** What the roundings of a metric may come to: those of some sums of logarithms. */
const ROUNDING = 1e-14

/** Are two numbers the same? NaN, "not defined", is the same as NaN only. */
export function isSame(found: number, expected: number): boolean {
  return found === expected || (Number.isNaN(found) && Number.isNaN(expected))
}

/** NaN, "not defined", is close to NaN only. */
export function isClose(found: number, expected: number, tolerance = TOLERANCE): boolean {
  if (Number.isNaN(expected)) return Number.isNaN(found)
  return Math.abs(found - expected) <= tolerance * Math.max(1, Math.abs(expected))
}

/**
 * How far apart two norms may lie: a norm of little width enlarges the roundings of its metric, and
 * only where that is beyond {@link TOLERANCE} is more allowed.
 */
export function normTolerance(norms: Iterable<Norm>): number {
  let tolerance = TOLERANCE
  for (const { q05, q95 } of norms) tolerance = Math.max(tolerance, ROUNDING / (q95 - q05))
  return tolerance
}
