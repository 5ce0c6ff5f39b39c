export interface LruLimit<V> {
  /** The most that all values may weigh together. */
  readonly max: number
  /** What a value weighs: 1 if left out, so that `max` is a count. */
  readonly weigh?: (value: V) => number
}

/**
 * A map that forgets: beyond its limit, the values that were used longest ago go first. A value that
 * alone is above the limit is not kept. It rests on a Map's order, that of insertion: what is used
 * is inserted again.
 */
export class LruMap<K, V extends object> {
  readonly #max: number
  readonly #weigh: (value: V) => number
  readonly #values = new Map<K, V>()
  #weight = 0

  constructor({ max, weigh = () => 1 }: LruLimit<V>) {
    this.#max = max
    this.#weigh = weigh
  }

  /** What all values weigh together. */
  get weight(): number {
    return this.#weight
  }

  has(key: K): boolean {
    return this.#values.has(key)
  }

  /** All values; they do not count as used. */
  values(): Iterable<V> {
    return this.#values.values()
  }

  /** A value, which does not count as used. */
  peek(key: K): V | undefined {
    return this.#values.get(key)
  }

  /** A value, which counts as used now. */
  get(key: K): V | undefined {
    const value = this.#values.get(key)
    if (value === undefined) return undefined
    this.#values.delete(key)
    this.#values.set(key, value)
    return value
  }

  set(key: K, value: V): void {
    this.delete(key)
    this.#values.set(key, value)
    this.#weight += this.#weigh(value)
    for (const oldest of this.#values.keys()) {
      if (this.#weight <= this.#max) break
      this.delete(oldest)
    }
  }

  delete(key: K): void {
    const value = this.#values.get(key)
    if (value === undefined) return
    this.#values.delete(key)
    this.#weight -= this.#weigh(value)
  }

  clear(): void {
    this.#values.clear()
    this.#weight = 0
  }
}
