/** A page is told no more often than it can make use of. */
const PACE_MS = 50

/** Tells of changes: soon, but of many at once. */
export class Announcer {
  readonly #before: () => void
  readonly #listeners = new Set<() => void>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #toldAt = Number.NEGATIVE_INFINITY

  /** @param before done once before all are told */
  constructor(before: () => void) {
    this.#before = before
  }

  /** Gives what ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  announce(): void {
    if (this.#timer !== undefined) return
    const wait = Math.max(this.#toldAt + PACE_MS - performance.now(), 0)
    this.#timer = setTimeout(this.#report, wait)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#listeners.clear()
  }

  readonly #report = (): void => {
    this.#timer = undefined
    this.#toldAt = performance.now()
    this.#before()
    for (const listener of [...this.#listeners]) listener()
  }
}
