import type { Chain, Series } from '../options/chain.ts'
import type { Option } from '../options/definition-rows.ts'
import { tickAt } from '../options/tick-rule.ts'
import { nearbyVolatility } from './gex-black.ts'
import type { PlainBooks } from './gex-books.ts'
import type { PlainInterest } from './gex-interest.ts'
import type { GexParameters, PlainFuture } from './gex-twin.ts'

const SCALE = 1e9
const SECONDS_PER_YEAR = 31_536_000
const MAX_HELD_SECONDS = 300
const EXPIRING_SECONDS = 60
/** exp(−d²/2) is 0 in double precision beyond this d². */
const VANISHED = 1500

/** A series' strikes in columns. */
export interface StrikeColumns {
  readonly expiration: bigint
  readonly calls: readonly (Option | undefined)[]
  readonly puts: readonly (Option | undefined)[]
  /** Points, and their logarithms. */
  readonly strikes: Float64Array
  readonly logs: Float64Array
  /** The last volatility of a usable quote, and its second. */
  readonly own: Float64Array
  readonly ownSecond: Float64Array
  /** 1 where this second has no bid. */
  readonly isZeroBid: Uint8Array
  /** The volatility of this second, 0 where none; whether it is quoted or held. */
  readonly sigma: Float64Array
  readonly isCovered: Uint8Array
}

/** Sums of a second over every strike of the chosen series. */
export interface LevelSums {
  /** By strike in points. */
  readonly call: ReadonlyMap<number, number>
  readonly put: ReadonlyMap<number, number>
  readonly interest: number
  readonly coveredInterest: number
  readonly coveredTotal: number
  /** Is there any strike with open interest and a volatility? */
  readonly isKnown: boolean
}

/**
 * The levels of every second in columns of numbers: fast enough for a whole day, and written apart
 * from the pipeline's. Volatilities are found by Newton's method from the strike's last one, and
 * exposure is added up at every price of the grid.
 */
export class LevelsTwin {
  readonly #parameters: GexParameters
  readonly #interest: PlainInterest
  readonly series: readonly StrikeColumns[]
  // The terms of this second's exposure over the future's price.
  readonly #weight: Float64Array
  readonly #deviation: Float64Array
  readonly #log: Float64Array
  #terms = 0

  constructor(
    chain: Chain,
    series: readonly Series[],
    parameters: GexParameters,
    interest: PlainInterest,
  ) {
    this.#parameters = parameters
    this.#interest = interest
    this.series = series.map((one) => columnsOf(chain, one))
    const strikes = series.reduce((sum, one) => sum + one.strikes.length, 0)
    this.#weight = new Float64Array(strikes)
    this.#deviation = new Float64Array(strikes)
    this.#log = new Float64Array(strikes)
  }

  /** Finds every strike's volatility at a second's end. Every second with a spot, in order. */
  look(books: PlainBooks, future: PlainFuture): void {
    for (const series of this.series) {
      series.sigma.fill(0)
      series.isCovered.fill(0)
      const seconds = secondsTo(series.expiration, future.endSecond)
      if (seconds <= 0) continue
      series.isZeroBid.fill(0)
      if (seconds >= EXPIRING_SECONDS) this.#quote(series, books, future, seconds)
      takeOwn(series, future, false)
      if (!series.isCovered.includes(1)) takeOwn(series, future, true)
      interpolate(series, future.forward)
    }
  }

