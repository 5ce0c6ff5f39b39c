import type { RegularOpen } from '../market/regular-open.ts'

/** A second of a snapshot, as far as levels are made of it. Prices in points. */
export interface TradedSecond {
  /** Unix seconds. */
  readonly startSecond: number
  /** NaN where there is none. */
  readonly spot: number
  /** Highest and lowest trade and the last one; undefined in a second without a trade. */
  readonly trades:
    | { readonly high: number; readonly low: number; readonly last: number }
    | undefined
  /** Points × lots, and lots, of all trades. */
  readonly value: number
  readonly volume: number
}

/** A settlement price as it was published; NaN points where one was taken back. */
export interface PublishedSettlement {
  readonly received: bigint
  readonly price: number
}

/** What the latest earlier session left, in points; NaN where there is none. */
export interface PriorSession {
  readonly high: number
  readonly low: number
  readonly close: number
}

export const NO_PRIOR: PriorSession = { high: Number.NaN, low: Number.NaN, close: Number.NaN }

/** Seconds of a bar; bars are even minutes of the UTC clock. */
const BAR_SECONDS = 120

/**
 * An independent computation of session levels, in points and from plain lists, to compare
 * `LevelsSurface` with in `verify physics`.
 */
export class ReferenceLevels {
  readonly #open: RegularOpen
  readonly #prior: PriorSession
  readonly #settlements: readonly PublishedSettlement[]
  readonly #session = new Extremes()
  readonly #preMarket = new Extremes()
  readonly #openingRange = new Extremes()
  #last = Number.NaN
  #value = 0
  #volume = 0
  #end = 0n
  /** Spot at the close of each complete bar that had one. */
  readonly #closes: number[] = []
  /** Latest spot of the bar under way; undefined where it has none yet. */
  #spot: number | undefined

  /** @param settlements of the future, as published; in any order */
  constructor(
    open: RegularOpen,
    prior: PriorSession,
    settlements: readonly PublishedSettlement[] = [],
  ) {
    this.#open = open
    this.#prior = prior
    this.#settlements = settlements
  }

  /** Takes in the session's next second; all of them come, in order. */
  push({ startSecond, spot, trades, value, volume }: TradedSecond): void {
    if (trades) {
      this.#session.add(trades)
      if (startSecond < this.#open.openSecond) this.#preMarket.add(trades)
      else if (startSecond < this.#open.rangeEndSecond) this.#openingRange.add(trades)
      this.#last = trades.last
    }
    this.#end = BigInt(startSecond + 1) * 1_000_000_000n
    this.#value += value
    this.#volume += volume
    if (startSecond % BAR_SECONDS === 0) this.#spot = undefined
    if (!Number.isNaN(spot)) this.#spot = spot
    if (startSecond % BAR_SECONDS === BAR_SECONDS - 1 && this.#spot !== undefined)
      this.#closes.push(this.#spot)
  }

  /** The levels as known now, by their columns. */
  row(): Record<string, number> {
    return {
      session_high: this.#session.high,
      session_low: this.#session.low,
      vwap: this.#volume > 0 ? this.#value / this.#volume : Number.NaN,
      pm_high: this.#preMarket.high,
      pm_low: this.#preMarket.low,
      or_high: this.#openingRange.high,
      or_low: this.#openingRange.low,
      prior_high: this.#prior.high,
      prior_low: this.#prior.low,
      prior_close: this.#prior.close,
      settlement: this.#settlement(),
      sma_200: this.#average(200),
      sma_400: this.#average(400),
    }
  }

  /** The latest settlement received before the second's end. */
  #settlement(): number {
    const known = this.#settlements.filter(({ received }) => received < this.#end)
    known.sort((a, b) => (a.received < b.received ? -1 : Number(a.received > b.received)))
    return known.at(-1)?.price ?? Number.NaN
  }

  /** What the session is to the next one. */
  asPrior(): PriorSession {
    return { high: this.#session.high, low: this.#session.low, close: this.#last }
  }

  #average(count: number): number {
    if (this.#closes.length < count) return Number.NaN
    return this.#closes.slice(-count).reduce((sum, close) => sum + close, 0) / count
  }
}

/** Highest and lowest of what came; NaN before anything did. */
class Extremes {
  high = Number.NaN
  low = Number.NaN

  add({ high, low }: { readonly high: number; readonly low: number }): void {
    if (!(this.high >= high)) this.high = high
    if (!(this.low <= low)) this.low = low
  }
}
