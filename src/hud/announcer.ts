import { type Clock, systemClock, type Timer } from '../clock.ts'

/** A page is told no more often than it can make use of. */
const PACE_MS = 50

/** Tells of changes: soon, but of many at once. */
export class Announcer {
  readonly #before: () => void
  readonly #listeners = new Set<() => void>()
  readonly #clock: Clock
  #timer: Timer | undefined
  #toldAt = Number.NEGATIVE_INFINITY

  /** @param before done once before all are told */
  constructor(before: () => void, clock: Clock = systemClock) {
    this.#before = before
    this.#clock = clock
  }

  /** Gives what ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  announce(): void {
    if (this.#timer !== undefined) return
    const wait = Math.max(this.#toldAt + PACE_MS - this.#clock.now(), 0)
    this.#timer = this.#clock.timeout(wait, this.#report)
  }

  close(): void {
    this.#timer?.cancel()
    this.#listeners.clear()
  }

  readonly #report = (): void => {
    this.#timer = undefined
    this.#toldAt = this.#clock.now()
    this.#before()
    for (const listener of [...this.#listeners]) listener()
  }
}
