import type { Chain, Series } from '../options/chain.ts'
import type { Option } from '../options/definition-rows.ts'
import { tickAt } from '../options/tick-rule.ts'
import { plainGamma, plainVolatility } from './gex-black.ts'
import type { PlainBooks } from './gex-books.ts'
import type { PlainInterest } from './gex-interest.ts'

const SCALE = 1e9
const SECONDS_PER_YEAR = 31_536_000
/** A volatility is held this long, so quotes of as many seconds are kept. */
const MAX_HELD_SECONDS = 300
const REMEMBERED = MAX_HELD_SECONDS + 1
/** No new volatility is computed this close to expiry, seconds. */
const EXPIRING = 60

/** The parameters of a surface, as recorded in its manifest. */
export interface GexParameters {
  readonly rate: number
  readonly dealerSigns: { readonly call: number; readonly put: number }
  /** 2q − 1 of the chance q that an aggressor is the customer. */
  readonly flowWeight: number
  /** Currency per point of one future. */
  readonly futureMultiplier: number
}

/** A second of the future. */
export interface PlainFuture {
  readonly endSecond: number
  /** Price units. */
  readonly spotPrice: number
  /** Mid in points, or else spot. */
  readonly forward: number
}

/** The values of a strike at a second's end, over the chosen series. */
export interface PlainStrike {
  call: number
  put: number
  callInterest: number
  putInterest: number
  /** Of the nearest series. */
  sigma: number
  gamma: number
  quality: string
  /** The quote behind sigma, if of this second. */
  quote: PlainMid | undefined
}

/** The mid of an out-of-the-money option. */
export interface PlainMid {
  readonly right: number
  readonly points: number
  readonly years: number
}

/** A strike of one series, with its recent quotes. */
interface StrikeHistory {
  readonly strike: number
  readonly call: Option | undefined
  readonly put: Option | undefined
  /** Ring by second modulo {@link REMEMBERED}: second, mid and forward of usable quotes. */
  readonly seconds: Float64Array
  readonly mids: Float64Array
  readonly forwards: Float64Array
  /** No bid in this second. */
  isZeroBid: boolean
}

interface Volatility {
  readonly sigma: number
  readonly quality: 'quoted' | 'held' | 'smile' | 'none'
}

/** One series at a second. */
interface SeriesSecond {
  readonly expiration: bigint
  readonly years: number
  readonly places: readonly StrikeHistory[]
  readonly volatilities: readonly Volatility[]
}

/** A second of options, recomputed. */
export interface PlainSecond {
  /** By strike in price units, every strike of the chosen series. */
  readonly strikes: ReadonlyMap<number, PlainStrike>
}

/**
 * Gamma exposure in simple, slow code: quotes to mids, mids to volatilities by bisection, Γ · open
 * interest · multiplier per strike. The independent twin of `OptionSeconds` for tests and `verify
 * gex`. {@link look} records the mids of every second; only requested seconds are computed.
 */
export class GexTwin {
  readonly #parameters: GexParameters
  readonly #interest: PlainInterest
  readonly #series: readonly {
    readonly expiration: bigint
    readonly places: readonly StrikeHistory[]
  }[]

  constructor(
    chain: Chain,
    series: readonly Series[],
    parameters: GexParameters,
    interest: PlainInterest,
  ) {
    this.#parameters = parameters
    this.#interest = interest
    this.#series = series.map(({ expiration, strikes, calls, puts }) => ({
      expiration,
      places: Array.from(strikes, (strike, index) => ({
        strike,
        call: chain.options[calls[index]],
        put: chain.options[puts[index]],
        seconds: new Float64Array(REMEMBERED),
        mids: new Float64Array(REMEMBERED),
        forwards: new Float64Array(REMEMBERED),
        isZeroBid: false,
      })),
    }))
  }

  /** Records every mid at a second's end. Every second with a spot must be passed, in order. */
  look(books: PlainBooks, { endSecond, forward }: PlainFuture): void {
    for (const { expiration, places } of this.#series) {
      const isExpiring = secondsTo(expiration, endSecond) < EXPIRING
      for (const place of places) {
        place.isZeroBid = false
        if (!isExpiring) note(place, books, endSecond, forward)
      }
    }
  }

  /** Computes the second recorded last. */
  second({ endSecond, forward }: PlainFuture): PlainSecond {
    const { rate } = this.#parameters
    const contracts = this.#interest.at(endSecond)
    const strikes = new Map<number, PlainStrike>()
    for (const { places } of this.#series) {
      for (const { strike } of places) strikes.set(strike, emptyStrike())
    }
    if (!contracts) return { strikes }
    const alive = this.#alive(endSecond, forward)
    const nearest = alive.reduce<bigint | undefined>(
      (least, { expiration }) => (least === undefined || expiration < least ? expiration : least),
      undefined,
    )
    for (const { expiration, years, places, volatilities } of alive) {
      for (const [index, place] of places.entries()) {
        const { sigma, quality } = volatilities[index]
        const strike = place.strike / SCALE
        const gamma = quality === 'none' ? 0 : plainGamma(forward, strike, years, rate, sigma)
        const call = contracts.get(place.call?.instrumentId ?? -1) ?? 0
        const put = contracts.get(place.put?.instrumentId ?? -1) ?? 0
        const callUnits = call * (place.call?.multiplier ?? 0)
        const putUnits = put * (place.put?.multiplier ?? 0)
        const sum = strikes.get(place.strike) as PlainStrike
        sum.call += gamma * callUnits
        sum.put += gamma * putUnits
        sum.callInterest += call
        sum.putInterest += put
        if (quality === 'none') continue
        if (expiration === nearest && sum.quality === 'none') {
          const quote = quality === 'quoted' ? midAt(place, endSecond, forward, years) : undefined
          Object.assign(sum, { sigma, gamma, quality, quote })
        }
      }
    }
    return { strikes }
  }

  /** The series that have not expired, with every strike's volatility. */
  #alive(endSecond: number, forward: number): SeriesSecond[] {
    const { rate } = this.#parameters
    return this.#series.flatMap(({ expiration, places }) => {
      const seconds = secondsTo(expiration, endSecond)
      if (seconds <= 0) return []
      const ownOf = (isBidNeeded: boolean) =>
        places.map((place) =>
          hasModel(place, forward)
            ? ownVolatility(place, expiration, endSecond, rate, isBidNeeded)
            : undefined,
        )
      // Strikes without a bid are interpolated, or held where there is nothing to interpolate from.
      const bid = ownOf(true)
      const known = bid.some((each) => each !== undefined) ? bid : ownOf(false)
      const volatilities = smiled(places, known).map((each, index) =>
        hasModel(places[index], forward) ? each : NO_VOLATILITY,
      )
      return [{ expiration, years: seconds / SECONDS_PER_YEAR, places, volatilities }]
    })
  }
}

