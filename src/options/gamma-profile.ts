import { PRICE_SCALE, points } from '../market/price.ts'
import { gammaScale } from './black76.ts'
import type { Chain } from './chain.ts'
import type { DealerSigns } from './exposures.ts'
import { GaussianSum } from './gaussian-sum.ts'
import { Moneyness } from './moneyness.ts'
import { Probes } from './probes.ts'
import { NONE } from './quality.ts'
import type { SeriesVolatility } from './series-volatility.ts'
import { strikeStepOf, zeroGridReach, zeroGridStep } from './strike-grid.ts'

/**
 * How many standard deviations further than the nearest strike a strike may be: to bound the sum,
 * to find its zero, and to tell a sign that the first leaves open.
 */
const NEAR_DEVIATIONS = 6
const FAR_DEVIATIONS = 9
const ALL_TERMS = Number.POSITIVE_INFINITY

/** A zero is found once a step is no longer than this share of spot: 1e-10 points of an index. */
const RELATIVE_TOLERANCE = 2e-14
const MAX_STEPS = 64
/** After so many the bracket is halved instead. */
const MAX_NEWTON_STEPS = 10

/** Of a crossing: 1 where exposure rises through 0 as the price rises, −1 where it falls. */
export type Direction = -1 | 1

interface Crossing {
  price: number
  /** 0 without one. */
  direction: Direction | 0
}

/**
 * The chosen series' gamma exposure as a function of the future's price, with every strike's
 * volatility, time and open interest held.
 *
 * A strike adds weight·exp(−d1²/2)/price, and d1 is a straight line over ln(price/spot). The price
 * is above 0, so the sum's sign is the sum's of the terms without it, which is what is kept here.
 * The grid has hundreds of prices, and the sum is smooth: stretches over which it is proved to
 * change its sign once at most are skipped, the others are halved, down to two neighbours.
 */
export class GammaProfile {
  /** Changes of sign on the grid. */
  crossings = 0
  /** The one nearest to spot, of two as near the lower; NaN without one, points. */
  readonly nearest: Crossing = { price: Number.NaN, direction: 0 }
  /** Sign of the exposure at spot; 0 where nothing is known of any strike. */
  sign = 0
  /** Has any strike a volatility and open interest? */
  isKnown = false
  /** Points between two prices of the grid. */
  step = 0

  readonly #volatilities: readonly SeriesVolatility[]
  /** ln(spot/strike), of each series. */
  readonly #moneyness: readonly Moneyness[]
  /** Of each series and strike, units that a contract of its call, and of its put, adds. */
  readonly #perCall: readonly Float64Array[]
  readonly #perPut: readonly Float64Array[]
  /** The terms of each series, over ln(price/spot). */
  readonly #sums: readonly GaussianSum[]
  #probes = new Probes(0)

  readonly #strikeStep: number
  readonly #tickSize: number
  #spot = 0
  /** Place of spot on the grid. */
  #middle = 0
  /** The last place that was passed with a sign, and the sign. */
  #place = -1
  #isPositive = false
  /** The crossings in order of price: the places that each is between, and its direction. */
  readonly #first: number[] = []
  readonly #last: number[] = []
  readonly #direction: Direction[] = []
  /** What {@link #evaluate} found last. */
  #value = 0
  #derivative = 0

  /** @param tickSize the future's, price units */
  constructor(
    chain: Chain,
    volatilities: readonly SeriesVolatility[],
    signs: DealerSigns,
    tickSize: number,
  ) {
    const strikes = new Set(volatilities.flatMap(({ series }) => [...series.strikes]))
    this.#strikeStep = strikeStepOf(Float64Array.from(strikes).sort())
    this.#tickSize = tickSize
    this.#volatilities = volatilities
    this.#moneyness = volatilities.map(({ strikes }) => new Moneyness(strikes))
    const unitsOf = (sign: number, options: Int32Array) =>
      Float64Array.from(options, (option) =>
        option < 0 ? 0 : sign * chain.options[option].multiplier,
      )
    this.#perCall = volatilities.map(({ series }) => unitsOf(signs.call, series.calls))
    this.#perPut = volatilities.map(({ series }) => unitsOf(signs.put, series.puts))
    this.#sums = volatilities.map(({ strikes }) => new GaussianSum(strikes.length))
  }