  /** The sums of the second looked at last, and the terms that {@link netAt} adds up. */
  sums({ endSecond, forward }: PlainFuture): LevelSums {
    const { rate, dealerSigns } = this.#parameters
    const call = new Map<number, number>()
    const put = new Map<number, number>()
    let [interest, coveredInterest, coveredTotal] = [0, 0, 0]
    this.#terms = 0
    const contracts = this.#interest.at(endSecond)
    for (const { expiration, calls, puts, strikes, logs, sigma, isCovered } of this.series) {
      const years = secondsTo(expiration, endSecond) / SECONDS_PER_YEAR
      if (!contracts || years <= 0) continue
      const scale = Math.exp(-rate * years) / Math.sqrt(2 * Math.PI)
      for (let index = 0; index < strikes.length; index++) {
        const callContracts = contracts.get(calls[index]?.instrumentId ?? -1) ?? 0
        const putContracts = contracts.get(puts[index]?.instrumentId ?? -1) ?? 0
        interest += callContracts + putContracts
        if (isCovered[index] === 1) coveredInterest += callContracts + putContracts
        if (sigma[index] === 0) continue
        const s = sigma[index] * Math.sqrt(years)
        const d1 = (Math.log(forward) - logs[index]) / s + s / 2
        const gamma = (scale * Math.exp((-d1 * d1) / 2)) / (forward * s)
        const callUnits = callContracts * (calls[index]?.multiplier ?? 0)
        const putUnits = putContracts * (puts[index]?.multiplier ?? 0)
        const strike = strikes[index]
        call.set(strike, (call.get(strike) ?? 0) + gamma * callUnits)
        put.set(strike, (put.get(strike) ?? 0) + gamma * putUnits)
        if (isCovered[index] === 1) coveredTotal += gamma * (callUnits + putUnits)
        const net = dealerSigns.call * callUnits + dealerSigns.put * putUnits
        if (net !== 0) this.#addTerm((net * scale) / s, s, logs[index])
      }
    }
    return { call, put, interest, coveredInterest, coveredTotal, isKnown: this.#terms > 0 }
  }

  /** Net exposure times the future's price, at a price in points, and the sum of absolute terms. */
  netAt(price: number): readonly [net: number, gross: number] {
    const log = Math.log(price)
    let net = 0
    let gross = 0
    for (let term = 0; term < this.#terms; term++) {
      const s = this.#deviation[term]
      const d1 = (log - this.#log[term]) / s + s / 2
      const square = d1 * d1
      if (square > VANISHED) continue
      const value = this.#weight[term] * Math.exp(-square / 2)
      net += value
      gross += Math.abs(value)
    }
    return [net, gross]
  }

  #addTerm(weight: number, deviation: number, log: number): void {
    this.#weight[this.#terms] = weight
    this.#deviation[this.#terms] = deviation
    this.#log[this.#terms] = log
    this.#terms++
  }

  /** The volatilities of this second's usable quotes. */
  #quote(
    series: StrikeColumns,
    books: PlainBooks,
    { endSecond, forward }: PlainFuture,
    seconds: number,
  ): void {
    if (forward <= 0) return
    const years = seconds / SECONDS_PER_YEAR
    const { rate } = this.#parameters
    for (let index = 0; index < series.strikes.length; index++) {
      const strike = series.strikes[index]
      const right = strike >= forward ? 1 : -1
      const option = right === 1 ? series.calls[index] : series.puts[index]
      if (!option || strike <= 0) continue
      const { bid, ask, isSuspect } = books.quote(option.instrumentId)
      if (isSuspect) continue
      if (bid === undefined) series.isZeroBid[index] = 1
      if (bid === undefined || ask === undefined || bid >= ask) continue
      const mid = (bid + ask) / 2
      const isTight = ask - bid <= 3 * tickAt(option.tickRule, mid) || ask - bid <= mid / 4
      if (!isTight) continue
      const guess = series.own[index] || 0.2
      const sigma = nearbyVolatility(right, forward, strike, years, rate, mid / SCALE, guess)
      if (sigma === undefined) continue
      series.own[index] = sigma
      series.ownSecond[index] = endSecond
    }
  }
}

function columnsOf(chain: Chain, { expiration, strikes, calls, puts }: Series): StrikeColumns {
  const points = strikes.map((strike) => strike / SCALE)
  const values = () => new Float64Array(strikes.length)
  return {
    expiration,
    calls: Array.from(calls, (option) => chain.options[option]),
    puts: Array.from(puts, (option) => chain.options[option]),
    strikes: points,
    logs: points.map(Math.log),
    own: values(),
    ownSecond: values().fill(Number.NEGATIVE_INFINITY),
    isZeroBid: new Uint8Array(strikes.length),
    sigma: values(),
    isCovered: new Uint8Array(strikes.length),
  }
}

/** Takes last volatilities that are recent enough; of strikes without a bid only as told. */
function takeOwn(series: StrikeColumns, { endSecond, forward }: PlainFuture, isZeroBid: boolean) {
  for (let index = 0; index < series.strikes.length; index++) {
    const isOld = endSecond - series.ownSecond[index] > MAX_HELD_SECONDS
    const isModelled = forward > 0 && series.strikes[index] > 0
    if (isOld || !isModelled || (series.isZeroBid[index] === 1 && !isZeroBid)) continue
    series.sigma[index] = series.own[index]
    series.isCovered[index] = 1
  }
}

/** Fills the rest: σ² linear over ln K between covered strikes, flat outside. */
function interpolate({ strikes, logs, sigma, isCovered }: StrikeColumns, forward: number): void {
  if (forward <= 0) return
  const known = [...isCovered.keys()].filter((index) => isCovered[index] === 1)
  if (known.length === 0) return
  let next = 0
  for (let index = 0; index < strikes.length; index++) {
    if (known[next] === index) next++
    if (isCovered[index] === 1 || strikes[index] <= 0) continue
    const [left, right] = [known[next - 1] ?? known[0], known[next] ?? known[known.length - 1]]
    const width = logs[right] - logs[left]
    const share = width > 0 ? (logs[index] - logs[left]) / width : 0
    sigma[index] = Math.sqrt((1 - share) * sigma[left] ** 2 + share * sigma[right] ** 2)
  }
}

function secondsTo(expiration: bigint, second: number): number {
  return Number(expiration - BigInt(second) * 1_000_000_000n) / SCALE
}
