/** A bucket of tokens that fills at a steady rate: what is asked too often is refused. */
export class RateLimit {
  readonly #perSecond: number
  readonly #most: number
  #tokens: number
  #filled: number

  /** @param now milliseconds */
  constructor(perSecond: number, most: number, now: number) {
    this.#perSecond = perSecond
    this.#most = most
    this.#tokens = most
    this.#filled = now
  }

  /** May one more go through? */
  take(now: number): boolean {
    const earned = ((now - this.#filled) / 1000) * this.#perSecond
    this.#tokens = Math.min(this.#most, this.#tokens + earned)
    this.#filled = now
    if (this.#tokens < 1) return false
    this.#tokens--
    return true
  }

  /** Nothing has been asked for a while: it may be forgotten. */
  isFull(now: number): boolean {
    return this.#tokens + ((now - this.#filled) / 1000) * this.#perSecond >= this.#most
  }
}

/** A limit for each who asks. */
export class RateLimits {
  readonly #perSecond: number
  readonly #most: number
  readonly #limits = new Map<string, RateLimit>()

  constructor(perSecond: number, most: number) {
    this.#perSecond = perSecond
    this.#most = most
  }

  take(who: string, now: number): boolean {
    const known = this.#limits.get(who)
    if (known) return known.take(now)
    // Bounded whoever asks: those who have been quiet go first.
    if (this.#limits.size >= MAX_REMEMBERED) {
      for (const [each, limit] of this.#limits) if (limit.isFull(now)) this.#limits.delete(each)
      if (this.#limits.size >= MAX_REMEMBERED) return false
    }
    const limit = new RateLimit(this.#perSecond, this.#most, now)
    this.#limits.set(who, limit)
    return limit.take(now)
  }
}

const MAX_REMEMBERED = 4096
