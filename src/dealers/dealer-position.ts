import { CALL } from '../options/black76.ts'
import type { DealerSigns } from '../options/exposures.ts'
import type { OptionSeconds } from '../options/option-seconds.ts'

/** Assumptions that turn open interest and trades into dealers' positions. */
export interface PositionConvention {
  readonly dealerSigns: DealerSigns
  /** w = 2q − 1 of a chance q that the aggressor is the customer: 1 all customers, 0 nothing known. */
  readonly flowWeight: number
  /** Currency per point of one future. */
  readonly futureMultiplier: number
}

/**
 * Dealers' position in each strike of a series in futures: Q·(M_opt/M_fut), from open interest and
 * from flow. A call and a put at one strike have deltas that differ by the discount factor alone, so
 * `all` is of both together, and `puts` what of it are puts.
 */
export interface SeriesPosition {
  readonly interest: StrikePosition
  readonly flow: StrikePosition
}

export interface StrikePosition {
  readonly all: Float64Array
  readonly puts: Float64Array
}

/** Dealers' positions in every strike of the chosen series, second by second. */
export class DealerPosition {
  readonly series: readonly SeriesPosition[]
  /** Is any open interest published? Otherwise that of `interest` is 0. */
  isPublished = false
  readonly #seconds: OptionSeconds
  readonly #convention: PositionConvention

  constructor(seconds: OptionSeconds, convention: PositionConvention) {
    this.#seconds = seconds
    this.#convention = convention
    this.series = seconds.volatilities.map(({ strikes }) => {
      const values = () => new Float64Array(strikes.length)
      const position = () => ({ all: values(), puts: values() })
      return { interest: position(), flow: position() }
    })
  }

  /** To be called at a second's end. */
  update(): void {
    const { openInterest, volatilities } = this.#seconds
    this.isPublished = openInterest.latestReference !== undefined
    for (let index = 0; index < volatilities.length; index++) {
      const { calls, puts } = volatilities[index].series
      const { interest, flow } = this.series[index]
      for (let strike = 0; strike < calls.length; strike++) {
        const call = calls[strike]
        const put = puts[strike]
        interest.puts[strike] = this.#interest(put)
        interest.all[strike] = this.#interest(call) + interest.puts[strike]
        flow.puts[strike] = this.#flow(put)
        flow.all[strike] = this.#flow(call) + flow.puts[strike]
      }
    }
  }

  /** Futures that one contract of an option stands for. */
  futuresPer(option: number): number {
    const { multiplier } = this.#seconds.chain.options[option]
    return multiplier / this.#convention.futureMultiplier
  }

  get flowWeight(): number {
    return this.#convention.flowWeight
  }

  #interest(option: number): number {
    if (option < 0) return 0
    const { dealerSigns } = this.#convention
    const { right } = this.#seconds.chain.options[option]
    const sign = right === CALL ? dealerSigns.call : dealerSigns.put
    return sign * this.#seconds.openInterest.contracts[option] * this.futuresPer(option)
  }

  #flow(option: number): number {
    if (option < 0) return 0
    const inventory = this.#seconds.trades.inventory(option)
    return this.#convention.flowWeight * inventory * this.futuresPer(option)
  }
}
