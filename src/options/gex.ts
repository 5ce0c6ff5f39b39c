import { PRICE_SCALE, points } from '../market/price.ts'
import { NANOSECONDS_PER_SECOND } from '../market/time.ts'
import { storeInt64, type Table, words } from '../table/table.ts'
import type { Exposures } from './exposures.ts'
import { NONE } from './quality.ts'

/** Strikes of a window's surface. */
export const SURFACE_STRIKES = 25
/** Price units between them: 5 points. */
export const STRIKE_STEP = 5 * PRICE_SCALE

/** `gex_surface_1s`: gamma exposure at the strikes around spot, every second. */
export class GexSurface {
  readonly table: Table
  readonly #underlying: string
  readonly #tickSize: number
  /** Of each row of a second which strike of the exposures it is; −1 where no series lists it. */
  readonly #places = new Int32Array(SURFACE_STRIKES)

  /**
   * @param table empty, of the contract `silver.future_option_mbo.gex_surface_1s`
   * @param tickSize the future's, price units
   */
  constructor(table: Table, underlying: string, tickSize: number) {
    this.table = table
    this.#underlying = underlying
    this.#tickSize = tickSize
  }

  /**
   * Appends a second's rows.
   *
   * @param spotPrice price units, above 0
   * @param forward the future's price in points
   */
  append(exposures: Exposures, endSecond: number, spotPrice: number, forward: number): void {
    const { table } = this
    table.reserve(SURFACE_STRIKES)
    const first = table.length
    const end = first + SURFACE_STRIKES
    table
      .column('window_end_ts_ns', 'int64')
      .fill(BigInt(endSecond) * NANOSECONDS_PER_SECOND, first, end)
    table.column('underlying', 'text').fill(this.#underlying, first, end)
    table.column('underlying_spot_ref', 'float64').fill(points(spotPrice), first, end)
    this.#appendStrikes(exposures, spotPrice, first)
    this.#appendExposures(exposures, forward, first)
    this.#appendDifferences(exposures, first)
    table.length = end
  }

  #appendStrikes(exposures: Exposures, spotPrice: number, first: number): void {
    const { table } = this
    const strikeWords = words(table.column('strike_price_int', 'int64'))
    const strikePoints = table.column('strike_points', 'float64')
    const relTicks = table.column('rel_ticks', 'int32')
    const lowest = (Math.round(spotPrice / STRIKE_STEP) - (SURFACE_STRIKES - 1) / 2) * STRIKE_STEP
    for (let index = 0; index < SURFACE_STRIKES; index++) {
      const strike = lowest + index * STRIKE_STEP
      this.#places[index] = exposures.find(strike)
      storeInt64(strikeWords, first + index, strike)
      strikePoints[first + index] = points(strike)
      relTicks[first + index] = Math.floor((strike - spotPrice) / this.#tickSize)
    }
  }

  #appendExposures(exposures: Exposures, forward: number, first: number): void {
    const { table } = this
    const [total] = exposures.total.windows
    const [net] = exposures.net.windows
    const usd = forward * forward * 0.01
    const double = (name: string, valueAt: (place: number) => number) => {
      const column = table.column(name, 'float64')
      for (let index = 0; index < SURFACE_STRIKES; index++) {
        const place = this.#places[index]
        column[first + index] = place < 0 ? 0 : valueAt(place)
      }
    }
    double('iv', (place) => exposures.sigma[place])
    double('gamma', (place) => exposures.gamma[place])
    double('gex_call_abs', (place) => exposures.call[place])
    double('gex_put_abs', (place) => exposures.put[place])
    double('gex_abs', (place) => total[place])
    double('gex', (place) => net[place])
    double('gex_imbalance_ratio', (place) => exposures.imbalance(place, 0))
    double('gex_usd_1pct', (place) => net[place] * usd)

    const callInterest = table.column('oi_call', 'int32')
    const putInterest = table.column('oi_put', 'int32')
    const quality = table.column('quality', 'letter')
    for (let index = 0; index < SURFACE_STRIKES; index++) {
      const place = this.#places[index]
      callInterest[first + index] = place < 0 ? 0 : exposures.callInterest[place]
      putInterest[first + index] = place < 0 ? 0 : exposures.putInterest[place]
      quality[first + index] = place < 0 ? NONE : exposures.quality[place]
    }
  }

  #appendDifferences(exposures: Exposures, first: number): void {
    const { total, net } = exposures
    this.#difference('gex_abs', first, (place, back) => total.windows[back][place])
    this.#difference('gex', first, (place, back) => net.windows[back][place])
    this.#difference('gex_imbalance_ratio', first, (place, back) =>
      exposures.imbalance(place, back),
    )
  }

  #difference(name: string, first: number, valueAt: ValueAt): void {
    const d1 = this.table.column(`d1_${name}`, 'float64')
    const d2 = this.table.column(`d2_${name}`, 'float64')
    const d3 = this.table.column(`d3_${name}`, 'float64')
    for (let index = 0; index < SURFACE_STRIKES; index++) {
      const place = this.#places[index]
      const row = first + index
      const now = place < 0 ? 0 : valueAt(place, 0)
      const before1 = place < 0 ? 0 : valueAt(place, 1)
      const before2 = place < 0 ? 0 : valueAt(place, 2)
      const before3 = place < 0 ? 0 : valueAt(place, 3)
      // Differences of differences: of what stays the same each is exactly 0.
      const step = now - before1
      const stepBefore = before1 - before2
      const change = step - stepBefore
      d1[row] = step
      d2[row] = change
      d3[row] = change - (stepBefore - (before2 - before3))
    }
  }
}

/** A value at a strike of the exposures, so many windows back. */
type ValueAt = (place: number, back: 0 | 1 | 2 | 3) => number
