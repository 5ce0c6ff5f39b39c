import type { Market } from './market.ts'

/** The window of a stop run, and a second to either side. */
const WINDOW_SECONDS = 902

/** The lowest and highest trades of the last quarter of an hour, by seconds. */
export class TradeRange {
  readonly #market: Market
  readonly #low = new Float64Array(WINDOW_SECONDS).fill(Number.POSITIVE_INFINITY)
  readonly #high = new Float64Array(WINDOW_SECONDS).fill(Number.NEGATIVE_INFINITY)
  /** Seconds since the first trade. */
  #seconds = 0

  constructor(market: Market) {
    this.#market = market
  }

  /** Takes in the trades of the second that is over. */
  startSecond(): void {
    const { lowestTick, highestTick } = this.#market
    if (this.#seconds === 0 && lowestTick > highestTick) return
    const at = this.#seconds++ % WINDOW_SECONDS
    this.#low[at] = lowestTick
    this.#high[at] = highestTick
    this.#market.lowestTick = Number.POSITIVE_INFINITY
    this.#market.highestTick = Number.NEGATIVE_INFINITY
  }

  /** Has the window been full of trades? */
  get isKnown(): boolean {
    return this.#seconds >= WINDOW_SECONDS
  }

  /** Ticks, those of the present second included. */
  get low(): number {
    return Math.min(this.#market.lowestTick, ...this.#low)
  }

  get high(): number {
    return Math.max(this.#market.highestTick, ...this.#high)
  }
}
