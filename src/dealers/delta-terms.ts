import { discountFactor } from '../options/black76.ts'
import { Moneyness } from '../options/moneyness.ts'
import { normalDistribution } from '../options/normal.ts'
import type { OptionSeconds } from '../options/option-seconds.ts'
import { NONE } from '../options/quality.ts'
import type { DealerPosition } from './dealer-position.ts'

/** Beyond so many deviations N differs from 0 or 1 by less than a double's last digit. */
const CERTAIN = 8.5

/** Futures from open interest, and from flow. */
export interface Hedge {
  interest: number
  flow: number
}

/**
 * The deltas of dealers' positions in options with a volatility, at this second's price and at
 * others: a term a strike of a series, D·N(d1) with d1 = m/s + s/2, m = ln(F/K), s = σ√T.
 */
export class DeltaTerms {
  /** Has any option a volatility? */
  isKnown = false
  /** Has any series not expired? */
  isAlive = false
  /** Years to the nearest expiration; 0 where all have expired. */
  nearestYears = 0
  #length = 0
  /** Places of the terms whose deltas change at the prices narrowed to, and how many. */
  readonly #places: Int32Array
  #changing = 0
  readonly #seconds: OptionSeconds
  readonly #position: DealerPosition
  readonly #moneynessOf: readonly Moneyness[]
  // By term.
  readonly #moneyness: Float64Array
  readonly #sigma: Float64Array
  readonly #years: Float64Array
  readonly #deviation: Float64Array
  readonly #discount: Float64Array
  readonly #cdf: Float64Array
  readonly #interest: Float64Array
  readonly #flow: Float64Array
  readonly #interestPuts: Float64Array
  readonly #flowPuts: Float64Array
  #rate = 0

  constructor(seconds: OptionSeconds, position: DealerPosition) {
    this.#seconds = seconds
    this.#position = position
    this.#moneynessOf = seconds.volatilities.map(({ strikes }) => new Moneyness(strikes))
    const most = seconds.volatilities.reduce((sum, { strikes }) => sum + strikes.length, 0)
    const values = () => new Float64Array(most)
    this.#moneyness = values()
    this.#sigma = values()
    this.#years = values()
    this.#deviation = values()
    this.#discount = values()
    this.#cdf = values()
    this.#interest = values()
    this.#flow = values()
    this.#interestPuts = values()
    this.#flowPuts = values()
    this.#places = new Int32Array(this.#flowPuts.length)
  }

  /** Takes a second's volatilities and positions, which must be up to date. */
  update(forward: number, rate: number): void {
    const { volatilities } = this.#seconds
    this.#rate = rate
    this.#length = 0
    this.isKnown = false
    this.isAlive = false
    this.nearestYears = 0
    for (let index = 0; index < volatilities.length; index++) {
      const { years } = volatilities[index]
      if (years <= 0) continue
      // Series come by expiration.
      if (!this.isAlive) this.nearestYears = years
      this.isAlive = true
      this.#addSeries(index, forward)
    }
  }

  /**
   * Leaves out of {@link hedgeAt} the strikes that are certain to be in or out of the money at every
   * price from forward · e^lowest to forward · e^highest: their deltas do not change.
   */
  narrowTo(lowest: number, highest: number): void {
    this.#changing = 0
    for (let term = 0; term < this.#length; term++) {
      const s = this.#deviation[term]
      const moneyness = this.#moneyness[term]
      const isIn = (moneyness + lowest) / s + 0.5 * s >= CERTAIN
      const isOut = (moneyness + highest) / s + 0.5 * s <= -CERTAIN
      if (!isIn && !isOut) this.#places[this.#changing++] = term
    }
  }

  /**
   * Futures that dealers buy, or sell below 0, if the price goes to forward · e^shift, one of those
   * narrowed to.
   */
  hedgeAt(shift: number, hedge: Hedge): void {
    let interest = 0
    let flow = 0
    for (let place = 0; place < this.#changing; place++) {
      const term = this.#places[place]
      const s = this.#deviation[term]
      const cdf = chance((this.#moneyness[term] + shift) / s + 0.5 * s)
      const change = this.#discount[term] * (cdf - this.#cdf[term])
      interest += this.#interest[term] * change
      flow += this.#flow[term] * change
    }
    hedge.interest = 0 - interest
    hedge.flow = 0 - flow
  }

  /** Futures that dealers buy, or sell below 0, once so many years have passed. */
  hedgeAfter(years: number, hedge: Hedge): void {
    let interest = 0
    let flow = 0
    for (let term = 0; term < this.#length; term++) {
      const left = this.#years[term] - years
      const discount = left > 0 ? discountFactor(this.#rate, left) : 1
      const change = discount * this.#cdfAfter(term, left) - this.#discount[term] * this.#cdf[term]
      // A put's delta is the call's less the discount factor.
      const decay = discount - this.#discount[term]
      interest += this.#interest[term] * change - this.#interestPuts[term] * decay
      flow += this.#flow[term] * change - this.#flowPuts[term] * decay
    }
    hedge.interest = 0 - interest
    hedge.flow = 0 - flow
  }

  /** N(d1) with so many years left; at expiration the call is exercised above its strike, or not. */
  #cdfAfter(term: number, years: number): number {
    const moneyness = this.#moneyness[term]
    if (years <= 0) return moneyness > 0 ? 1 : 0
    const s = this.#sigma[term] * Math.sqrt(years)
    return chance(moneyness / s + 0.5 * s)
  }

  #addSeries(index: number, forward: number): void {
    const { sigma, quality, years } = this.#seconds.volatilities[index]
    const { interest, flow } = this.#position.series[index]
    const moneyness = this.#moneynessOf[index].at(forward)
    const discount = discountFactor(this.#rate, years)
    const root = Math.sqrt(years)
    for (let strike = 0; strike < sigma.length; strike++) {
      if (quality[strike] === NONE) continue
      this.isKnown = true
      const isHeld = interest.all[strike] !== 0 || flow.all[strike] !== 0
      if (!isHeld && interest.puts[strike] === 0 && flow.puts[strike] === 0) continue
      const term = this.#length++
      const s = sigma[strike] * root
      this.#moneyness[term] = moneyness[strike]
      this.#sigma[term] = sigma[strike]
      this.#years[term] = years
      this.#deviation[term] = s
      this.#discount[term] = discount
      this.#cdf[term] = chance(moneyness[strike] / s + 0.5 * s)
      this.#interest[term] = interest.all[strike]
      this.#flow[term] = flow.all[strike]
      this.#interestPuts[term] = interest.puts[strike]
      this.#flowPuts[term] = flow.puts[strike]
    }
  }
}

/** The normal distribution; most strikes of a chain are far from the money, where it is a step. */
function chance(d: number): number {
  if (Math.abs(d) < CERTAIN) return normalDistribution(d)
  return d > 0 ? 1 : 0
}
