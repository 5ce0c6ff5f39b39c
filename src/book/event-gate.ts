import {
  nanosecondsBetween,
  secondFromWords,
  UNDEF_TIME_WORD,
  type UnixSecond,
} from '../market/time.ts'
import { FLAG } from './codes.ts'
import type { MboRecords } from './mbo-records.ts'

/** {@link EventGate.place} of a record that goes on with an open event: it waits for no second. */
export const CONTINUES = -1

/** What a record means beyond its action: bits of the answer of {@link EventGate.apply}. */
export const TRANSITION = {
  /** Before it is applied: the book is cleared, for a snapshot begins. */
  clears: 1,
  /** After it is applied: the snapshot is whole. */
  endsSnapshot: 2,
  /** After it is applied: the event is whole, and the book may be read. */
  endsEvent: 4,
} as const

/** What an instrument is in the middle of: bits of its state. */
const IN_EVENT = 1
/** Snapshot records of this file have come, and no live one since. */
const IN_SNAPSHOT_RUN = 2
/** A snapshot has begun and its last record has not come. */
const RESTORING = 4
/** The open event begins after the session: its records are left out. */
const DROPPING = 8

/**
 * How far an event's own time may lie from its receipt, nanoseconds. Databento receives what the
 * exchange stamped a moment before (79 µs to 0.107 s on real files): a time beyond these bounds is
 * of a broken clock.
 */
const MAX_DELAY_NS = 60e9
const MAX_LEAD_NS = 1e9

/** What the gate has counted; the manifest carries it. */
export interface GateCounts {
  /** Records of an earlier second than the one they were applied in. */
  lateRecords: number
  /** Live records whose ts_event lies too far from their ts_recv: placed by the latter. */
  brokenClocks: number
  /** Records of events that begin after the session, and of snapshots taken after it. */
  afterSessionRecords: number
  snapshotRecords: number
}

/**
 * Groups market-by-order records into snapshots and events, and says which second each belongs to.
 * It holds no book. The owner of one calls {@link place} for a record's second, closes the seconds
 * before that, then calls {@link take} and applies the record, or {@link drop} if it lies after the
 * session.
 *
 * An event is the records of one instrument up to F_LAST and belongs to the second of its first
 * record. A snapshot is the records flagged F_SNAPSHOT; their ts_event is the orders' age.
 */
export class EventGate {
  /** Of all instruments. */
  readonly counts: GateCounts = {
    lateRecords: 0,
    brokenClocks: 0,
    afterSessionRecords: 0,
    snapshotRecords: 0,
  }
  /** The session's end, Unix second: what is placed here or later is to be dropped. */
  readonly endSecond: UnixSecond
  /** When the record last placed happened, as far as its clock can be trusted: u64 ns as words. */
  timeLow = 0
  timeHigh = 0
  /**
   * The record last placed is a live one after a snapshot without a last record: that is whole,
   * before the record opens or closes any second.
   */
  hasEndedSnapshot = false

  readonly #state: Uint8Array
  /** Unix second of {@link timeLow} and {@link timeHigh}. */
  #second: UnixSecond = 0
  #isBroken = false
  /** The last good ts_recv of a live record. */
  #receivedLow = UNDEF_TIME_WORD
  #receivedHigh = UNDEF_TIME_WORD
  #hasReceipt = false

  /**
   * @param instruments how many there are; each has its own events and snapshots
   * @param endSecond Unix second at which the session ends
   */
  constructor(instruments: number, endSecond: UnixSecond) {
    this.#state = new Uint8Array(instruments)
    this.endSecond = endSecond
  }

