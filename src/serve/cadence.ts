/**
 * When seconds are due: a straight line through time. Every deadline is reckoned from the same
 * origin, so that lateness of one second is never handed on to the next. Times are milliseconds of
 * a monotonic clock.
 */
export class Cadence {
  /** Seconds of data a second. */
  readonly speed: number
  /** When second 0 would have been due. */
  readonly #origin: number

  /** The line on which one second is due at one time. */
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

  /** The same for lines that are at most a millisecond apart. */
  get key(): string {
    return `${this.speed} ${Math.round(this.#origin)}`
  }
}

/** Streams begin on a grid of time, so that those who begin together go on together. */
export const PHASE_MS = 50

/** The first point of the grid that is not before a time. */
export function nextPhase(time: number): number {
  return Math.ceil(time / PHASE_MS) * PHASE_MS
}
