import type { Gex } from '../contracts/registry.ts'
import { points } from '../market/price.ts'
import { storeInt64, storeSecond, type Table, words } from '../table/table.ts'
import type { Exposures } from './exposures.ts'
import { STRIKES_EACH_SIDE, strikesAround } from './strike-grid.ts'

/** `gex_surface_1s`: gamma exposure at the strikes around spot, every second. */
export class GexSurface {
  readonly table: Table<Gex>
  readonly #underlying: string
  readonly #tickSize: number
  readonly #span = { first: 0, end: 0 }
  #columns: SurfaceColumns

  /**
   * @param table empty, of the contract `silver.future_option_mbo.gex_surface_1s`
   * @param tickSize the future's, price units
   */
  constructor(table: Table<Gex>, underlying: string, tickSize: number) {
    this.table = table
    this.#underlying = underlying
    this.#tickSize = tickSize
    this.#columns = bind(table)
  }

  /**
   * Appends a second's rows.
   *
   * @param spotPrice price units
   * @param forward the future's price in points
   */
  append(exposures: Exposures, endSecond: number, spotPrice: number, forward: number): void {
    const { table } = this
    const { strikes } = exposures
    table.reserve(2 * STRIKES_EACH_SIDE + 1)
    // Looked up anew only where the table has grown.
    if (this.#columns.iv !== table.columns.iv) this.#columns = bind(table)
    const columns = this.#columns
    const first = table.length
    strikesAround(strikes, spotPrice, this.#span)
    const lowest = this.#span.first
    const end = first + this.#span.end - lowest
    columns.underlying.fill(this.#underlying, first, end)
    columns.spot.fill(points(spotPrice), first, end)
    for (let row = first; row < end; row++) {
      const place = lowest + row - first
      const strike = strikes[place]
      storeSecond(columns.windowEnd, row, endSecond)
      storeInt64(columns.strike, row, strike)
      columns.strikePoints[row] = points(strike)
      columns.relTicks[row] = Math.floor((strike - spotPrice) / this.#tickSize)
      this.#storeExposure(row, exposures, place, forward)
      this.#storeDifferences(row, exposures, place)
    }
    table.length = end
  }

  /** @param place of the row's strike among the exposures */
  #storeExposure(row: number, exposures: Exposures, place: number, forward: number): void {
    const columns = this.#columns
    const net = exposures.net.windows[0][place]
    columns.iv[row] = exposures.sigma[place]
    columns.gamma[row] = exposures.gamma[place]
    columns.callExposure[row] = exposures.call[place]
    columns.putExposure[row] = exposures.put[place]
    columns.total[row] = exposures.total.windows[0][place]
    columns.net[row] = net
    columns.imbalance[row] = exposures.imbalance(place, 0)
    columns.usd[row] = net * (forward * forward * 0.01)
    columns.callInterest[row] = exposures.callInterest[place]
    columns.putInterest[row] = exposures.putInterest[place]
    columns.quality[row] = exposures.quality[place]
  }

  #storeDifferences(row: number, exposures: Exposures, place: number): void {
    const columns = this.#columns
    const [total, net, imbalance] = columns.differences
    const totals = exposures.total.windows
    const nets = exposures.net.windows
    difference(total, row, totals[0][place], totals[1][place], totals[2][place], totals[3][place])
    difference(net, row, nets[0][place], nets[1][place], nets[2][place], nets[3][place])
    difference(
      imbalance,
      row,
      exposures.imbalance(place, 0),
      exposures.imbalance(place, 1),
      exposures.imbalance(place, 2),
      exposures.imbalance(place, 3),
    )
  }
}

/** A value's first, second and third differences over the windows. */
interface DifferenceColumns {
  readonly d1: Float64Array
  readonly d2: Float64Array
  readonly d3: Float64Array
}

/** Differences of differences: of what stays the same each is exactly 0. */
function difference(
  { d1, d2, d3 }: DifferenceColumns,
  row: number,
  now: number,
  before1: number,
  before2: number,
  before3: number,
): void {
  const step = now - before1
  const stepBefore = before1 - before2
  const change = step - stepBefore
  d1[row] = step
  d2[row] = change
  d3[row] = change - (stepBefore - (before2 - before3))
}

type SurfaceColumns = ReturnType<typeof bind>

/** The columns as they stand until the table grows. */
function bind({ columns }: Table<Gex>) {
  const differences = (name: 'gex_abs' | 'gex' | 'gex_imbalance_ratio'): DifferenceColumns => ({
    d1: columns[`d1_${name}`],
    d2: columns[`d2_${name}`],
    d3: columns[`d3_${name}`],
  })
  return {
    windowEnd: words(columns.window_end_ts_ns),
    underlying: columns.underlying,
    spot: columns.underlying_spot_ref,
    strike: words(columns.strike_price_int),
    strikePoints: columns.strike_points,
    relTicks: columns.rel_ticks,
    iv: columns.iv,
    gamma: columns.gamma,
    callInterest: columns.oi_call,
    putInterest: columns.oi_put,
    callExposure: columns.gex_call_abs,
    putExposure: columns.gex_put_abs,
    total: columns.gex_abs,
    net: columns.gex,
    imbalance: columns.gex_imbalance_ratio,
    usd: columns.gex_usd_1pct,
    differences: [
      differences('gex_abs'),
      differences('gex'),
      differences('gex_imbalance_ratio'),
    ] as const,
    quality: columns.quality,
  }
}
