import type { Gex, GexLevels as GexTotals } from '../contracts/registry.ts'
import { points } from '../market/price.ts'
import type { UnixSecond } from '../market/time.ts'
import type { Table } from '../table/table.ts'
import type { Chain, Series } from './chain.ts'
import { type DealerSigns, Exposures } from './exposures.ts'
import { GammaProfile } from './gamma-profile.ts'
import { GexSurface } from './gex.ts'
import { GexLevelsSurface } from './gex-levels.ts'
import { type OpenInterestCounts, OpenInterestHistory } from './open-interest.ts'
import { type OptionBookCounts, OptionBooks } from './option-books.ts'
import type { OptionRecords } from './option-records.ts'
import { OptionTrades } from './option-trades.ts'
import { QUALITIES, REASONS } from './quality.ts'
import { SeriesVolatility } from './series-volatility.ts'
import { strikeStepOf } from './strike-grid.ts'
import { ZeroGamma } from './zero-gamma.ts'

/** Dealers long calls and short puts: the common convention. */
export const DEFAULT_DEALER_SIGNS: DealerSigns = { call: 1, put: -1 }
/** Per year. */
export const DEFAULT_RATE = 0.04

/** One second of the future at its end: the clock, and what the options are priced on. */
export interface FutureSecond {
  /** Unix second the window ends at, and is named by. */
  readonly endSecond: UnixSecond
  /** `spot_ref_price_int`, 1e-9 price units; NaN where there is none. */
  readonly spotPrice: number
  /** `mid_price` in points; NaN where there is none: spot then takes its place. */
  readonly midPoints: number
  /** `window_valid`: zero gamma stays as it was in seconds that are not. */
  readonly isValid: boolean
}

export interface OptionSecondsInput {
  readonly chain: Chain
  /** Those whose exposures are summed, of the chain's. */
  readonly series: readonly Series[]
  /** The future's tick, price units. */
  readonly futureTickSize: number
  /** Unix second the last window ends at: what begins later is left out and counted. */
  readonly sessionEnd: UnixSecond
  /** Unix second at which the trading date opens, 18:00 New York: trades count from then on. */
  readonly tradingOpen: UnixSecond
  readonly rate: number
  readonly dealerSigns: DealerSigns
  /** Empty, of the contract `silver.future_option_mbo.gex_surface_1s`. */
  readonly surface: Table<Gex>
  /** Empty, of the contract `silver.future_option_mbo.gex_levels_1s`. */
  readonly levels: Table<GexTotals>
}

/** Counts of a day of options, for the manifest. */
export interface OptionQuality extends OptionBookCounts, OpenInterestCounts {
  /** The smallest gap between neighbouring strikes of the chosen series, points; 0 of one strike. */
  strike_step: number
  /** Seconds without a spot: no rows. */
  windows_without_spot: number
  /** Seconds before any open interest was received: quality `none`. */
  windows_without_open_interest: number
  /** The largest sum of the chosen series' open interest in a second, contracts. */
  max_open_interest: number
  /** `iv_` and each of `QUALITIES`: strikes times seconds. */
  readonly [quality: `iv_${string}`]: number
  /** `no_iv_` and each of `REASONS` but the first: strikes times seconds without a quote of use. */
  readonly [reason: `no_iv_${string}`]: number
}

/**
 * Computes gamma exposure from options' books, second by second: quotes, one volatility per strike,
 * exposures, the surface and the levels. The future's seconds are the clock: for each of them push
 * the options' records, then close the window.
 */
export class OptionSeconds {
  readonly chain: Chain
  readonly openInterest: OpenInterestHistory
  readonly trades: OptionTrades
  readonly books: OptionBooks
  /** Of the chosen series, in their order. */
  readonly volatilities: readonly SeriesVolatility[]
  readonly exposures: Exposures
  readonly #profile: GammaProfile
  readonly #zero = new ZeroGamma()
  readonly #surface: GexSurface
  readonly #levels: GexLevelsSurface
  readonly #rate: number
  /** Places of the chosen series' options in the chain. */
  readonly #chosen: readonly number[]
  #maxOpenInterest = 0
  #windowsWithoutSpot = 0
  #windowsWithoutOpenInterest = 0

