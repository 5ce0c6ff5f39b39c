import type { OptionLiquidity } from '../contracts/registry.ts'
import { points } from '../market/price.ts'
import type { OptionSeconds } from '../options/option-seconds.ts'
import type { SeriesVolatility } from '../options/series-volatility.ts'
import type { StrikeSpan } from '../options/strike-grid.ts'
import type { Table } from '../table/table.ts'
import type { StrikeExposures } from './strike-exposures.ts'
import { type SecondAtStrikes, storeStrike } from './strike-rows.ts'

/** Columns that are summed over a strike's options. */
const SUMS = [
  'bid_qty',
  'ask_qty',
  'bid_vega',
  'ask_vega',
  'start_qty',
  'add_qty',
  'requote_qty',
  'pull_qty',
  'fill_qty',
] as const

/** `option_liquidity_1s`: depth, width and flow of the options' own books by strike and second. */
export class OptionLiquiditySurface {
  readonly table: Table<OptionLiquidity>
  readonly #seconds: OptionSeconds

  /** @param table empty, of the contract `silver.future_option_mbo.option_liquidity_1s` */
  constructor(table: Table<OptionLiquidity>, seconds: OptionSeconds) {
    this.table = table
    this.#seconds = seconds
  }

  append(
    exposures: StrikeExposures,
    span: StrikeSpan,
    forward: number,
    second: SecondAtStrikes,
  ): void {
    const { table } = this
    table.reserve(span.end - span.first)
    const first = table.length
    for (let place = span.first; place < span.end; place++) {
      const row = table.length++
      storeStrike(table.columns, row, place, second)
      this.#clear(row)
    }
    const { volatilities } = this.#seconds
    const nearest = volatilities.find(({ years }) => years > 0)?.series.expiration
    for (let index = 0; index < volatilities.length; index++) {
      const volatility = volatilities[index]
      if (volatility.years <= 0) continue
      const places = this.#seconds.exposures.places[index]
      for (let strike = 0; strike < places.length; strike++) {
        const place = places[strike]
        if (place < span.first || place >= span.end) continue
        const row = first + place - span.first
        const vega = exposures.vega[index][strike]
        this.#addOption(volatility.series.calls[strike], row, vega)
        this.#addOption(volatility.series.puts[strike], row, vega)
        const { width_vol_pt: width } = table.columns
        if (volatility.series.expiration === nearest && Number.isNaN(width[row])) {
          width[row] = this.#widthOf(volatility, strike, forward) / vega
        }
      }
    }
    this.#storeRates(first)
  }

  #clear(row: number): void {
    const { columns } = this.table
    for (const name of SUMS) columns[name][row] = 0
    columns.width_vol_pt[row] = Number.NaN
  }

  #addOption(option: number, row: number, vega: number): void {
    if (option < 0) return
    const { columns } = this.table
    const { books, chain } = this.#seconds
    const { flow } = books
    const bid = books.bidLots[option]
    const ask = books.askLots[option]
    columns.bid_qty[row] += bid
    columns.ask_qty[row] += ask
    if (!Number.isNaN(vega)) {
      const perLot = vega * chain.options[option].multiplier
      columns.bid_vega[row] += bid * perLot
      columns.ask_vega[row] += ask * perLot
    }
    columns.start_qty[row] += flow.start(option)
    columns.add_qty[row] += flow.added[option]
    columns.requote_qty[row] += flow.requoted[option]
    columns.pull_qty[row] += flow.pulled[option]
    columns.fill_qty[row] += flow.filled[option]
  }

  #storeRates(first: number): void {
    const { columns, length } = this.table
    for (let row = first; row < length; row++) {
      const lots = columns.start_qty[row] + columns.add_qty[row]
      // 0/0 is NaN: nothing stood or came.
      columns.requote_rate[row] = columns.requote_qty[row] / lots
      columns.pull_rate[row] = columns.pull_qty[row] / lots
    }
  }

  /** The spread of the out-of-the-money option in points; NaN without a quote of two sides. */
  #widthOf({ series, strikes }: SeriesVolatility, strike: number, forward: number): number {
    const { books, chain } = this.#seconds
    const option = strikes[strike] >= forward ? series.calls[strike] : series.puts[strike]
    if (option < 0 || books.isSuspect(option)) return Number.NaN
    const bid = books.bid[option]
    const ask = books.ask[option]
    return bid > 0 && ask > bid ? points((ask - bid) * chain.tickSize) : Number.NaN
  }
}
