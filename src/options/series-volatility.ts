import { points } from '../market/price.ts'
import { CALL, PUT } from './black76.ts'
import type { Chain, Series } from './chain.ts'
import { secondsUntil, yearsOf } from './expiry.ts'
import { impliedVolatility, NO_VOLATILITY } from './implied-volatility.ts'
import type { OptionBooks } from './option-books.ts'
import { HELD, NONE, QUALITIES, QUOTED, REASON, REASONS } from './quality.ts'
import { judgeQuote } from './quote.ts'
import { clearSmile, fillSmile } from './smile.ts'

/** Maximum age of the quote of a held volatility. */
const MAX_HELD_SECONDS = 300
/** Volatility is frozen when less than this time is left. */
const EXPIRING_SECONDS = 60
const MIN_SIGMA = 0.01
const MAX_SIGMA = 5

/**
 * One volatility a strike of a series, second by second, from its out-of-the-money option: the call
 * at the forward and above (a strike at the forward counts as a call), the put below. In-the-money
 * quotes have none near expiration; and what of an American option is out of the money is worth no
 * more than the European one.
 *
 * A strike with a usable quote is `quoted`. One whose quote is wide, crossed, one-sided or of a
 * suspect book keeps its last volatility: `held`. All others, those without a bid included, are
 * interpolated from the quoted and the held: `smile`. If no strike is quoted or held, those without
 * a bid are held instead.
 */
export class SeriesVolatility {
  readonly series: Series
  /** Strikes in points. */
  readonly strikes: Float64Array
  /** σ per year of each strike; 0 where its quality is `none`, as of every strike at 0 or below. */
  readonly sigma: Float64Array
  /** Where it is from: an index into `QUALITIES`. */
  readonly quality: Uint8Array
  /** Why it is not from this second's quote: an index into `REASONS`. */
  readonly reason: Uint8Array
  /** ACT/365 to the exact instant of expiration; 0 or less once that has passed. */
  years = 0
  /** How often each of `QUALITIES` and `REASONS` came so far, a strike a second. */
  readonly qualityCounts = new Float64Array(QUALITIES.length)
  readonly reasonCounts = new Float64Array(REASONS.length)

  readonly #chain: Chain
  /** ln of each strike; NaN of one at 0 or below. */
  readonly logStrikes: Float64Array
  /** The first strike above 0: from there on strikes have a logarithm. */
  readonly #firstPositive: number
  readonly #lastSigma: Float64Array
  /** The second, named by its end, that `lastSigma` is of. */
  readonly #lastSecond: Float64Array

  constructor(chain: Chain, series: Series) {
    const { length } = series.strikes
    this.series = series
    this.strikes = series.strikes.map(points)
    this.sigma = new Float64Array(length)
    this.quality = new Uint8Array(length).fill(NONE)
    this.reason = new Uint8Array(length)
    this.#chain = chain
    this.#firstPositive = this.strikes.filter((strike) => strike <= 0).length
    this.logStrikes = this.strikes.map((strike) => (strike > 0 ? Math.log(strike) : Number.NaN))
    this.#lastSigma = new Float64Array(length)
    this.#lastSecond = new Float64Array(length).fill(Number.NEGATIVE_INFINITY)
  }

  /**
   * Finds every strike's volatility at the end of a second.
   *
   * @param forward the future's price in points
   * @param rate per year
   */
  update(books: OptionBooks, endSecond: number, forward: number, rate: number): void {
    const seconds = secondsUntil(this.series.expiration, endSecond)
    this.years = yearsOf(seconds)
    clearSmile(this.sigma, this.quality)
    for (let strike = 0; strike < this.strikes.length; strike++) {
      const answer =
        seconds > 0 ? this.#volatilityOf(books, strike, forward, rate, seconds) : -REASON.expired
      const reason = answer > 0 ? REASON.quoted : -answer
      this.reason[strike] = reason
      this.reasonCounts[reason]++
      if (answer > 0) this.#take(strike, endSecond, answer)
      else this.#hold(strike, endSecond, reason)
    }
    if (seconds > 0) {
      if (!this.#hasBase()) this.#holdMissingBids(endSecond)
      const sigma = this.sigma.subarray(this.#firstPositive)
      const logs = this.logStrikes.subarray(this.#firstPositive)
      fillSmile(logs, sigma, this.quality.subarray(this.#firstPositive))
    }
    for (const quality of this.quality) this.qualityCounts[quality]++
  }

  /** A strike's volatility this second, or minus the code of the reason why it has none. */
  #volatilityOf(
    books: OptionBooks,
    strike: number,
    forward: number,
    rate: number,
    seconds: number,
  ): number {
    if (forward <= 0 || strike < this.#firstPositive) return -REASON.no_model
    return seconds < EXPIRING_SECONDS ? -REASON.expiring : this.#solve(books, strike, forward, rate)
  }

  /** The volatility of a strike's quote, or minus the code of the reason why it has none. */
  #solve(books: OptionBooks, strike: number, forward: number, rate: number): number {
    const { series, strikes, years } = this
    const right = strikes[strike] >= forward ? CALL : PUT
    const option = right === CALL ? series.calls[strike] : series.puts[strike]
    if (option < 0) return -REASON.unlisted
    const bid = books.bid[option] * this.#chain.tickSize
    const ask = books.ask[option] * this.#chain.tickSize
    const { tickRule } = this.#chain.options[option]
    const judgement = judgeQuote(bid, ask, books.isSuspect(option), tickRule)
    if (judgement !== REASON.quoted) return -judgement
    const mid = points((bid + ask) / 2)
    const guess = this.#lastSigma[strike]
    const sigma = impliedVolatility(right, forward, strikes[strike], years, rate, mid, guess)
    if (sigma <= 0) {
      // Out of the money the intrinsic value is 0: at most that, or too little for a double.
      return sigma === NO_VOLATILITY.aboveMaximum ? -REASON.above_max : -REASON.below_intrinsic
    }
    return sigma >= MIN_SIGMA && sigma <= MAX_SIGMA ? sigma : -REASON.out_of_range
  }

  #take(strike: number, endSecond: number, sigma: number): void {
    this.#lastSigma[strike] = sigma
    this.#lastSecond[strike] = endSecond
    this.sigma[strike] = sigma
    this.quality[strike] = QUOTED
  }

  /**
   * Keeps the last volatility after a quote that failed temporarily, but not after a missing bid or
   * for prices at or below 0.
   */
  #hold(strike: number, endSecond: number, reason: number): void {
    const isGone =
      reason === REASON.zero_bid || reason === REASON.expired || reason === REASON.no_model
    if (!isGone) this.#holdLast(strike, endSecond)
  }

  /** Is any strike quoted or held, so that the others can be interpolated? */
  #hasBase(): boolean {
    return this.quality.some((quality) => quality <= HELD)
  }

  /**
   * Keeps the last volatilities of strikes without a bid: shortly before expiration no out-of-the-
   * money strike may have one, and without any base the whole smile would be unknown.
   */
  #holdMissingBids(endSecond: number): void {
    for (let strike = 0; strike < this.strikes.length; strike++) {
      if (this.reason[strike] === REASON.zero_bid) this.#holdLast(strike, endSecond)
    }
  }

  #holdLast(strike: number, endSecond: number): void {
    if (endSecond - this.#lastSecond[strike] > MAX_HELD_SECONDS) return
    this.sigma[strike] = this.#lastSigma[strike]
    this.quality[strike] = HELD
  }
}
