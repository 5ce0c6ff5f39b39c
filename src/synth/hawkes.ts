import type { Random } from './prng.ts'

/** Branching ratio: share of messages triggered by an earlier one. */
export const BRANCHING = 0.85

/** Decay rates of the kernel's exponentials per second, and their shares. */
const RATES = [500, 5, 0.1] as const
const SHARES = [0.65, 0.2, 0.15] as const

/**
 * Arrival times that excite each other: a Hawkes process whose kernel is a sum of three
 * exponentials. Each exponential decays alone, so the next arrival is the earliest of four
 * candidates that can be drawn exactly (Dassios and Zhao, Electron. Commun. Probab. 18, 2013).
 */
export class Hawkes {
  readonly #random: Random
  /** Current excitation of each exponential, per second. */
  readonly #excitation = new Float64Array(RATES.length)

  constructor(random: Random) {
    this.#random = random
  }

  /**
   * Seconds to the next arrival before a horizon; advances the clock to it.
   *
   * @param baseline intensity without excitation, per second, constant up to the horizon
   * @returns a number beyond the horizon if there is no arrival before it
   */
  next(baseline: number, horizon: number): number {
    let wait = this.#random.exponential() / baseline
    for (let index = 0; index < RATES.length; index++) {
      const excitation = this.#excitation[index]
      // The excitation decays: with this probability it produces no further arrival.
      const left = 1 - (RATES[index] * this.#random.exponential()) / excitation
      if (left <= 0) continue
      const candidate = -Math.log(left) / RATES[index]
      if (candidate < wait) wait = candidate
    }
    this.#decay(Math.min(wait, horizon))
    return wait
  }

  /** Adds the excitation of an arrival. */
  arrive(): void {
    for (let index = 0; index < RATES.length; index++) {
      this.#excitation[index] += BRANCHING * SHARES[index] * RATES[index]
    }
  }

  #decay(seconds: number): void {
    for (let index = 0; index < RATES.length; index++) {
      this.#excitation[index] *= Math.exp(-RATES[index] * seconds)
    }
  }
}
