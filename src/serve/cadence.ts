/**
 * The deadlines of a stream's seconds, all computed from one origin, so that lateness does not
 * accumulate. Times are milliseconds of a monotonic clock.
 */
export class Cadence {
  /** Seconds of data per second. */
  readonly speed: number
  /** Deadline of Unix second 0. */
  readonly #origin: number

  /** @param due deadline of `endSecond` */
  constructor(speed: number, endSecond: number, due: number) {
    this.speed = speed
    this.#origin = due - endSecond * (1000 / speed)
  }

  /** Milliseconds from one second to the next. */
  get period(): number {
    return 1000 / this.speed
  }

  dueAt(endSecond: number): number {
    return this.#origin + endSecond * this.period
  }

  /** Equal for cadences within about a millisecond. */
  get key(): string {
    return `${this.speed} ${Math.round(this.#origin)}`
  }
}

/** Streams start on a time grid, so that those started together can share a lane. */
export const PHASE_MS = 50

/** The first grid point at or after a time. */
export function nextPhase(time: number): number {
  return Math.ceil(time / PHASE_MS) * PHASE_MS
}
