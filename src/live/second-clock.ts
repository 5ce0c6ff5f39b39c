import { FLAG } from '../book/codes.ts'
import type { MboRecords } from '../book/mbo-records.ts'
import { UNDEF_TIME_WORD, type UnixSecond } from '../market/time.ts'

const WORD_NS = 0x1_0000_0000
const NS_PER_MS = 1e6
const MS_PER_SECOND = 1000

/**
 * The market's time as this machine can tell: that of the last record received, and between records
 * the machine's own clock, less the smallest difference seen between the two. So a quiet market
 * ticks too, and a machine whose clock is wrong does no harm. The machine's clock is its monotonic
 * one: were it set forward, seconds would close before their records have come.
 *
 * Milliseconds since 1970 of the market, as a double: exact to less than a microsecond.
 */
export class SecondClock {
  readonly #graceMs: number
  #lastReceivedMs = Number.NEGATIVE_INFINITY
  #smallestOffsetMs = Number.POSITIVE_INFINITY
  #isConnected = false

  /** @param graceMs how long after its end a second is closed: late records count in it until then */
  constructor(graceMs: number) {
    this.#graceMs = graceMs
  }

  /** Records are coming: from now on the machine's clock counts. */
  connected(): void {
    this.#isConnected = true
  }

  /** Nothing is known of the market until records come again: it stands at the last one. */
  disconnected(): void {
    this.#isConnected = false
  }

  /** Records came in; those without a time of receipt that can be trusted say nothing. */
  received(records: MboRecords, machineMs: number): void {
    for (let row = records.length - 1; row >= 0; row--) {
      if (records.flags[row] & FLAG.badReceipt) continue
      const low = records.receivedWords[2 * row]
      const high = records.receivedWords[2 * row + 1]
      if (low === UNDEF_TIME_WORD && high === UNDEF_TIME_WORD) continue
      this.receivedAt((high * WORD_NS + low) / NS_PER_MS, machineMs)
      return
    }
  }

  /** @param receivedMs the time of receipt of a record, milliseconds since 1970 */
  receivedAt(receivedMs: number, machineMs: number): void {
    this.#lastReceivedMs = Math.max(this.#lastReceivedMs, receivedMs)
    this.#smallestOffsetMs = Math.min(this.#smallestOffsetMs, machineMs - receivedMs)
  }

  /** The market's time; −Infinity before the first record. */
  nowMs(machineMs: number): number {
    if (!this.#isConnected || this.#smallestOffsetMs === Number.POSITIVE_INFINITY)
      return this.#lastReceivedMs
    return Math.max(this.#lastReceivedMs, machineMs - this.#smallestOffsetMs)
  }

  /** Seconds that end by this one are to be closed by what has been received, whatever the clock says. */
  get reachedByRecord(): UnixSecond | undefined {
    const second = Math.floor((this.#lastReceivedMs - this.#graceMs) / MS_PER_SECOND)
    return Number.isFinite(second) ? second : undefined
  }

  /** How long records have been waiting before they were taken in, beyond what is usual. */
  behindMs(machineMs: number): number {
    if (!this.#isConnected || this.#smallestOffsetMs === Number.POSITIVE_INFINITY) return 0
    return Math.max(0, machineMs - this.#smallestOffsetMs - this.#lastReceivedMs)
  }

  /** Seconds that end by this one are to be closed, their grace included; undefined before any. */
  reached(machineMs: number): UnixSecond | undefined {
    const second = Math.floor((this.nowMs(machineMs) - this.#graceMs) / MS_PER_SECOND)
    return Number.isFinite(second) ? second : undefined
  }

  /** Milliseconds since the end of a second. */
  sinceMs(endSecond: UnixSecond, machineMs: number): number {
    return this.nowMs(machineMs) - endSecond * MS_PER_SECOND
  }

  /** Milliseconds until the next second is to be closed. */
  msUntilNext(machineMs: number): number {
    const past = (this.nowMs(machineMs) - this.#graceMs) % MS_PER_SECOND
    return Number.isFinite(past) ? MS_PER_SECOND - past : MS_PER_SECOND
  }
}