  /**
   * Finds the crossings of a second, whose volatilities must be up to date.
   *
   * @param spot in points; at 0 and below there is no zero to find
   * @param contracts open interest of each of the chain's options
   */
  update(spot: number, rate: number, contracts: Float64Array | undefined): void {
    this.#forget()
    if (contracts === undefined || spot <= 0) return
    let terms = 0
    for (let index = 0; index < this.#sums.length; index++) {
      this.#sumSeries(index, spot, rate, contracts)
      terms += this.#sums[index].length
    }
    if (terms === 0) return
    this.isKnown = true
    this.#layGrid(spot)
    this.#walk(0, 2 * this.#middle)
    this.#evaluate(0, ALL_TERMS)
    this.sign = Math.sign(this.#value)
    this.#chooseNearest()
  }

  /**
   * The price of the crossing of a direction that is nearest to a price and no further from it than
   * the reach, of two as near the lower; NaN without one. All in points.
   */
  crossingNear(price: number, direction: Direction, reach: number): number {
    let best = Number.NaN
    for (let crossing = 0; crossing < this.crossings; crossing++) {
      if (this.#direction[crossing] !== direction) continue
      const isBeyond =
        this.#priceAt(this.#last[crossing]) < price - reach ||
        this.#priceAt(this.#first[crossing]) > price + reach
      if (isBeyond) continue
      const zero = this.#zeroOf(crossing)
      const distance = Math.abs(zero - price)
      if (distance <= reach && !(distance >= Math.abs(best - price))) best = zero
    }
    return best
  }

  #forget(): void {
    this.crossings = 0
    this.nearest.price = Number.NaN
    this.nearest.direction = 0
    this.sign = 0
    this.isKnown = false
  }

  #sumSeries(index: number, spot: number, rate: number, contracts: Float64Array): void {
    const { series, sigma, quality, years } = this.#volatilities[index]
    const sum = this.#sums[index]
    sum.clear()
    if (years <= 0) return
    const perCall = this.#perCall[index]
    const perPut = this.#perPut[index]
    const moneyness = this.#moneyness[index].at(spot)
    const scale = gammaScale(years, rate)
    const root = Math.sqrt(years)
    for (let strike = 0; strike < sigma.length; strike++) {
      if (quality[strike] === NONE) continue
      const call = series.calls[strike]
      const put = series.puts[strike]
      const net =
        (call < 0 ? 0 : contracts[call] * perCall[strike]) +
        (put < 0 ? 0 : contracts[put] * perPut[strike])
      if (net === 0) continue
      const s = sigma[strike] * root
      // d1 = (x + ln(spot/strike))/s + s/2.
      sum.add((net * scale) / sigma[strike], 1 / s, -moneyness[strike] - 0.5 * s * s)
    }
  }

