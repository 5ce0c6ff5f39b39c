/** What followed a moment. In ticks; NaN where there is no valid quote, or the session had ended. */
export interface Outcome {
  readonly after10: number
  readonly after60: number
  readonly after300: number
  /** Highest less lowest mid within 300 s. */
  readonly range: number
  /** Seconds until the mid was at or beyond the call or put wall; NaN if not within 300 s. */
  readonly wallSeconds: number
}

/** How long an outcome takes to be known. */
export const OUTCOME_SECONDS = 300

/**
 * @param mid in points, one a second, NaN where missing
 * @param at index of the moment
 */
export function outcomeOf(
  mid: Float64Array,
  walls: { readonly call: number; readonly put: number },
  at: number,
  tickPoints: number,
): Outcome {
  const after = (seconds: number) => ((mid[at + seconds] ?? Number.NaN) - mid[at]) / tickPoints
  let [low, high, wallSeconds] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]
  const isKnown = at + OUTCOME_SECONDS < mid.length
  for (let second = 0; isKnown && second <= OUTCOME_SECONDS; second++) {
    const price = mid[at + second]
    if (Number.isNaN(price)) continue
    low = Math.min(low, price)
    high = Math.max(high, price)
    if (Number.isNaN(wallSeconds) && (price >= walls.call || price <= walls.put))
      wallSeconds = second
  }
  return {
    after10: after(10),
    after60: after(60),
    after300: after(OUTCOME_SECONDS),
    range: high >= low ? (high - low) / tickPoints : Number.NaN,
    wallSeconds,
  }
}
