import { type Clock, systemClock, type Timer } from '../clock.ts'

/** Minimum time between notifications of the page. */
const MIN_INTERVAL_MS = 50

/** Notifies listeners of changes, merging several into one. */
export class ChangeNotifier {
  readonly #before: () => void
  readonly #listeners = new Set<() => void>()
  readonly #clock: Clock
  #timer: Timer | undefined
  #notifiedAt = Number.NEGATIVE_INFINITY

  /** @param before called before the listeners of every notification */
  constructor(before: () => void, clock: Clock = systemClock) {
    this.#before = before
    this.#clock = clock
  }

  /** Returns a function that ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  notify(): void {
    if (this.#timer !== undefined) return
    const wait = Math.max(this.#notifiedAt + MIN_INTERVAL_MS - this.#clock.now(), 0)
    this.#timer = this.#clock.timeout(wait, this.#report)
  }

  close(): void {
    this.#timer?.cancel()
    this.#listeners.clear()
  }

  readonly #report = (): void => {
    this.#timer = undefined
    this.#notifiedAt = this.#clock.now()
    this.#before()
    for (const listener of [...this.#listeners]) listener()
  }
}
