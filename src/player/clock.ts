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
  #last: number
  #isOpen: boolean
  /** It is at the newest second of an open day, and stays there. */
  #isFollowing = false
  #origin: number
  #startedAt = 0
  #speed = 1
  #isPlaying = false

  /**
   * @param first, last the day's first and last second; of an open day the last so far
   * @param isOpen more seconds will come: see {@link extend}
   */
  constructor(first: number, last: number, position = first, isOpen = false) {
    this.first = first
    this.#last = last
    this.#isOpen = isOpen
    this.#origin = this.#clamp(position)
  }

  get last(): number {
    return this.#last
  }

  /** More seconds will come. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  /** More seconds have come, or an open day has ended. */
  extend(now: number, last: number, isOpen: boolean): void {
    // Playing, it has waited at what was the newest second: from here it follows.
    if (this.#isOpen && this.isPlaying(now) && this.position(now) >= this.#last)
      this.#isFollowing = true
    this.#last = last
    this.#isOpen = isOpen
    if (this.#isFollowing) this.#restart(now, last)
    this.#isFollowing &&= isOpen
  }

  /** Plays at the newest second: of an open day each as it comes. */
  goToNewest(now: number): void {
    this.#isPlaying ||= this.#isOpen
    this.#isFollowing = this.#isOpen
    this.#restart(now, this.#last)
  }

  get speed(): number {
    return this.#speed
  }

  /** Whether it is playing and the day has not ended. */
  isPlaying(now: number): boolean {
    return this.#isPlaying && (this.#isOpen || this.position(now) < this.#last)
  }

  hasEnded(now: number): boolean {
    return !this.#isOpen && this.position(now) >= this.#last
  }

  position(now: number): number {
    if (!this.#isPlaying || this.#isFollowing) return this.#origin
    return this.#clamp(this.#origin + ((now - this.#startedAt) / 1000) * this.#speed)
  }

  /** The last second that has ended. */
  second(now: number): number {
    return Math.floor(this.position(now))
  }

  /** Milliseconds until {@link second} changes; Infinity while nothing moves it but new seconds. */
  untilNextSecond(now: number): number {
    const position = this.position(now)
    if (!this.#isPlaying || position >= this.#last) return Number.POSITIVE_INFINITY
    return ((Math.floor(position) + 1 - position) / this.#speed) * 1000
  }

  play(now: number): void {
    this.#restart(now, this.position(now))
    this.#isPlaying = true
  }

  pause(now: number): void {
    this.#origin = this.position(now)
    this.#isPlaying = false
    this.#isFollowing = false
  }

  /** Moves to a position, without changing whether it plays. */
  seek(now: number, position: number): void {
    this.#isFollowing = false
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
    return Math.min(Math.max(position, this.first), this.#last)
  }
}

/** A speed multiplied by a factor, within bounds. Full speed counts as {@link MAX_SPEED}. */
export function scaledSpeed(speed: number, factor: number): number {
  const changed = Math.min(Math.max(Math.min(speed, MAX_SPEED) * factor, MIN_SPEED), MAX_SPEED)
  // 10 % up and 10 % down again give 1×, in spite of rounding.
  return Math.abs(changed - 1) < 0.02 ? 1 : changed
}
