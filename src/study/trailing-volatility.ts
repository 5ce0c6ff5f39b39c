import { quantileOfSorted } from '../signals/quantile.ts'

/** How far back volatility looks, and how many changes it needs. */
const WINDOW_SECONDS = 300
const MIN_CHANGES = 30

/** Root mean square of the mid's changes a second over the 5 minutes up to each second, ticks. */
export function trailingVolatility(mid: Float64Array): Float64Array {
  const result = new Float64Array(mid.length).fill(Number.NaN)
  const squares = new Float64Array(mid.length).fill(Number.NaN)
  let sum = 0
  let count = 0
  for (let second = 1; second < mid.length; second++) {
    squares[second] = (mid[second] - mid[second - 1]) ** 2
    if (!Number.isNaN(squares[second])) {
      sum += squares[second]
      count++
    }
    const leaving = squares[second - WINDOW_SECONDS]
    if (leaving !== undefined && !Number.isNaN(leaving)) {
      sum -= leaving
      count--
    }
    // Half ticks squared are exact, so that the sum does not drift.
    if (count >= MIN_CHANGES) result[second] = Math.sqrt(Math.max(sum, 0) / count)
  }
  return result
}

/** The third, 0 to 2, of a session's moments that each belongs to; −1 without a volatility. */
export function volatilityTerciles(volatilities: readonly number[]): number[] {
  const sorted = Float64Array.from(volatilities.filter((value) => !Number.isNaN(value))).sort()
  if (sorted.length === 0) return volatilities.map(() => -1)
  const [low, high] = [quantileOfSorted(sorted, 1 / 3), quantileOfSorted(sorted, 2 / 3)]
  return volatilities.map((value) => {
    if (Number.isNaN(value)) return -1
    return Number(value > low) + Number(value > high)
  })
}
