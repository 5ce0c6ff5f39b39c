import { gammaScale } from './black76.ts'
import type { Chain } from './chain.ts'
import { Moneyness } from './moneyness.ts'
import { HELD, NONE } from './quality.ts'
import type { SeriesVolatility } from './series-volatility.ts'
import { strikeUnion } from './strike-grid.ts'

/**
 * Assumed position of dealers in each contract: +1 long, −1 short. Open interest does not tell;
 * long calls and short puts is a convention.
 */
export interface DealerSigns {
  readonly call: number
  readonly put: number
}

/** Makes 0/0 equal 0 in imbalances. */
const IMBALANCE_FLOOR = 1e-6

/** Exposures of the chosen series summed by strike, at one second's end. */
export class Exposures {
  /** Every strike of the chosen series, 1e-9 price units, ascending. */
  readonly strikes: Float64Array
  /** Of each series, which of `strikes` each of its strikes is. */
  readonly places: readonly Int32Array[]
  /** Γ · open interest · multiplier of the strike's calls, over the series. */
  readonly call: Float64Array
  readonly put: Float64Array
  /** Contracts, over the series. */
  readonly callInterest: Float64Array
  readonly putInterest: Float64Array
  /** Of the nearest series: σ and Γ, 0 where the quality is `none`. */
  readonly sigma: Float64Array
  readonly gamma: Float64Array
  readonly quality: Uint8Array
  /** call + put now and in the three windows before, latest first. */
  readonly total: History
  /** As total, signed by the dealers' positions. */
  readonly net: History
  /** Contracts over all strikes, and those of them whose σ is quoted or held. */
  interest = 0
  coveredInterest = 0
  /** Of the sum of `total`, what is of strikes whose σ is quoted or held. */
  coveredTotal = 0

  readonly #volatilities: readonly SeriesVolatility[]
  readonly #signs: DealerSigns
  /** Of each strike of each series ln(forward/strike), */
  readonly #moneyness: readonly Moneyness[]
  /** and the multiplier of its call and of its put; 0 where it is not listed. */
  readonly #callMultipliers: readonly Float64Array[]
  readonly #putMultipliers: readonly Float64Array[]

  constructor(chain: Chain, volatilities: readonly SeriesVolatility[], signs: DealerSigns) {
    const union = strikeUnion(volatilities.map(({ series }) => series))
    this.strikes = union.strikes
    const { length } = this.strikes
    this.call = new Float64Array(length)
    this.put = new Float64Array(length)
    this.callInterest = new Float64Array(length)
    this.putInterest = new Float64Array(length)
    this.sigma = new Float64Array(length)
    this.gamma = new Float64Array(length)
    this.quality = new Uint8Array(length)
    this.total = new History(length)
    this.net = new History(length)
    this.#volatilities = volatilities
    this.#signs = signs
    this.places = union.places
    this.#moneyness = volatilities.map((volatility) => new Moneyness(volatility.strikes))
    this.#callMultipliers = volatilities.map(({ series }) => multipliersOf(chain, series.calls))
    this.#putMultipliers = volatilities.map(({ series }) => multipliersOf(chain, series.puts))
  }

  /**
   * Adds up a second, whose volatilities must be up to date.
   *
   * @param contracts open interest of each of the chain's options; undefined before any is
   *   published: then nothing is known of any strike
   */
  update(forward: number, rate: number, contracts: Float64Array | undefined): void {
    this.#clear()
    if (contracts !== undefined) {
      let nearest: bigint | undefined
      for (let index = 0; index < this.#volatilities.length; index++) {
        const { series, years } = this.#volatilities[index]
        if (years <= 0) continue
        // Series come by expiration; several products may share the nearest.
        nearest ??= series.expiration
        this.#addSeries(index, forward, rate, contracts, series.expiration === nearest)
      }
    }
    const { call, put } = this
    const { call: callSign, put: putSign } = this.#signs
    const [total] = this.total.windows
    const [net] = this.net.windows
    for (let strike = 0; strike < call.length; strike++) {
      total[strike] = call[strike] + put[strike]
      net[strike] = callSign * call[strike] + putSign * put[strike]
    }
    this.total.endWindow()
    this.net.endWindow()
  }

