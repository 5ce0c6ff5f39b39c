import type { VolumeGex } from '../contracts/registry.ts'
import { points } from '../market/price.ts'
import type { OptionSeconds } from '../options/option-seconds.ts'
import type { StrikeSpan } from '../options/strike-grid.ts'
import { storeInt64, storeSecond, type Table, words } from '../table/table.ts'
import type { StrikeExposures } from './strike-exposures.ts'
import type { SecondAtStrikes } from './strike-rows.ts'

/** Series that expire at one instant: indices among the chosen ones. */
interface Expiration {
  readonly instant: bigint
  readonly series: readonly number[]
  /** Of each strike of the chosen series together, the strike of each of `series`, or −1. */
  readonly strikes: readonly Int32Array[]
}

/** `volume_gex_1s`: the trading date's volume and its gamma, by strike, expiration and second. */
export class VolumeGexSurface {
  readonly table: Table<VolumeGex>
  readonly #seconds: OptionSeconds
  readonly #expirations: readonly Expiration[]
  readonly #isToday: (instant: bigint) => boolean

  /**
   * @param table empty, of the contract `silver.future_option_mbo.volume_gex_1s`
   * @param tradingEnd Unix second at which the trading date ends
   */
  constructor(table: Table<VolumeGex>, seconds: OptionSeconds, tradingEnd: number) {
    this.table = table
    this.#seconds = seconds
    this.#expirations = expirationsOf(seconds)
    const end = BigInt(tradingEnd) * 1_000_000_000n
    this.#isToday = (instant) => instant <= end
  }

  append(exposures: StrikeExposures, span: StrikeSpan, second: SecondAtStrikes): void {
    const { table } = this
    const { volatilities } = this.#seconds
    for (let place = span.first; place < span.end; place++) {
      const first = table.length
      let volume = 0
      let todaysVolume = 0
      for (const { instant, series, strikes } of this.#expirations) {
        const isListed = strikes.some((of) => of[place] >= 0)
        let own = 0
        if (isListed && volatilities[series[0]].years > 0) {
          own = this.#appendRow(instant, series, strikes, place, exposures, second)
        } else {
          for (let at = 0; at < series.length; at++)
            own += this.#volumeAt(series[at], strikes[at][place])
        }
        volume += own
        if (this.#isToday(instant)) todaysVolume += own
      }
      const share = volume > 0 ? todaysVolume / volume : Number.NaN
      table.columns.share_0dte.fill(share, first, table.length)
    }
  }

  /** @returns the row's volume */
  #appendRow(
    instant: bigint,
    series: readonly number[],
    strikes: readonly Int32Array[],
    place: number,
    exposures: StrikeExposures,
    { endSecond, strikes: prices }: SecondAtStrikes,
  ): number {
    const { table } = this
    table.reserve(1)
    const { columns } = table
    const row = table.length++
    storeSecond(words(columns.window_end_ts_ns), row, endSecond)
    storeInt64(words(columns.strike_price_int), row, prices[place])
    columns.strike_points[row] = points(prices[place])
    columns.expiration_ts_ns[row] = instant
    columns.buy_volume[row] = 0
    columns.sell_volume[row] = 0
    columns.unknown_volume[row] = 0
    let exposure = 0
    let volume = 0
    for (let at = 0; at < series.length; at++) {
      const strike = strikes[at][place]
      if (strike < 0) continue
      const gamma = exposures.gamma[series[at]][strike]
      const { calls, puts } = this.#seconds.volatilities[series[at]].series
      const units = this.#addOption(calls[strike], row) + this.#addOption(puts[strike], row)
      if (!Number.isNaN(gamma)) exposure += gamma * units
      volume += this.#volumeAt(series[at], strike)
    }
    columns.volume_gex[row] = exposure
    return volume
  }

  /** @returns the option's volume in units of the underlying */
  #addOption(option: number, row: number): number {
    if (option < 0) return 0
    const { columns } = this.table
    const { trades, chain } = this.#seconds
    columns.buy_volume[row] += trades.bought[option]
    columns.sell_volume[row] += trades.sold[option]
    columns.unknown_volume[row] += trades.unknown[option]
    return trades.volume(option) * chain.options[option].multiplier
  }

  #volumeAt(series: number, strike: number): number {
    if (strike < 0) return 0
    const { trades, volatilities } = this.#seconds
    const { calls, puts } = volatilities[series].series
    const of = (option: number) => (option < 0 ? 0 : trades.volume(option))
    return of(calls[strike]) + of(puts[strike])
  }
}

function expirationsOf({ volatilities, exposures }: OptionSeconds): Expiration[] {
  const all = volatilities.map(({ series }, index) => ({ instant: series.expiration, index }))
  return [...Map.groupBy(all, ({ instant }) => instant)].map(([instant, own]) => {
    const series = own.map(({ index }) => index)
    const strikes = series.map((index) => {
      const found = new Int32Array(exposures.strikes.length).fill(-1)
      for (const [strike, place] of exposures.places[index].entries()) found[place] = strike
      return found
    })
    return { instant, series, strikes }
  })
}
