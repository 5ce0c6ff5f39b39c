import { quantileOfSorted } from '../signals/quantile.ts'
import type { FeatureRows } from './feature-rows.ts'
import { FEATURES } from './features.ts'

/** What makes features comparable: how far each usually is from its middle. */
export interface FeatureScale {
  /** By index of the feature; NaN of one without a value in the sample. */
  readonly median: Float64Array
  readonly spread: Float64Array
}

/** Makes the median absolute deviation that of a normal distribution's standard deviation. */
const NORMAL_MAD = 1.4826
/** From the 5th to the 95th percentile of a normal distribution are 3.29 standard deviations. */
const NORMAL_RANGE = 3.29
const MIN_SPREAD = 1e-6

/** The scale of a sample of sessions: spread = max(1.4826·MAD, (q95 − q05)/3.29, 1e-6). */
export function scaleOf(sample: readonly FeatureRows[]): FeatureScale {
  const median = new Float64Array(FEATURES.length).fill(Number.NaN)
  const spread = new Float64Array(FEATURES.length).fill(Number.NaN)
  const total = sample.reduce((sum, { seconds }) => sum + seconds, 0)
  const buffer = new Float64Array(total)
  for (let feature = 0; feature < FEATURES.length; feature++) {
    let length = 0
    for (const { values } of sample) {
      for (let at = feature; at < values.length; at += FEATURES.length)
        if (!Number.isNaN(values[at])) buffer[length++] = values[at]
    }
    if (length === 0) continue
    const sorted = buffer.subarray(0, length).sort()
    const middle = quantileOfSorted(sorted, 0.5)
    const range = quantileOfSorted(sorted, 0.95) - quantileOfSorted(sorted, 0.05)
    const deviation = quantileOfSorted(deviationsOf(sorted, middle), 0.5)
    median[feature] = middle
    spread[feature] = Math.max(NORMAL_MAD * deviation, range / NORMAL_RANGE, MIN_SPREAD)
  }
  return { median, spread }
}

/** Distances of ascending values from a middle, ascending: the two ends are merged outwards. */
function deviationsOf(sorted: Float64Array, middle: number): Float64Array {
  const deviations = new Float64Array(sorted.length)
  let above = sorted.findIndex((value) => value >= middle)
  if (above < 0) above = sorted.length
  let below = above - 1
  for (let at = 0; at < deviations.length; at++) {
    const up = above < sorted.length ? sorted[above] - middle : Number.POSITIVE_INFINITY
    const down = below >= 0 ? middle - sorted[below] : Number.POSITIVE_INFINITY
    if (up <= down) above++
    else below--
    deviations[at] = Math.min(up, down)
  }
  return deviations
}
