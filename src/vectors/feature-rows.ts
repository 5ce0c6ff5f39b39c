import { FEATURES, type Feature, type FeatureBase, type FeatureColumns } from './features.ts'

/** The vectors of consecutive seconds. */
export interface FeatureRows {
  readonly seconds: number
  /** `seconds` rows of one float for each of FEATURES; NaN where it has no value. */
  readonly values: Float32Array<ArrayBuffer>
}

/**
 * Computes the vector of every second from the columns of a day. Each depends on this second and
 * earlier ones only.
 *
 * @param tickPoints a tick in points
 * @param sessionSeconds scheduled length of the session
 */
export function featureRows(
  columns: FeatureColumns,
  seconds: number,
  tickPoints: number,
  sessionSeconds: number,
): FeatureRows {
  const values = new Float32Array(seconds * FEATURES.length)
  const bases = new Map<FeatureBase, Float64Array>()
  for (const [index, feature] of FEATURES.entries()) {
    const base = bases.get(feature.base) ?? baseValues(feature.base, columns, seconds, tickPoints)
    bases.set(feature.base, base)
    const result = overWindow(feature, base, sessionSeconds)
    for (let second = 0; second < seconds; second++)
      values[second * FEATURES.length + index] = result[second]
  }
  return { seconds, values }
}

function baseValues(
  base: FeatureBase,
  columns: FeatureColumns,
  seconds: number,
  tickPoints: number,
): Float64Array {
  const result = new Float64Array(seconds)
  let second = 0
  const read = (name: string) => columns.get(name)?.[second] ?? Number.NaN
  for (; second < seconds; second++) result[second] = base.of(read, tickPoints)
  return result
}

function overWindow(
  { kind, windowSeconds }: Feature,
  base: Float64Array,
  sessionSeconds: number,
): Float64Array {
  switch (kind) {
    case 'average':
      return windowSeconds === 1 ? base : trailingMean(base, windowSeconds)
    case 'change':
      return base.map((value, second) => value - (base[second - windowSeconds] ?? Number.NaN))
    case 'volatility': {
      const squares = base.map((value, second) => (value - (base[second - 1] ?? Number.NaN)) ** 2)
      return trailingMean(squares, windowSeconds).map(Math.sqrt)
    }
    case 'time':
      return base.map((_, second) => (second + 1) / sessionSeconds)
  }
}

/**
 * Mean over a window up to each second; missing where any value of it is. Summed anew for every
 * second: a running sum would depend, by rounding, on what came before the window.
 */
function trailingMean(values: Float64Array, window: number): Float64Array {
  const result = new Float64Array(values.length).fill(Number.NaN)
  let missing = 0
  for (let second = 0; second < values.length; second++) {
    if (Number.isNaN(values[second])) missing++
    if (second >= window && Number.isNaN(values[second - window])) missing--
    if (second < window - 1 || missing > 0) continue
    let sum = 0
    for (let at = second - window + 1; at <= second; at++) sum += values[at]
    result[second] = sum / window
  }
  return result
}