  constructor(input: OptionSecondsInput) {
    const { chain, series, dealerSigns } = input
    this.chain = chain
    this.openInterest = new OpenInterestHistory(chain)
    this.#chosen = optionsOf(series)
    this.trades = new OptionTrades(chain.options.length, input.tradingOpen)
    this.books = new OptionBooks(
      chain.options,
      this.#chosen,
      chain.tickSize,
      input.sessionEnd,
      this.trades,
    )
    this.volatilities = series.map((one) => new SeriesVolatility(chain, one))
    this.exposures = new Exposures(chain, this.volatilities, dealerSigns)
    this.#profile = new GammaProfile(chain, this.volatilities, dealerSigns, input.futureTickSize)
    this.#surface = new GexSurface(input.surface, chain.underlying, input.futureTickSize)
    this.#levels = new GexLevelsSurface(input.levels)
    this.#rate = input.rate
  }

  /**
   * Applies records in file order, from a row on, up to the end of a second.
   *
   * @returns the first row that belongs to a later second: begin there for the next one;
   *   `records.length` where more records are needed before this second can be closed
   */
  push(records: OptionRecords, from: number, endSecond: UnixSecond): number {
    return this.books.push(records, from, endSecond)
  }

  /** Counts the trades among records before the session, such as the evening's; nothing else. */
  pushTrades(records: OptionRecords): void {
    for (let row = 0; row < records.length; row++) {
      const option = this.books.optionOf(records.instrumentId[row])
      if (option >= 0) this.trades.record(records, row, option)
    }
  }

  /** Ends a file of the day. */
  endFile(): void {
    this.books.endFile()
  }

  /**
   * Appends a second's rows to the surface (up to 25) and the levels (1); none without a spot. All of
   * its option records, and all statistics received before its end, must have been pushed.
   */
  closeWindow({ endSecond, spotPrice, midPoints, isValid }: FutureSecond): void {
    if (this.openInterest.advance(endSecond)) {
      const { contracts } = this.openInterest
      const sum = this.#chosen.reduce((total, option) => total + contracts[option], 0)
      this.#maxOpenInterest = Math.max(this.#maxOpenInterest, sum)
    }
    if (Number.isNaN(spotPrice)) {
      this.#windowsWithoutSpot++
      this.exposures.clearHistory()
      return
    }
    const isPublished = this.openInterest.latestReference !== undefined
    if (!isPublished) this.#windowsWithoutOpenInterest++
    const contracts = isPublished ? this.openInterest.contracts : undefined
    const forward = Number.isNaN(midPoints) ? points(spotPrice) : midPoints
    for (const volatility of this.volatilities) {
      volatility.update(this.books, endSecond, forward, this.#rate)
    }
    this.exposures.update(forward, this.#rate, contracts)
    this.#profile.update(points(spotPrice), this.#rate, contracts)
    this.#zero.update(this.#profile, points(spotPrice), isValid)
    this.#surface.append(this.exposures, endSecond, spotPrice, forward)
    this.#levels.append(this.exposures, this.#profile, this.#zero, endSecond, spotPrice)
  }

  get quality(): OptionQuality {
    const count = (of: (volatility: SeriesVolatility) => number) =>
      this.volatilities.reduce((sum, volatility) => sum + of(volatility), 0)
    const qualities = QUALITIES.map((quality, code) => [
      `iv_${quality}`,
      count(({ qualityCounts }) => qualityCounts[code]),
    ])
    const reasons = REASONS.map((reason, code) => [
      `no_iv_${reason}`,
      count(({ reasonCounts }) => reasonCounts[code]),
    ])
    return {
      ...this.books.counts,
      ...this.openInterest.counts,
      strike_step: points(strikeStepOf(this.exposures.strikes)),
      windows_without_spot: this.#windowsWithoutSpot,
      windows_without_open_interest: this.#windowsWithoutOpenInterest,
      max_open_interest: this.#maxOpenInterest,
      ...Object.fromEntries([...qualities, ...reasons.slice(1)]),
    }
  }
}

function optionsOf(series: readonly Series[]): number[] {
  const listed = series.flatMap(({ calls, puts }) => [...calls, ...puts])
  return listed.filter((option) => option >= 0)
}