  /** A grid around spot, of which the first and the last place are known. */
  #layGrid(spot: number): void {
    const spotPrice = Math.round(spot * PRICE_SCALE)
    const step = zeroGridStep(spotPrice, this.#strikeStep, this.#tickSize)
    const reach = zeroGridReach(spotPrice, step)
    this.step = points(step)
    if (this.#probes.x.length <= 2 * reach) this.#probes = new Probes(2 * reach + 1)
    this.#spot = spot
    this.#middle = reach
    this.#place = -1
    this.#probe(0)
    this.#probe(2 * reach)
    this.#pass(0)
  }

  #probe(place: number): void {
    const x = Math.log1p(((place - this.#middle) * this.step) / this.#spot)
    this.#probes.begin(place, x)
    for (const sum of this.#sums) sum.probe(x, NEAR_DEVIATIONS, this.#probes, place)
  }

  /** Passes every change of sign between two places that are known. The first halving is at spot. */
  #walk(first: number, last: number): void {
    const isWide = last - first > 1
    if (isWide && !this.#probes.keepsSign(first, last) && !this.#isSplit(first, last)) {
      const between = (first + last) >> 1
      this.#probe(between)
      this.#walk(first, between)
      this.#walk(between, last)
    } else {
      this.#pass(last)
    }
  }

  /** Has a stretch on one side of spot at most one change of sign? */
  #isSplit(first: number, last: number): boolean {
    const isOneSided = first >= this.#middle || last <= this.#middle
    return isOneSided && this.#probes.isMonotone(first, last)
  }

  /** Goes on to a place: its sign, exactly, beside that of the place before. A zero has none. */
  #pass(place: number): void {
    let value = this.#probes.value[place]
    if (Math.abs(value) <= this.#probes.error[place]) {
      this.#evaluate(this.#probes.x[place], ALL_TERMS)
      value = this.#value
    }
    if (value === 0) return
    if (this.#place >= 0 && this.#isPositive !== value > 0) this.#cross(this.#place, place)
    this.#place = place
    this.#isPositive = value > 0
  }

  #cross(first: number, last: number): void {
    this.#first[this.crossings] = first
    this.#last[this.crossings] = last
    this.#direction[this.crossings] = this.#isPositive ? -1 : 1
    this.crossings++
  }

  /** It is the last crossing that begins below spot, or the first that does not. */
  #chooseNearest(): void {
    const spot = this.#spot
    let above = 0
    while (above < this.crossings && this.#first[above] < this.#middle) above++
    if (above > 0) this.#setNearest(above - 1)
    if (above === this.crossings) return
    // One that begins further away than that cannot be nearer.
    const { price } = this.nearest
    if ((this.#first[above] - this.#middle) * this.step > spot - price) return
    if (!(Math.abs(this.#zeroOf(above) - spot) >= Math.abs(price - spot))) this.#setNearest(above)
  }

  #setNearest(crossing: number): void {
    this.nearest.price = this.#zeroOf(crossing)
    this.nearest.direction = this.#direction[crossing]
  }

  #priceAt(place: number): number {
    return this.#spot + (place - this.#middle) * this.step
  }

  /**
   * The price of a crossing: Newton's steps inside the bracket that its places leave, which is
   * halved where they lead out of it or take long.
   */
  #zeroOf(crossing: number): number {
    const first = this.#first[crossing]
    const last = this.#last[crossing]
    const rises = this.#direction[crossing] > 0
    const spot = this.#spot
    const { x: places, value: values } = this.#probes
    let low = places[first]
    let high = places[last]
    const share = values[first] / (values[first] - values[last])
    let x = share > 0 && share < 1 ? low + share * (high - low) : 0.5 * (low + high)
    for (let step = 0; step < MAX_STEPS; step++) {
      this.#evaluate(x, FAR_DEVIATIONS)
      if (this.#value === 0) break
      if (this.#value > 0 === rises) high = x
      else low = x
      let next = x - this.#value / this.#derivative
      if (step >= MAX_NEWTON_STEPS || !(next > low && next < high)) next = 0.5 * (low + high)
      const length = Math.abs(next - x)
      x = next
      if (length < RELATIVE_TOLERANCE) break
    }
    return spot + spot * Math.expm1(x)
  }

  /** The sum at ln(price/spot) and its derivative. */
  #evaluate(x: number, reach: number): void {
    this.#value = 0
    this.#derivative = 0
    for (const sum of this.#sums) {
      sum.evaluate(x, reach)
      this.#value += sum.value
      this.#derivative += sum.derivative
    }
  }
}
