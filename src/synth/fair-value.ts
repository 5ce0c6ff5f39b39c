import type { Random } from './prng.ts'

/** Standard deviation of the fair value over a regular session, ticks. */
const SESSION_SIGMA = 90
const SESSION_SECONDS = 23_400
/** Standard deviation of a news jump, ticks. */
const NEWS_SIGMA = 12
/** Distance from fair value at which trades are fully one-sided, and the largest lean. */
const PULL_TICKS = 60
const MAX_PULL = 0.4

/**
 * The hidden fair value, a random walk. Trades lean towards it, which gives a day a realistic range
 * whatever its number of messages.
 */
export class FairValue {
  #tick: number
  readonly #random: Random

  /** @param tick where it starts */
  constructor(tick: number, random: Random) {
    this.#tick = tick
    this.#random = random
  }

  /** Advances by a second of given activity. */
  step(activity: number): void {
    const variance = activity / SESSION_SECONDS
    this.#tick += SESSION_SIGMA * Math.sqrt(variance) * this.#random.normal()
  }

  /** Applies a news jump. */
  jump(): void {
    this.#tick += NEWS_SIGMA * this.#random.normal()
  }

  /** Lean of trades at a price; positive for buys. */
  leanAt(tick: number): number {
    const lean = (this.#tick - tick) / PULL_TICKS
    return Math.min(Math.max(lean, -MAX_PULL), MAX_PULL)
  }
}
