import type { Clock } from '../clock.ts'

const NS_PER_MS = 1e6
const LAST_TIME = 2n ** 63n - 1n

/** The time of the day that is played, which all sessions share. */
export interface MarketTime {
  /** Whether it advances by itself, or as records are sent. */
  readonly isPaced: boolean
  /** Where the day begins: earlier records are history. */
  readonly begin: bigint
  /**
   * Adds a session; the first one starts the day.
   *
   * @returns the present: records from then on are live for this session
   */
  join(): bigint
  /** The present, nanoseconds since the Unix epoch. */
  now(): bigint
  /** Up to when records may be sent. */
  reach(): bigint
  /** Milliseconds until a time is reached; negative by how much it is overdue. */
  msUntil(time: bigint): number
  /** A session has sent everything up to a time. */
  passed(time: bigint): void
}

/** A day that is played at its own speed, or a multiple of it. */
export class PacedTime implements MarketTime {
  readonly isPaced = true
  readonly begin: bigint
  readonly #clock: Clock
  readonly #speed: number
  #startedAt: number | undefined

  /** @param speed seconds of the day a second, above 0 */
  constructor(clock: Clock, begin: bigint, speed: number) {
    this.#clock = clock
    this.begin = begin
    this.#speed = speed
  }

  join(): bigint {
    this.#startedAt ??= this.#clock.now()
    return this.now()
  }

  now(): bigint {
    if (this.#startedAt === undefined) return this.begin
    const elapsedMs = this.#clock.now() - this.#startedAt
    return this.begin + BigInt(Math.floor(elapsedMs * this.#speed * NS_PER_MS))
  }

  reach(): bigint {
    return this.now()
  }

  msUntil(time: bigint): number {
    return Number(time - this.now()) / NS_PER_MS / this.#speed
  }

  passed(): void {}
}

/**
 * A day that is played as fast as clients read: the present is the furthest that any session has
 * come to.
 */
export class UnpacedTime implements MarketTime {
  readonly isPaced = false
  readonly begin: bigint
  #now: bigint
  #hasPassed = false

  constructor(begin: bigint) {
    this.begin = begin
    this.#now = begin
  }

  join(): bigint {
    return this.#hasPassed ? this.#now + 1n : this.begin
  }

  now(): bigint {
    return this.#now
  }

  reach(): bigint {
    return LAST_TIME
  }

  msUntil(): number {
    return 0
  }

  passed(time: bigint): void {
    if (time < this.#now) return
    this.#now = time
    this.#hasPassed = true
  }
}
