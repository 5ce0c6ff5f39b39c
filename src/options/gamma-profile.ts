import { gammaScale, logMoneyness } from './black76.ts'
import type { Chain } from './chain.ts'
import type { DealerSigns } from './exposures.ts'
import { NONE } from './quality.ts'
import type { SeriesVolatility } from './series-volatility.ts'

/** The grid reaches this share of spot either way, in steps of 1 point. */
const REACH = 0.03

/** A strike this many standard deviations away is left out of a first sum over the grid, */
const NEAR = 5
/** which is good where it exceeds all that could have been left out: this share of the weights. */
const LEFT_OUT = Math.exp(-0.5 * NEAR * NEAR)

/** How narrow the bracket around a crossing must become, points. */
const TOLERANCE = 1e-9
/** Steps of interpolation before the bracket is halved instead. */
const INTERPOLATIONS = 16
const MOST_STEPS = 64

/**
 * The chosen series' gamma exposure as a function of the future's price, with every strike's
 * volatility, time and open interest held.
 *
 * A strike adds weight·exp(−d1²/2)/price; the price is above 0, so the sum's sign is the sum's of
 * the terms without it, which is what is kept here.
 */
export class GammaProfile {
  /** The crossing nearest to spot, points; NaN without one. */
  zero = Number.NaN
  /** Changes of sign on the grid. */
  crossings = 0

  readonly #chain: Chain
  readonly #volatilities: readonly SeriesVolatility[]
  readonly #signs: DealerSigns
  /** Strikes with exposure, and of each its weight and d1 as a straight line over ln(price/spot). */
  #count = 0
  readonly #weight: Float64Array
  readonly #slope: Float64Array
  readonly #offset: Float64Array
  /** ln(price/spot) and the sum at each price of the grid. */
  #logs = new Float64Array(0)
  #sums = new Float64Array(0)

  constructor(chain: Chain, volatilities: readonly SeriesVolatility[], signs: DealerSigns) {
    const strikes = volatilities.reduce((sum, { strikes }) => sum + strikes.length, 0)
    this.#chain = chain
    this.#volatilities = volatilities
    this.#signs = signs
    this.#weight = new Float64Array(strikes)
    this.#slope = new Float64Array(strikes)
    this.#offset = new Float64Array(strikes)
  }

  /**
   * Finds {@link zero} and {@link crossings} of a second, whose volatilities must be up to date.
   *
   * @param spot in points, above 0
   * @param contracts open interest of each of the chain's options
   */
  update(spot: number, rate: number, contracts: Float64Array | undefined): void {
    this.#count = 0
    this.zero = Number.NaN
    this.crossings = 0
    if (contracts === undefined) return
    for (const volatility of this.#volatilities) {
      if (volatility.years > 0) this.#add(volatility, spot, rate, contracts)
    }
    if (this.#count > 0) {
      this.#sumGrid(spot)
      this.#findCrossings(spot)
    }
  }