  /** A snapshot of the instrument is under way. */
  isRestoring(instrument: number): boolean {
    return (this.#state[instrument] & RESTORING) !== 0
  }

  /**
   * An event or a snapshot of the instrument is under way: the book is not to be read, and only the
   * next record can tell which second it belongs to.
   */
  isMidway(instrument: number): boolean {
    const state = this.#state[instrument]
    return (state & RESTORING) !== 0 || (state & (IN_EVENT | DROPPING)) === IN_EVENT
  }

  /**
   * Reads a record's clock, and ends a snapshot that it shows to be over: look at
   * {@link hasEndedSnapshot}. May be called again for the same record: nothing is counted.
   *
   * @returns the Unix second that the record's event or snapshot belongs to; {@link endSecond} or
   * later where it is to be dropped; {@link CONTINUES} where it goes on with an open event or has
   * no time of use
   */
  place(records: MboRecords, row: number, instrument: number): UnixSecond {
    const flags = records.flags[row]
    this.hasEndedSnapshot = false
    if (flags & FLAG.snapshot) return this.#placeSnapshot(records, row)
    this.#readClock(records, row, flags)
    const state = this.#state[instrument]
    if (state & RESTORING) {
      this.#state[instrument] = state & ~RESTORING
      this.hasEndedSnapshot = true
    }
    if (state & IN_EVENT) return state & DROPPING ? this.endSecond : CONTINUES
    return this.#second
  }

  /**
   * The record placed last is about to be applied.
   *
   * @param currentSecond Unix second under way; 0 where none is yet
   * @returns bits of {@link TRANSITION}
   */
  apply(records: MboRecords, row: number, instrument: number, currentSecond: UnixSecond): number {
    const flags = records.flags[row]
    const isLast = (flags & FLAG.last) !== 0
    if (flags & FLAG.snapshot) {
      this.counts.snapshotRecords++
      const begins = this.#state[instrument] & IN_SNAPSHOT_RUN ? 0 : TRANSITION.clears
      this.#state[instrument] = IN_SNAPSHOT_RUN | (isLast ? 0 : RESTORING)
      return begins | (isLast ? TRANSITION.endsSnapshot : 0)
    }
    if (this.#isBroken) this.counts.brokenClocks++
    else if (this.#second < currentSecond) this.counts.lateRecords++
    this.#state[instrument] = isLast ? 0 : IN_EVENT
    return isLast ? TRANSITION.endsEvent : 0
  }

  /** The record last placed is left out: it lies after the session. */
  drop(records: MboRecords, row: number, instrument: number): void {
    this.counts.afterSessionRecords++
    const flags = records.flags[row]
    if (flags & FLAG.snapshot) return
    this.#state[instrument] = flags & FLAG.last ? 0 : IN_EVENT | DROPPING
  }

  /**
   * A file is over: an open event ends with it, and a snapshot in the next file is another.
   *
   * @returns true where an event was open whose records were applied
   */
  endFile(instrument: number): boolean {
    const state = this.#state[instrument]
    this.#state[instrument] = state & RESTORING
    return (state & (IN_EVENT | DROPPING)) === IN_EVENT
  }

  /** When a snapshot was taken only its receipt says, flagged as it is; else the last live one's. */
  #placeSnapshot(records: MboRecords, row: number): UnixSecond {
    this.timeLow = records.timeWords[2 * row]
    this.timeHigh = records.timeWords[2 * row + 1]
    const low = records.receivedWords[2 * row]
    const high = records.receivedWords[2 * row + 1]
    if (low !== UNDEF_TIME_WORD || high !== UNDEF_TIME_WORD) return secondFromWords(low, high)
    if (!this.#hasReceipt) return CONTINUES
    return secondFromWords(this.#receivedLow, this.#receivedHigh)
  }

  #readClock(records: MboRecords, row: number, flags: number): void {
    let low = records.timeWords[2 * row]
    let high = records.timeWords[2 * row + 1]
    const receivedLow = records.receivedWords[2 * row]
    const receivedHigh = records.receivedWords[2 * row + 1]
    const isUndefined = receivedLow === UNDEF_TIME_WORD && receivedHigh === UNDEF_TIME_WORD
    if (!(flags & FLAG.badReceipt) && !isUndefined) {
      this.#receivedLow = receivedLow
      this.#receivedHigh = receivedHigh
      this.#hasReceipt = true
    }
    this.#isBroken = false
    if (this.#hasReceipt) {
      const delay = nanosecondsBetween(low, high, this.#receivedLow, this.#receivedHigh)
      if (delay > MAX_DELAY_NS || delay < -MAX_LEAD_NS) {
        this.#isBroken = true
        low = this.#receivedLow
        high = this.#receivedHigh
      }
    }
    this.timeLow = low
    this.timeHigh = high
    this.#second = secondFromWords(low, high)
  }
}
