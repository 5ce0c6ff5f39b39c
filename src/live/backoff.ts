const FIRST_MS = 1000
const MAX_MS = 60_000
/** The part of a delay that chance decides: clients that were cut together do not return together. */
const JITTER = 0.5

/** How long to wait before the next attempt: 1 s, doubled up to 60 s, less up to a half by chance. */
export class Backoff {
  readonly #random: () => number
  #attempts = 0

  /** @param random numbers from 0 to 1 */
  constructor(random: () => number) {
    this.#random = random
  }

  /** The delay before the next attempt, milliseconds. */
  next(): number {
    const delay = Math.min(FIRST_MS * 2 ** this.#attempts, MAX_MS)
    this.#attempts++
    return delay * (1 - JITTER * this.#random())
  }

  /** Records have come: the next attempt is a first one. */
  reset(): void {
    this.#attempts = 0
  }
}