  /** Resets the history after a window without exposures: differences start again. */
  clearHistory(): void {
    this.total.forget()
    this.net.forget()
  }

  /** net/(total + 1e-6) of a strike, so many windows back. */
  imbalance(strike: number, back: 0 | 1 | 2 | 3): number {
    return this.net.windows[back][strike] / (this.total.windows[back][strike] + IMBALANCE_FLOOR)
  }

  #addSeries(
    index: number,
    forward: number,
    rate: number,
    contracts: Float64Array,
    isNearest: boolean,
  ): void {
    const { series, sigma, quality, years } = this.#volatilities[index]
    const places = this.places[index]
    const callMultipliers = this.#callMultipliers[index]
    const putMultipliers = this.#putMultipliers[index]
    const moneyness = this.#moneyness[index].at(forward)
    const scale = gammaScale(years, rate) / forward
    const root = Math.sqrt(years)
    for (let strike = 0; strike < sigma.length; strike++) {
      const place = places[strike]
      let gamma = 0
      if (quality[strike] !== NONE) {
        const s = sigma[strike] * root
        const d1 = moneyness[strike] / s + 0.5 * s
        gamma = (scale / sigma[strike]) * Math.exp(-0.5 * d1 * d1)
      }
      const call = series.calls[strike]
      const put = series.puts[strike]
      const callInterest = call < 0 ? 0 : contracts[call]
      const putInterest = put < 0 ? 0 : contracts[put]
      const callExposure = gamma * callInterest * callMultipliers[strike]
      const putExposure = gamma * putInterest * putMultipliers[strike]
      this.call[place] += callExposure
      this.put[place] += putExposure
      this.callInterest[place] += callInterest
      this.putInterest[place] += putInterest
      this.interest += callInterest + putInterest
      if (quality[strike] <= HELD) {
        this.coveredInterest += callInterest + putInterest
        this.coveredTotal += callExposure + putExposure
      }
      if (isNearest && this.quality[place] === NONE) {
        this.sigma[place] = sigma[strike]
        this.gamma[place] = gamma
        this.quality[place] = quality[strike]
      }
    }
  }

  #clear(): void {
    this.total.next()
    this.net.next()
    for (const column of [this.call, this.put, this.callInterest, this.putInterest]) column.fill(0)
    this.sigma.fill(0)
    this.gamma.fill(0)
    this.quality.fill(NONE)
    this.interest = 0
    this.coveredInterest = 0
    this.coveredTotal = 0
  }
}

/** Units of the underlying that one contract of each option stands for. */
function multipliersOf(chain: Chain, options: Int32Array): Float64Array {
  return Float64Array.from(options, (option) => (option < 0 ? 0 : chain.options[option].multiplier))
}

/**
 * Values by strike now and in the three windows before. Before the first window they are that
 * window's own, so that every difference begins at 0.
 */
class History {
  /** Latest first. */
  readonly windows: [Float64Array, Float64Array, Float64Array, Float64Array]
  #isFirst = true

  constructor(length: number) {
    const values = () => new Float64Array(length)
    this.windows = [values(), values(), values(), values()]
  }

  /** Moves every window one back; the latest is to be filled. */
  next(): void {
    const oldest = this.windows[3]
    this.windows.copyWithin(1, 0, 3)
    this.windows[0] = oldest
  }

  /** The latest window is filled. */
  endWindow(): void {
    if (this.#isFirst) for (const earlier of this.windows.slice(1)) earlier.set(this.windows[0])
    this.#isFirst = false
  }

  forget(): void {
    this.#isFirst = true
  }
}
