import { backoffMs } from '../backoff.ts'

const LIMITS = { firstMs: 1000, maxMs: 60_000 }

/** The delays between attempts to connect, counted until records come. */
export class Backoff {
  readonly #random: () => number
  #attempts = 0

  /** @param random numbers from 0 to 1: the part of a delay's second half that is left out */
  constructor(random: () => number) {
    this.#random = random
  }

  /** The delay before the next attempt, milliseconds. */
  next(): number {
    return backoffMs(++this.#attempts, LIMITS, 1 - this.#random())
  }

  /** Records have come: the next attempt is a first one. */
  reset(): void {
    this.#attempts = 0
  }
}
