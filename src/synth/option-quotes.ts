import { ACTION } from '../book/codes.ts'
import { points } from '../market/price.ts'
import { ASK, BID } from '../market/side.ts'
import { blackPrice, blackVega } from '../options/black76.ts'
import { yearsOf } from '../options/expiry.ts'
import { type UserSpread, userSpreads } from './definitions.ts'
import type { MboTape } from './mbo-tape.ts'
import type { OptionContract } from './option-chain.ts'
import { gridAbove, gridBelow, nextAbove, nextBelow } from './option-grid.ts'
import type { Random } from './prng.ts'
import type { SynthProfile } from './profile.ts'
import { volatilityAt } from './smile.ts'

/** Annual interest rate, continuously compounded. */
export const RATE = 0.04
/** A theoretical value below this has no bid: points of ES, whose least option tick is 0.05. */
const ZERO_BID = 0.04
const TICK_OF_ES = 50_000_000
/** Points of ES again, whose tick is 0.25: half a quote's least width. */
const MIN_HALF = 0.01
/** Half a quote's width in volatility. */
const MIN_WIDTH = 0.0015
const MAX_WIDTH = 0.003
/** Requotes: seconds, or a move of the future in ticks. */
const MIN_WAIT = 2
const MAX_WAIT = 20
const MIN_MOVE = 1
const MAX_MOVE = 2
/** Latency of a requote after a move of the future, ns. */
const LATENCY = 60_000
/** One-sided quotes: rate per option and second, and duration. */
const SPELL_RATE = 0.005
const SPELL_SECONDS = 6
/** Trades per second near the money, over all options. */
const TRADE_RATE = 0.16
/** Trades per second of combinations. */
const COMBO_RATE = 0.03
/** Strikes from the money that are traded. */
const TRADE_REACH = 5

/**
 * Market makers' orders in an option chain, quoted around Black-76 values of a known smile and
 * requoted as the future moves. Each maker has one order per side; price 0 means no order.
 */
export class OptionQuotes {
  /** Lots traded, by index in the chain. */
  readonly volume: Float64Array
  /** Lots that aggressors sold less lots that they bought, combinations' legs included. */
  readonly inventory: Float64Array
  readonly #spreads: readonly UserSpread[]
  readonly #comboRandom: Random
  readonly #profile: SynthProfile
  /** Option prices of ES to those of this root. */
  readonly #unit: number
  readonly #chain: readonly OptionContract[]
  readonly #tape: MboTape
  readonly #random: Random
  readonly #baseSecond: number
  readonly #hourAt: (second: number) => number
  readonly #makers: number

  // By order: ((option · 2 + side) · makers + maker); side 0 ask, 1 bid.
  readonly #price: Float64Array
  readonly #size: Uint32Array
  readonly #idLow: Uint32Array
  readonly #idHigh: Uint32Array
  readonly #entered: Float64Array
  // By option.
  readonly #quotedAt: Float64Array
  readonly #dueAt: Float64Array
  readonly #move: Float64Array
  readonly #width: Float64Array
  readonly #absentSide: Int8Array
  readonly #absentUntil: Float64Array
  #nextId: number
  #time = 0

  /**
   * @param baseSecond Unix second of the tape's time 0
   * @param hourAt New York's hour of a second from the base
   * @param makers on each side of each option: the first at the quote, each next a tick behind
   * @param comboRandom apart, so that quotes are those of a day without combinations
   */
  constructor(
    profile: SynthProfile,
    chain: readonly OptionContract[],
    tape: MboTape,
    random: Random,
    baseSecond: number,
    hourAt: (second: number) => number,
    firstOrderId: number,
    makers: number,
    comboRandom: Random,
  ) {
    this.#profile = profile
    this.#unit = profile.optionTick.fine / TICK_OF_ES
    this.#chain = chain
    this.#tape = tape
    this.#random = random
    this.#baseSecond = baseSecond
    this.#hourAt = hourAt
    this.#nextId = firstOrderId
    this.#makers = makers
    const options = chain.length
    const orders = options * 2 * makers
    this.volume = new Float64Array(options)
    this.inventory = new Float64Array(options)
    this.#spreads = userSpreads(chain)
    this.#comboRandom = comboRandom
    this.#price = new Float64Array(orders)
    this.#size = new Uint32Array(orders)
    this.#idLow = new Uint32Array(orders)
    this.#idHigh = new Uint32Array(orders)
    this.#entered = new Float64Array(orders)
    this.#quotedAt = new Float64Array(options).fill(Number.NEGATIVE_INFINITY)
    this.#dueAt = new Float64Array(options)
    this.#move = new Float64Array(options)
    this.#width = Float64Array.from({ length: options }, () => random.between(MIN_WIDTH, MAX_WIDTH))
    this.#absentSide = new Int8Array(options).fill(-1)
    this.#absentUntil = new Float64Array(options)
  }

