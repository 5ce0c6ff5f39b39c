/** A token bucket. */
export class TokenBucket {
  readonly #perSecond: number
  readonly #capacity: number
  #tokens: number
  #filled: number

  /** @param now milliseconds */
  constructor(perSecond: number, most: number, now: number) {
    this.#perSecond = perSecond
    this.#capacity = most
    this.#tokens = most
    this.#filled = now
  }

  /** Takes a token; returns false if there is none. */
  take(now: number): boolean {
    if (this.isEmpty(now)) return false
    this.#tokens--
    return true
  }

  /** Whether there is no token to take. */
  isEmpty(now: number): boolean {
    const earned = ((now - this.#filled) / 1000) * this.#perSecond
    this.#tokens = Math.min(this.#capacity, this.#tokens + earned)
    this.#filled = now
    return this.#tokens < 1
  }

  /** Whether the bucket is full again, so that it can be dropped. */
  isFull(now: number): boolean {
    return this.#tokens + ((now - this.#filled) / 1000) * this.#perSecond >= this.#capacity
  }
}

/** A token bucket per client. */
export class TokenBuckets {
  readonly #perSecond: number
  readonly #capacity: number
  readonly #limits = new Map<string, TokenBucket>()

  constructor(perSecond: number, most: number) {
    this.#perSecond = perSecond
    this.#capacity = most
  }

  take(who: string, now: number): boolean {
    const known = this.#limits.get(who)
    if (known) return known.take(now)
    // Memory is bounded: full buckets are dropped first.
    if (this.#limits.size >= MAX_BUCKETS) {
      for (const [each, limit] of this.#limits) if (limit.isFull(now)) this.#limits.delete(each)
      if (this.#limits.size >= MAX_BUCKETS) return false
    }
    const limit = new TokenBucket(this.#perSecond, this.#capacity, now)
    this.#limits.set(who, limit)
    return limit.take(now)
  }

  /** Whether a client's bucket has no token; takes none. */
  isEmpty(who: string, now: number): boolean {
    return this.#limits.get(who)?.isEmpty(now) ?? false
  }
}

const MAX_BUCKETS = 4096