/** A strike without options. */
export function emptyStrike(): PlainStrike {
  return {
    call: 0,
    put: 0,
    callInterest: 0,
    putInterest: 0,
    sigma: 0,
    gamma: 0,
    quality: 'none',
    quote: undefined,
  }
}

function secondsTo(expiration: bigint, second: number): number {
  return Number(expiration - BigInt(second) * 1_000_000_000n) / SCALE
}

const NO_VOLATILITY: Volatility = { sigma: 0, quality: 'none' }

/** Black-76 takes logarithms of both, so it is undefined at 0 and below. */
function hasModel({ strike }: StrikeHistory, forward: number): boolean {
  return strike > 0 && forward > 0
}

/** Records a strike's mid, if its out-of-the-money option has a usable quote. */
function note(place: StrikeHistory, books: PlainBooks, endSecond: number, forward: number): void {
  const option = place.strike / SCALE >= forward ? place.call : place.put
  if (!option || !hasModel(place, forward)) return
  const { bid, ask, isSuspect } = books.quote(option.instrumentId)
  if (isSuspect) return
  place.isZeroBid = bid === undefined
  if (bid === undefined || ask === undefined || bid >= ask) return
  const mid = (bid + ask) / 2
  const isTight = ask - bid <= 3 * tickAt(option.tickRule, mid) || ask - bid <= mid / 4
  if (!isTight) return
  const cell = endSecond % REMEMBERED
  place.seconds[cell] = endSecond
  place.mids[cell] = mid / SCALE
  place.forwards[cell] = forward
}

function midAt(place: StrikeHistory, second: number, forward: number, years: number): PlainMid {
  const right = place.strike / SCALE >= forward ? 1 : -1
  return { right, points: place.mids[second % REMEMBERED], years }
}

/** A strike's volatility from its quote of this second, else from its last usable one. */
function ownVolatility(
  place: StrikeHistory,
  expiration: bigint,
  endSecond: number,
  rate: number,
  isBidNeeded: boolean,
): Volatility | undefined {
  const isDropped = isBidNeeded && place.isZeroBid
  const oldest = isDropped ? endSecond : endSecond - MAX_HELD_SECONDS
  for (let second = endSecond; second >= oldest; second--) {
    const cell = second % REMEMBERED
    if (place.seconds[cell] !== second) continue
    const forward = place.forwards[cell]
    const strike = place.strike / SCALE
    const years = secondsTo(expiration, second) / SECONDS_PER_YEAR
    const right = strike >= forward ? 1 : -1
    const sigma = plainVolatility(right, forward, strike, years, rate, place.mids[cell])
    if (sigma !== undefined) return { sigma, quality: second === endSecond ? 'quoted' : 'held' }
  }
  return undefined
}

/** Fills in strikes without a volatility: variance linear over ln K, flat beyond the outermost. */
function smiled(
  places: readonly StrikeHistory[],
  known: readonly (Volatility | undefined)[],
): Volatility[] {
  return known.map((own, index) => {
    if (own) return own
    const left = known.findLastIndex((each, at) => each !== undefined && at < index)
    const right = known.findIndex((each, at) => each !== undefined && at > index)
    const [below, above] = [known[left] ?? known[right], known[right] ?? known[left]]
    if (!below || !above) return NO_VOLATILITY
    if (below === above) return { sigma: below.sigma, quality: 'smile' }
    const log = (at: number) => Math.log(places[at].strike)
    const share = (log(index) - log(left)) / (log(right) - log(left))
    const variance = below.sigma ** 2 + share * (above.sigma ** 2 - below.sigma ** 2)
    return { sigma: Math.sqrt(variance), quality: 'smile' }
  })
}
