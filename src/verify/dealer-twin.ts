import type { Option } from '../options/definition-rows.ts'
import type { PlainFlow } from './dealer-flow-twin.ts'
import { plainNormal } from './gex-black.ts'
import type { PlainInterest } from './gex-interest.ts'
import type { LevelsTwin } from './gex-levels-twin.ts'
import type { GexParameters, PlainFuture } from './gex-twin.ts'

const SECONDS_PER_YEAR = 31_536_000

/** An option with dealers' position in it and what it is priced with. */
export interface PlainHolding {
  readonly option: Option
  /** Points. */
  readonly strike: number
  readonly years: number
  /** 0 without a volatility. */
  readonly sigma: number
  readonly contracts: number
  /** Dealers' contracts from open interest, and from flow, weighted. */
  readonly interest: number
  readonly flow: number
}

/** Two sums: of open interest, and of flow. */
export type PlainPair = readonly [interest: number, flow: number]

/** Greeks of an option from the definitions, in simple code. */
export interface PlainGreeks {
  readonly gamma: number
  readonly delta: number
  readonly vanna_pt: number
  readonly charm_min: number
}

/**
 * Dealers' positions option by option and what they make dealers trade, in simple, slow code: the
 * independent twin of `src/dealers`.
 */
export class DealerTwin {
  readonly #levels: LevelsTwin
  readonly #interest: PlainInterest
  readonly #flow: PlainFlow
  readonly #parameters: GexParameters

  constructor(
    levels: LevelsTwin,
    interest: PlainInterest,
    flow: PlainFlow,
    parameters: GexParameters,
  ) {
    this.#levels = levels
    this.#interest = interest
    this.#flow = flow
    this.#parameters = parameters
  }

  /** Every option that has not expired, at the end of the second that the volatilities are of. */
  holdings({ endSecond }: PlainFuture): PlainHolding[] {
    const { dealerSigns, flowWeight } = this.#parameters
    const contracts = this.#interest.at(endSecond)
    const holdings: PlainHolding[] = []
    for (const { expiration, strikes, calls, puts, sigma } of this.#levels.series) {
      const seconds = Number(expiration - BigInt(endSecond) * 1_000_000_000n) / 1e9
      if (seconds <= 0) continue
      for (const [index, strike] of strikes.entries()) {
        for (const option of [calls[index], puts[index]]) {
          if (!option) continue
          const open = contracts?.get(option.instrumentId) ?? 0
          const { bought, sold } = this.#flow.of(option.instrumentId)
          const sign = option.right === 1 ? dealerSigns.call : dealerSigns.put
          holdings.push({
            option,
            strike,
            years: seconds / SECONDS_PER_YEAR,
            sigma: sigma[index],
            contracts: open,
            interest: sign * open,
            flow: flowWeight * (sold - bought),
          })
        }
      }
    }
    return holdings
  }

  /** Every option of the chosen series at a strike, price units; expired or not. */
  optionsAt(strike: number): Option[] {
    return this.#levels.series
      .flatMap(({ calls, puts }) => [...calls, ...puts])
      .filter((option): option is Option => option?.strike === strike)
  }

  /** Futures that dealers trade if the price goes from one to another. */
  hedgeAt(holdings: readonly PlainHolding[], from: number, to: number): PlainPair {
    return this.#hedge(
      holdings,
      (holding) =>
        this.delta(holding, to, holding.years) - this.delta(holding, from, holding.years),
    )
  }

  /** Futures that dealers trade once so many years have passed. */
  hedgeAfter(holdings: readonly PlainHolding[], forward: number, years: number): PlainPair {
    return this.#hedge(
      holdings,
      (holding) =>
        this.delta(holding, forward, holding.years - years) -
        this.delta(holding, forward, holding.years),
    )
  }

  /** An option's delta: at expiration 1 of a call above its strike, else 0; a put's is 1 less. */
  delta({ option, strike, sigma }: PlainHolding, price: number, years: number): number {
    const { rate } = this.#parameters
    const left = Math.max(years, 0)
    const discount = Math.exp(-rate * left)
    const call = discount * chance(price, strike, sigma * Math.sqrt(left))
    return option.right === 1 ? call : call - discount
  }

  greeks(holding: PlainHolding, forward: number): PlainGreeks {
    const { strike, sigma, years, option } = holding
    const { rate } = this.#parameters
    const root = Math.sqrt(years)
    const discount = Math.exp(-rate * years)
    const d1 = Math.log(forward / strike) / (sigma * root) + (sigma * root) / 2
    const d2 = Math.log(forward / strike) / (sigma * root) - (sigma * root) / 2
    const density = Math.exp((-d1 * d1) / 2) / Math.sqrt(2 * Math.PI)
    const carry = option.right === 1 ? rate * plainNormal(d1) : -rate * plainNormal(-d1)
    return {
      gamma: (discount * density) / (forward * sigma * root),
      delta: this.delta(holding, forward, years),
      vanna_pt: (-discount * density * d2) / sigma / 100,
      charm_min: (discount * ((density * d2) / (2 * years) + carry)) / (365 * 24 * 60),
    }
  }

  #hedge(holdings: readonly PlainHolding[], change: (holding: PlainHolding) => number): PlainPair {
    let interest = 0
    let flow = 0
    for (const holding of holdings) {
      if (holding.sigma === 0 || (holding.interest === 0 && holding.flow === 0)) continue
      const each = change(holding) * this.futuresPer(holding)
      interest -= holding.interest * each
      flow -= holding.flow * each
    }
    return [interest, flow]
  }

  futuresPer({ option }: PlainHolding): number {
    return option.multiplier / this.#parameters.futureMultiplier
  }
}

/** N(d1); without time or volatility left, 1 above the strike and else 0. */
function chance(price: number, strike: number, s: number): number {
  if (price <= 0) return 0
  if (s === 0) return price > strike ? 1 : 0
  return plainNormal(Math.log(price / strike) / s + s / 2)
}
