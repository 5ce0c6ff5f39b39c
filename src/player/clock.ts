/** Slowest and fastest speed, in seconds of the day per second of real time. */
export const MIN_SPEED = 0.25
export const MAX_SPEED = 600
/** The highest speed, an hour per second. */
export const FULL_SPEED = 3600

/**
 * The replay's clock. Its position is computed from the start of playing and the speed, never
 * summed up from timers, so it does not drift.
 *
 * Positions are Unix seconds with a fraction; `now` is a monotonic clock in milliseconds.
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
    this.#origin = this.#clamp(position)
  }

  get speed(): number {
    return this.#speed
  }

  /** Whether it is playing and the day has not ended. */
  isPlaying(now: number): boolean {
    return this.#isPlaying && this.position(now) < this.last
  }

  hasEnded(now: number): boolean {
    return this.position(now) >= this.last
  }

  position(now: number): number {
    if (!this.#isPlaying) return this.#origin
    return this.#clamp(this.#origin + ((now - this.#startedAt) / 1000) * this.#speed)
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

  /** Moves to a position, without changing whether it plays. */
  seek(now: number, position: number): void {
    this.#restart(now, this.#clamp(position))
  }

  setSpeed(now: number, speed: number): void {
    this.#restart(now, this.position(now))
    this.#speed = speed
  }

  #restart(now: number, position: number): void {
    this.#origin = position
    this.#startedAt = now
  }

  #clamp(position: number): number {
    return Math.min(Math.max(position, this.first), this.last)
  }
}

/** A speed multiplied by a factor, within bounds. Full speed counts as {@link MAX_SPEED}. */
export function scaledSpeed(speed: number, factor: number): number {
  const changed = Math.min(Math.max(Math.min(speed, MAX_SPEED) * factor, MIN_SPEED), MAX_SPEED)
  // 10 % up and 10 % down again give 1×, in spite of rounding.
  return Math.abs(changed - 1) < 0.02 ? 1 : changed
}
