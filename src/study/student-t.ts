import jStat from 'jstat'

/** Student's t distribution. */

/** The t that a share of the distribution lies below: 0.975 of 4 degrees of freedom is 2.776. */
export function tQuantile(share: number, degreesOfFreedom: number): number {
  return jStat.studentt.inv(share, degreesOfFreedom)
}

/** The chance of a t at or above a value. */
export function tUpperTail(t: number, degreesOfFreedom: number): number {
  // By symmetry, so that small chances keep their digits.
  return jStat.studentt.cdf(-t, degreesOfFreedom)
}

/** The chance of a t at least as far from 0. */
export function tTwoSided(t: number, degreesOfFreedom: number): number {
  return Math.min(1, 2 * tUpperTail(Math.abs(t), degreesOfFreedom))
}
