import { Random } from '../../src/synth/prng.ts'
import { FEATURE_COLUMNS, type FeatureColumns } from '../../src/vectors/features.ts'

/** The columns that are prices. */
export const PRICES = /^(mid_price|call_wall|put_wall|zero_gamma|vwap|session_high|session_low)$/

/** Columns of a day for every feature, now and then without a value. */
export function randomColumns(seed: number, seconds: number, missing = 0.01): FeatureColumns {
  const random = new Random(seed, 'columns')
  const columns = new Map<string, Float64Array>()
  for (const name of FEATURE_COLUMNS) {
    const values = new Float64Array(seconds)
    const isPrice = PRICES.test(name)
    let level = isPrice ? 6900 : 3
    for (let second = 0; second < seconds; second++) {
      if (isPrice) level += 0.125 * Math.round(random.normal())
      else level = 0.9 * level + 0.1 * Math.abs(random.normal()) * 20
      values[second] = random.chance(missing) ? Number.NaN : level
    }
    columns.set(name, values)
  }
  return columns
}
