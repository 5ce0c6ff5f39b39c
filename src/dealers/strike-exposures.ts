import { Moneyness } from '../options/moneyness.ts'
import type { OptionSeconds } from '../options/option-seconds.ts'
import { NONE } from '../options/quality.ts'
import type { StrikeSpan } from '../options/strike-grid.ts'
import type { DealerPosition } from './dealer-position.ts'
import { emptyState, GREEKS, setStrike, vegaPoint } from './greeks.ts'

/** Exposures of one greek by strike: from open interest, and from flow. */
export interface GreekExposures {
  readonly interest: Float64Array
  readonly flow: Float64Array
}

/** Dealers' greeks at the strikes around spot, and the deltas of the options there. */
export class StrikeExposures {
  /** As {@link GREEKS}, by strike of the chosen series together. */
  readonly greeks: readonly GreekExposures[]
  /** Of each series and of its strikes the call's delta and gamma; NaN without a volatility. */
  readonly callDelta: readonly Float64Array[]
  readonly gamma: readonly Float64Array[]
  /** Of each series and of its strikes the change of the price by a point of volatility, alike. */
  readonly vega: readonly Float64Array[]
  /** Of each series the discount factor. */
  readonly discount: Float64Array
  readonly #seconds: OptionSeconds
  readonly #position: DealerPosition
  readonly #moneyness: readonly Moneyness[]
  readonly #state = emptyState()

  constructor(seconds: OptionSeconds, position: DealerPosition) {
    this.#seconds = seconds
    this.#position = position
    const { volatilities, exposures } = seconds
    const values = (length: number) => new Float64Array(length)
    const { length } = exposures.strikes
    this.greeks = GREEKS.map(() => ({ interest: values(length), flow: values(length) }))
    this.callDelta = volatilities.map(({ strikes }) => values(strikes.length))
    this.gamma = volatilities.map(({ strikes }) => values(strikes.length))
    this.vega = volatilities.map(({ strikes }) => values(strikes.length))
    this.discount = values(volatilities.length)
    this.#moneyness = volatilities.map(({ strikes }) => new Moneyness(strikes))
  }

  /** Computes the strikes of a span; all others keep stale values. */
  update(span: StrikeSpan, forward: number, rate: number): void {
    for (const { interest, flow } of this.greeks) {
      interest.fill(0, span.first, span.end)
      flow.fill(0, span.first, span.end)
    }
    const { volatilities } = this.#seconds
    for (let index = 0; index < volatilities.length; index++) {
      this.#addSeries(index, span, forward, rate)
    }
  }

  #addSeries(index: number, span: StrikeSpan, forward: number, rate: number): void {
    const { sigma, quality, years } = this.#seconds.volatilities[index]
    const places = this.#seconds.exposures.places[index]
    const { interest, flow } = this.#position.series[index]
    const moneyness = this.#moneyness[index].at(forward)
    const state = this.#state
    const callDelta = this.callDelta[index]
    const gamma = this.gamma[index]
    const vega = this.vega[index]
    this.discount[index] = Math.exp(-rate * years)
    for (let strike = 0; strike < sigma.length; strike++) {
      const place = places[strike]
      if (place < span.first || place >= span.end) continue
      callDelta[strike] = Number.NaN
      gamma[strike] = Number.NaN
      vega[strike] = Number.NaN
      if (years <= 0 || quality[strike] === NONE) continue
      setStrike(state, moneyness[strike], forward, sigma[strike], years, rate)
      callDelta[strike] = state.discount * state.distribution
      vega[strike] = vegaPoint(state)
      for (let greek = 0; greek < GREEKS.length; greek++) {
        const value = GREEKS[greek].call(state)
        if (GREEKS[greek].name === 'gamma') gamma[strike] = value
        const less = GREEKS[greek].putLess(state)
        const exposures = this.greeks[greek]
        exposures.interest[place] += interest.all[strike] * value + interest.puts[strike] * less
        exposures.flow[place] += flow.all[strike] * value + flow.puts[strike] * less
      }
    }
  }
}