  /** Writes every option's book as a snapshot taken at a time: a clear, and its orders. */
  writeSnapshot(time: number): void {
    for (let option = 0; option < this.#chain.length; option++) {
      const { id } = this.#chain[option]
      this.#tape.beginSnapshot(id, time)
      for (const side of [1, 0]) {
        for (let maker = 0; maker < this.#makers; maker++) {
          const order = (option * 2 + side) * this.#makers + maker
          if (this.#price[order] === 0) continue
          this.#tape.snapshotOrder(
            id,
            side === 0 ? ASK : BID,
            this.#idLow[order],
            this.#idHigh[order],
            this.#entered[order],
            this.#price[order],
            this.#size[order],
          )
        }
      }
      this.#tape.endSnapshot()
    }
  }

  /** Cancels all quotes at the end of the session. */
  withdraw(time: number): void {
    this.#time = Math.max(this.#time, time)
    for (let option = 0; option < this.#chain.length; option++) this.#requote(option, 0, 0)
  }

  /**
   * Runs one second.
   *
   * @param mids the future's mid in points at equal steps through the second
   */
  runSecond(second: number, mids: Float64Array): void {
    const span = 1 / mids.length
    for (let step = 0; step < mids.length; step++) {
      const at = second + step * span
      this.#time = Math.max(this.#time, at * 1e9 + LATENCY)
      for (let option = 0; option < this.#chain.length; option++) {
        this.#watch(option, at, span, mids[step])
      }
      if (this.#chain.length > 0 && this.#random.chance(TRADE_RATE * span))
        this.#trade(at, mids[step])
      if (this.#spreads.length > 0 && this.#comboRandom.chance(COMBO_RATE * span))
        this.#tradeCombo(at)
    }
  }

  /** Requotes an option after its wait, or a move of the future. */
  #watch(option: number, at: number, span: number, forward: number): void {
    const random = this.#random
    let isDue =
      at >= this.#dueAt[option] || Math.abs(forward - this.#quotedAt[option]) >= this.#move[option]
    if (this.#absentSide[option] >= 0) {
      if (at >= this.#absentUntil[option]) {
        this.#absentSide[option] = -1
        isDue = true
      }
    } else if (random.chance(SPELL_RATE * span)) {
      this.#absentSide[option] = random.below(2)
      this.#absentUntil[option] = at + SPELL_SECONDS * random.exponential()
      isDue = true
    }
    if (!isDue) return
    this.#quote(option, at, forward)
    this.#quotedAt[option] = forward
    this.#dueAt[option] = at + random.between(MIN_WAIT, MAX_WAIT)
    this.#move[option] = random.between(MIN_MOVE, MAX_MOVE) * points(this.#profile.tickSize)
  }

  #quote(option: number, at: number, forward: number): void {
    const { expiry, right, strike } = this.#chain[option]
    const years = yearsOf(expiry.second - this.#baseSecond - at)
    if (years <= 0) {
      this.#requote(option, 0, 0)
      return
    }
    const sigma = volatilityAt(expiry.smile, strike, forward, this.#hourAt(at))
    const value = blackPrice(right, forward, strike, years, RATE, sigma)
    const vega = blackVega(forward, strike, years, RATE, sigma)
    const { optionTick } = this.#profile
    const half = Math.max(vega * this.#width[option], MIN_HALF * this.#unit)
    const absent = this.#absentSide[option]
    const bid =
      absent === 1 || value < ZERO_BID * this.#unit ? 0 : gridBelow(value - half, optionTick)
    const ask =
      absent === 0 ? 0 : gridAbove(Math.max(value + half, points(optionTick.fine)), optionTick)
    this.#requote(option, bid, ask)
  }

  /** Moves both sides to new prices, the retreating side first, so that they never cross. */
  #requote(option: number, bid: number, ask: number): void {
    const bids = (option * 2 + 1) * this.#makers
    const highestBid = Math.max(...this.#price.subarray(bids, bids + this.#makers))
    const asksFirst = ask === 0 || ask > highestBid
    if (asksFirst) this.#place(option, 0, ask)
    this.#place(option, 1, bid)
    if (!asksFirst) this.#place(option, 0, ask)
  }

  /** Places one side's makers from a best price on, one tick apart; 0 cancels them. */
  #place(option: number, side: 0 | 1, best: number): void {
    const { optionTick } = this.#profile
    let price = best
    for (let maker = 0; maker < this.#makers; maker++) {
      this.#placeOrder(option, side, maker, price)
      if (price > 0)
        price = side === 0 ? nextAbove(price, optionTick) : nextBelow(price, optionTick)
    }
  }

  #placeOrder(option: number, side: 0 | 1, maker: number, price: number): void {
    const order = (option * 2 + side) * this.#makers + maker
    const before = this.#price[order]
    if (before === price) return
    const { id } = this.#chain[option]
    const time = this.#tick()
    this.#tape.open(time)
    let action: number = ACTION.modify
    if (before === 0) {
      action = ACTION.add
      this.#idLow[order] = this.#nextId % 4_294_967_296
      this.#idHigh[order] = Math.floor(this.#nextId++ / 4_294_967_296)
      this.#size[order] = 10 + this.#random.below(71)
    } else if (price === 0) {
      action = ACTION.cancel
    }
    this.#tape.record(
      id,
      action,
      side === 0 ? ASK : BID,
      this.#idLow[order],
      this.#idHigh[order],
      price === 0 ? before : price,
      this.#size[order],
    )
    this.#tape.end()
    this.#price[order] = price
    this.#entered[order] = time
  }

  /** Trades an option near the money with its first maker. */
  #trade(at: number, forward: number): void {
    const random = this.#random
    const option = random.below(this.#chain.length)
    const { id, strike, expiry } = this.#chain[option]
    const reach = TRADE_REACH * points(this.#profile.strikeStep)
    if (Math.abs(strike - forward) > reach || expiry.second - this.#baseSecond <= at) return
    const side = random.below(2) as 0 | 1
    const order = (option * 2 + side) * this.#makers
    const price = this.#price[order]
    if (price === 0) return
    const lots = Math.min(1 + Math.floor(random.lognormal(2, 1)), this.#size[order])
    const left = this.#size[order] - lots
    const maker = side === 0 ? ASK : BID
    const low = this.#idLow[order]
    const high = this.#idHigh[order]
    const aggressor = this.#nextId++
    this.#tape.open(this.#tick(), 300_000)
    this.#tape.record(
      id,
      ACTION.trade,
      side === 0 ? BID : ASK,
      aggressor % 4_294_967_296,
      Math.floor(aggressor / 4_294_967_296),
      price,
      lots,
    )
    this.#tape.record(id, ACTION.fill, maker, low, high, price, lots)
    this.#tape.packet()
    const action = left === 0 ? ACTION.cancel : ACTION.modify
    this.#tape.record(id, action, maker, low, high, price, left === 0 ? lots : left)
    this.#tape.end()
    this.#size[order] = left
    this.volume[option] += lots
    this.inventory[option] += side === 0 ? -lots : lots
    if (left === 0) this.#price[order] = 0
  }

  /** Trades a combination: of its book only the trade is written. */
  #tradeCombo(at: number): void {
    const random = this.#comboRandom
    const { id, legs } = this.#spreads[random.below(this.#spreads.length)]
    if (legs[0].expiry.second - this.#baseSecond <= at) return
    const isBought = random.chance(0.5)
    const lots = 1 + Math.floor(random.lognormal(2, 1))
    const aggressor = this.#nextId++
    this.#tape.open(this.#tick(), 300_000)
    this.#tape.record(
      id,
      ACTION.trade,
      isBought ? BID : ASK,
      aggressor % 4_294_967_296,
      Math.floor(aggressor / 4_294_967_296),
      this.#profile.optionTick.coarse * (1 + random.below(20)),
      lots,
    )
    this.#tape.end()
    // Its buyer buys the first leg and sells the other.
    for (const [index, leg] of legs.entries()) {
      const isLegBought = isBought === (index === 0)
      this.inventory[this.#chain.indexOf(leg)] += isLegBought ? -lots : lots
    }
  }

  #tick(): number {
    this.#time = Math.floor(this.#time) + 350
    return this.#time
  }
}
