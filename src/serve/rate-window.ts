const WINDOW_MS = 1000
/** Clients that are remembered; more are refused until some of them were quiet for a second. */
const MAX_CLIENTS = 4096

/** At most so many events in any second: stricter than a token bucket, which adds a burst. */
export class RateWindow {
  /** Times of the latest events, milliseconds, as a ring: the oldest is overwritten next. */
  readonly #times: Float64Array
  #oldest = 0

  constructor(perSecond: number) {
    this.#times = new Float64Array(perSecond).fill(-Infinity)
  }

  /** Counts an event; returns false where there were too many in the second before. */
  take(now: number): boolean {
    if (now - this.#times[this.#oldest] < WINDOW_MS) return false
    this.#times[this.#oldest] = now
    this.#oldest = (this.#oldest + 1) % this.#times.length
    return true
  }

  /** Whether there was no event in the second before, so that the window can be dropped. */
  isQuiet(now: number): boolean {
    const latest = this.#times.at(this.#oldest - 1) ?? -Infinity
    return now - latest >= WINDOW_MS
  }
}

/** A rate window per client. */
export class RateWindows {
  readonly #perSecond: number
  readonly #windows = new Map<string, RateWindow>()

  constructor(perSecond: number) {
    this.#perSecond = perSecond
  }

  take(who: string, now: number): boolean {
    const known = this.#windows.get(who)
    if (known) return known.take(now)
    if (this.#windows.size >= MAX_CLIENTS) {
      for (const [each, window] of this.#windows)
        if (window.isQuiet(now)) this.#windows.delete(each)
      if (this.#windows.size >= MAX_CLIENTS) return false
    }
    const window = new RateWindow(this.#perSecond)
    this.#windows.set(who, window)
    return window.take(now)
  }
}
