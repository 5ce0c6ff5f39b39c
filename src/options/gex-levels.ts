import type { GexLevels as Levels } from '../contracts/registry.ts'
import { points } from '../market/price.ts'
import { type NamesOf, storeSecond, type Table, words } from '../table/table.ts'
import type { Exposures } from './exposures.ts'
import type { GammaProfile } from './gamma-profile.ts'
import type { ZeroGamma } from './zero-gamma.ts'

/** `gex_levels_1s`: totals, walls and the zero of gamma, from every strike, every second. */
export class GexLevelsSurface {
  readonly table: Table<Levels>

  /** @param table empty, of the contract `silver.future_option_mbo.gex_levels_1s` */
  constructor(table: Table<Levels>) {
    this.table = table
  }

  /** @param spotPrice price units */
  append(
    exposures: Exposures,
    profile: GammaProfile,
    zero: ZeroGamma,
    endSecond: number,
    spotPrice: number,
  ): void {
    const { table } = this
    table.reserve(1)
    const row = table.length++
    const [total] = exposures.total.windows
    const [net] = exposures.net.windows
    const double = (name: NamesOf<Levels, 'float64'>, value: number) => {
      table.columns[name][row] = value
    }
    const wall = (values: Float64Array) => largest(values, exposures.strikes, spotPrice)
    storeSecond(words(table.columns.window_end_ts_ns), row, endSecond)
    double('spot', points(spotPrice))
    double('total_gex', sum(net))
    const gross = sum(total)
    double('total_gex_abs', gross)
    double('call_wall', wall(exposures.call))
    double('put_wall', wall(exposures.put))
    double('abs_gamma_strike', wall(total))
    double('zero_gamma', zero.price)
    table.columns.zero_gamma_direction[row] = zero.direction
    table.columns.gamma_sign[row] = profile.sign
    table.columns.crossings[row] = profile.crossings
    double('coverage', exposures.interest > 0 ? exposures.coveredInterest / exposures.interest : 0)
    // The two are summed in different orders: rounding may carry all of it above 1.
    double('coverage_gex', gross > 0 ? Math.min(exposures.coveredTotal / gross, 1) : 0)
  }
}

function sum(values: Float64Array): number {
  let total = 0
  for (const value of values) total += value
  return total
}

/**
 * The strike in points with the largest positive value; of equal ones the nearest to spot, then the
 * lower.
 */
function largest(values: Float64Array, strikes: Float64Array, spotPrice: number): number {
  let best = -1
  for (let strike = 0; strike < values.length; strike++) {
    if (values[strike] <= 0) continue
    const lead = best < 0 ? 1 : values[strike] - values[best]
    const isNearer = Math.abs(strikes[strike] - spotPrice) < Math.abs(strikes[best] - spotPrice)
    if (lead > 0 || (lead === 0 && isNearer)) best = strike
  }
  return best < 0 ? Number.NaN : points(strikes[best])
}