  #add(
    { series, strikes, sigma, quality, years }: SeriesVolatility,
    spot: number,
    rate: number,
    contracts: Float64Array,
  ): void {
    for (let strike = 0; strike < strikes.length; strike++) {
      if (quality[strike] === NONE) continue
      const net =
        this.#signs.call * this.#units(series.calls[strike], contracts) +
        this.#signs.put * this.#units(series.puts[strike], contracts)
      if (net === 0) continue
      const s = sigma[strike] * Math.sqrt(years)
      this.#weight[this.#count] = net * gammaScale(years, rate, sigma[strike])
      this.#slope[this.#count] = 1 / s
      this.#offset[this.#count] = logMoneyness(spot, strikes[strike]) / s + 0.5 * s
      this.#count++
    }
  }

  /** Open interest of an option in units of the underlying. */
  #units(option: number, contracts: Float64Array): number {
    return option < 0 ? 0 : contracts[option] * this.#chain.options[option].multiplier
  }

  /** The sum at every price of the grid, exact in its sign. */
  #sumGrid(spot: number): void {
    const reach = Math.floor(REACH * spot)
    const length = 2 * reach + 1
    if (this.#logs.length < length) {
      this.#logs = new Float64Array(length)
      this.#sums = new Float64Array(length)
    }
    const logs = this.#logs.subarray(0, length)
    const sums = this.#sums.subarray(0, length).fill(0)
    for (let index = 0; index < length; index++) logs[index] = Math.log1p((index - reach) / spot)
    let weights = 0
    for (let strike = 0; strike < this.#count; strike++) {
      const weight = this.#weight[strike]
      const slope = this.#slope[strike]
      const offset = this.#offset[strike]
      weights += Math.abs(weight)
      const lowest = Math.ceil(spot * Math.expm1((-NEAR - offset) / slope)) + reach
      const highest = Math.floor(spot * Math.expm1((NEAR - offset) / slope)) + reach
      const end = Math.min(highest + 1, length)
      for (let index = Math.max(lowest, 0); index < end; index++) {
        const d1 = logs[index] * slope + offset
        sums[index] += weight * Math.exp(-0.5 * d1 * d1)
      }
    }
    // The grid's ends of a strike's span are rounded, so a little more than NEAR may be left out.
    const uncertain = 1.01 * LEFT_OUT * weights
    for (let index = 0; index < length; index++) {
      if (Math.abs(sums[index]) <= uncertain) sums[index] = this.#sumAt(logs[index])
    }
  }

  /** The sum at one price, given as ln(price/spot). */
  #sumAt(log: number): number {
    let sum = 0
    for (let strike = 0; strike < this.#count; strike++) {
      const d1 = log * this.#slope[strike] + this.#offset[strike]
      sum += this.#weight[strike] * Math.exp(-0.5 * d1 * d1)
    }
    return sum
  }

  /** Counts the changes of sign; of the last that begins below spot and the next, takes the nearer. */
  #findCrossings(spot: number): void {
    const reach = Math.floor(REACH * spot)
    let below = Number.NaN
    let above = Number.NaN
    let previous = -1
    for (let index = 0; index <= 2 * reach; index++) {
      const sum = this.#sums[index]
      if (sum === 0) continue
      if (previous >= 0 && this.#sums[previous] > 0 !== sum > 0) {
        this.crossings++
        if (previous < reach) below = this.#zeroBetween(spot, previous, index)
        else if (Number.isNaN(above)) above = this.#zeroBetween(spot, previous, index)
      }
      previous = index
    }
    const isAboveNearer = Math.abs(above - spot) < Math.abs(below - spot)
    this.zero = isAboveNearer || Number.isNaN(below) ? above : below
  }

  /**
   * The price between two of the grid at which the sum is 0: linear interpolation, again and again
   * inside the bracket that it leaves. An end that stays counts half each time (the Illinois
   * method), so that both ends close in.
   */
  #zeroBetween(spot: number, first: number, second: number): number {
    const reach = Math.floor(REACH * spot)
    let low = first - reach
    let high = second - reach
    // Exposure, not the sum: it is what linear interpolation on the grid is defined on.
    let atLow = this.#sums[first] / (spot + low)
    let atHigh = this.#sums[second] / (spot + high)
    let last = Number.NaN
    for (let step = 0; step < MOST_STEPS && high - low > TOLERANCE; step++) {
      let next = high - ((high - low) * atHigh) / (atHigh - atLow)
      if (step >= INTERPOLATIONS || !(next > low && next < high)) next = 0.5 * (low + high)
      // Never so near to an end that the bracket would not close.
      next = Math.min(Math.max(next, low + 0.5 * TOLERANCE), high - 0.5 * TOLERANCE)
      const atNext = this.#sumAt(Math.log1p(next / spot)) / (spot + next)
      if (atNext === 0) return spot + next
      if (atNext > 0 === atHigh > 0) {
        if (last === high) atLow *= 0.5
        high = next
        atHigh = atNext
      } else {
        if (last === low) atHigh *= 0.5
        low = next
        atLow = atNext
      }
      last = next
    }
    return spot + 0.5 * (low + high)
  }
}
