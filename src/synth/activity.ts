import type { Random } from './prng.ts'

/** Slow swings of activity: time constant, and standard deviation of the logarithm. */
const SWING_SECONDS = 90
const SWING_SIGMA = 0.18

/** Bursts: rate per second, duration, and spread of their height. */
const BURSTS_PER_SECOND = 0.28
const BURST_SECONDS = 0.08
const BURST_SIGMA = 1
/** Share of activity that is constant. */
const CALM = 0.25

/**
 * Activity of the market relative to the usual for the hour: a multiplier of mean 1 with slow
 * swings and short, steep bursts. It depends on time and not on the number of messages, so days of
 * fifty thousand and of ten million messages cluster alike.
 */
export class Activity {
  readonly #random: Random
  #swing: number
  #burst = 0

  constructor(random: Random) {
    this.#random = random
    this.#swing = random.normal()
  }

  /** The multiplier of the next `seconds`, a small step. */
  step(seconds: number): number {
    const random = this.#random
    const keep = Math.exp(-seconds / SWING_SECONDS)
    this.#swing = keep * this.#swing + Math.sqrt(1 - keep * keep) * random.normal()
    this.#burst *= Math.exp(-seconds / BURST_SECONDS)
    if (random.chance(BURSTS_PER_SECOND * seconds)) {
      // Of mean 1 per burst's duration and rate.
      const height = random.lognormal(Math.exp(-(BURST_SIGMA ** 2) / 2), BURST_SIGMA)
      this.#burst += height / (BURSTS_PER_SECOND * BURST_SECONDS)
    }
    const swing = Math.exp(SWING_SIGMA * this.#swing - SWING_SIGMA ** 2 / 2)
    return swing * (CALM + (1 - CALM) * this.#burst)
  }
}
