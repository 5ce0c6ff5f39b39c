import type { Random } from './prng.ts'

/** How far a regular session of this many busy seconds carries the fair value: ticks, one sigma. */
const SESSION_SIGMA = 90
const SESSION_SECONDS = 23_400
/** What news do to it, ticks. */
const NEWS_SIGMA = 12
/** Ticks between fair value and price that make trades fully one-sided, and how far they may be. */
const PULL_TICKS = 60
const MAX_PULL = 0.4

/**
 * What the future is worth, a random walk that nobody sees: trades lean towards it, which gives a
 * day the range of a day however many messages it has.
 */
export class FairValue {
  #tick: number
  readonly #random: Random

  /** @param tick where it starts */
  constructor(tick: number, random: Random) {
    this.#tick = tick
    this.#random = random
  }

  /** Moves on by a second of some activity. */
  step(activity: number): void {
    const variance = activity / SESSION_SECONDS
    this.#tick += SESSION_SIGMA * Math.sqrt(variance) * this.#random.normal()
  }

  /** News are out. */
  jump(): void {
    this.#tick += NEWS_SIGMA * this.#random.normal()
  }

  /** How trades lean at a price: above 0 to buys. */
  leanAt(tick: number): number {
    const lean = (this.#tick - tick) / PULL_TICKS
    return Math.min(Math.max(lean, -MAX_PULL), MAX_PULL)
  }
}
