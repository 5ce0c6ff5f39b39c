import {
  nanosecondsBetween,
  secondFromWords,
  UNDEF_TIME_WORD,
  type UnixSecond,
} from '../market/time.ts'
import { FLAG } from './codes.ts'
import type { MboRecords } from './mbo-records.ts'

/**
 * Result of {@link EventGate.place} for a record that continues an open event and waits for no
 * second.
 */
export const CONTINUES = -1

/** Effects of a record beyond its action: bits of the result of {@link EventGate.apply}. */
export const TRANSITION = {
  /** Before applying it: clear the book, because a snapshot begins. */
  clears: 1,
  /** After applying it: the snapshot is complete. */
  endsSnapshot: 2,
  /** After applying it: the event is complete and the book may be read. */
  endsEvent: 4,
} as const

/** State bits of an instrument. */
const IN_EVENT = 1
/** Snapshot records of this file have been received, and no live one since. */
const IN_SNAPSHOT_RUN = 2
/** A snapshot has begun and is incomplete. */
const RESTORING = 4
/** The open event began after the session: its records are dropped. */
const DROPPING = 8

/**
 * Maximum distance of an event's time from its receipt. Databento receives events shortly after the
 * exchange's timestamp (79 µs to 0.107 s on real files): a time beyond these bounds comes from a
 * broken clock.
 */
const MAX_DELAY_NS = 60e9
const MAX_LEAD_NS = 1e9
/** The records of an event are received within milliseconds: one that lasts longer has no end. */
const MAX_EVENT_NS = 1e9

/** Counts for the manifest. */
export interface GateCounts {
  /** Records that were applied in a later second than their own. */
  lateRecords: number
  /** Live records whose ts_event is too far from their ts_recv, which is used instead. */
  brokenClocks: number
  /** Records of events that begin after the session, and of snapshots taken after it. */
  afterSessionRecords: number
  snapshotRecords: number
  /** Records that continue an event which began a second or more before. */
  overlongEventRecords: number
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
  /** Over all instruments. */
  readonly counts: GateCounts = {
    lateRecords: 0,
    brokenClocks: 0,
    afterSessionRecords: 0,
    snapshotRecords: 0,
    overlongEventRecords: 0,
  }
  /** The session's end, Unix second: records placed here or later must be dropped. */
  readonly endSecond: UnixSecond
  /** Trusted event time of the record placed last: u64 ns as words. */
  timeLow = 0
  timeHigh = 0
  /**
   * The record placed last is a live one after a snapshot without a last record: that snapshot is
   * complete before the record opens or closes any second.
   */
  hasEndedSnapshot = false

  readonly #state: Uint8Array
  /** When the first record of an open event was received, u64 ns as words by instrument. */
  readonly #begunLow: Uint32Array
  readonly #begunHigh: Uint32Array
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
    this.#begunLow = new Uint32Array(instruments)
    this.#begunHigh = new Uint32Array(instruments)
    this.endSecond = endSecond
  }

  /** Whether a snapshot of the instrument is incomplete. */
  isRestoring(instrument: number): boolean {
    return (this.#state[instrument] & RESTORING) !== 0
  }

  /**
   * Whether an event or a snapshot of the instrument is incomplete: the book must not be read, and
   * only the next record tells which second it belongs to.
   */
  isMidway(instrument: number): boolean {
    const state = this.#state[instrument]
    return (state & RESTORING) !== 0 || (state & (IN_EVENT | DROPPING)) === IN_EVENT
  }

  /**
   * Reads a record's time, and ends a snapshot that the record shows to be complete; see {@link
   * hasEndedSnapshot}. Idempotent for the same record: nothing is counted.
   *
   * @returns the Unix second of the record's event or snapshot; {@link endSecond} or later if it
   * must be dropped; {@link CONTINUES} if it continues an open event or has no usable time
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
   * To be called before applying the record placed last.
   *
   * @param currentSecond current Unix second; 0 if there is none yet
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
    // Nearly all events are of one record.
    if (!isLast || this.#state[instrument] & IN_EVENT) this.#followEvent(records, row, instrument)
    this.#state[instrument] = isLast ? 0 : IN_EVENT
    return isLast ? TRANSITION.endsEvent : 0
  }

  /** Drops the record placed last, which is after the session. */
  drop(records: MboRecords, row: number, instrument: number): void {
    this.counts.afterSessionRecords++
    const flags = records.flags[row]
    if (flags & FLAG.snapshot) return
    this.#state[instrument] = flags & FLAG.last ? 0 : IN_EVENT | DROPPING
  }

  /**
   * Ends a file: an open event ends with it, and a snapshot in the next file is a new one.
   *
   * @returns true if an event was open whose records were applied
   */
  endFile(instrument: number): boolean {
    const state = this.#state[instrument]
    this.#state[instrument] = state & RESTORING
    return (state & (IN_EVENT | DROPPING)) === IN_EVENT
  }

  /**
   * Keeps when an event begins, and counts a record that continues one long after: by ts_recv, or
   * by the time of the event where that says nothing.
   */
  #followEvent(records: MboRecords, row: number, instrument: number): void {
    let low = records.receivedWords[2 * row]
    let high = records.receivedWords[2 * row + 1]
    const isUndefined = low === UNDEF_TIME_WORD && high === UNDEF_TIME_WORD
    if (isUndefined || records.flags[row] & FLAG.badReceipt) {
      low = this.timeLow
      high = this.timeHigh
    }
    if (this.#state[instrument] & IN_EVENT) {
      const begunLow = this.#begunLow[instrument]
      const begunHigh = this.#begunHigh[instrument]
      if (nanosecondsBetween(begunLow, begunHigh, low, high) < MAX_EVENT_NS) return
      this.counts.overlongEventRecords++
    } else {
      this.#begunLow[instrument] = low
      this.#begunHigh[instrument] = high
    }
  }

  /** The time of a snapshot is its receipt time, although flagged; else the last live one's. */
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
