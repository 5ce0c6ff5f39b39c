/** Slowest and fastest speed, in seconds of the day per second of the wall. */
export const SLOWEST = 0.25
export const FASTEST = 600
/** As fast as is of use: an hour a second. */
export const FULL_SPEED = 3600

/**
 * The replay's time. Its position follows from when playing began and how fast, never from a sum of
 * sleeps: whoever asks late is told a later second, and nothing drifts.
 *
 * Positions are Unix seconds with a fraction; `now` is any clock that only goes forward, in
 * milliseconds.
 */
export class PlayClock {
  readonly first: number
  readonly last: number
  #origin: number
  #startedAt = 0
  #speed = 1
  #isPlaying = false

  /** @param first, last the day's first and last second */
  constructor(first: number, last: number, position = first) {
    this.first = first
    this.last = last
    this.#origin = this.#clamped(position)
  }

  get speed(): number {
    return this.#speed
  }

  /** Playing, and the day not over. */
  isPlaying(now: number): boolean {
    return this.#isPlaying && this.position(now) < this.last
  }

  hasEnded(now: number): boolean {
    return this.position(now) >= this.last
  }

  position(now: number): number {
    if (!this.#isPlaying) return this.#origin
    return this.#clamped(this.#origin + ((now - this.#startedAt) / 1000) * this.#speed)
  }

  /** The last second that has ended. */
  second(now: number): number {
    return Math.floor(this.position(now))
  }

  /** Milliseconds until {@link second} changes; Infinity while nothing moves. */
  untilNextSecond(now: number): number {
    if (!this.isPlaying(now)) return Number.POSITIVE_INFINITY
    const position = this.position(now)
    return ((Math.floor(position) + 1 - position) / this.#speed) * 1000
  }

  play(now: number): void {
    this.#restart(now, this.position(now))
    this.#isPlaying = true
  }

  pause(now: number): void {
    this.#origin = this.position(now)
    this.#isPlaying = false
  }

  /** Goes to a position of the day, playing or not as before. */
  seek(now: number, position: number): void {
    this.#restart(now, this.#clamped(position))
  }

  setSpeed(now: number, speed: number): void {
    this.#restart(now, this.position(now))
    this.#speed = speed
  }

  #restart(now: number, position: number): void {
    this.#origin = position
    this.#startedAt = now
  }

  #clamped(position: number): number {
    return Math.min(Math.max(position, this.first), this.last)
  }
}

/** A speed changed by a factor, within bounds. Full speed counts as the fastest. */
export function changedSpeed(speed: number, factor: number): number {
  const changed = Math.min(Math.max(Math.min(speed, FASTEST) * factor, SLOWEST), FASTEST)
  // Steps of 10 % up and down again come back to 1×.
  return Math.abs(changed - 1) < 0.02 ? 1 : changed
}
