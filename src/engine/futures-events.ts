import { FLAG, UNDEF_SIZE } from '../book/codes.ts'
import { CONTINUES, EventGate, TRANSITION } from '../book/event-gate.ts'
import type { MboRecords } from '../book/mbo-records.ts'
import { Detectors } from '../events/detectors.ts'
import { EventRecords } from '../events/event-records.ts'
import type { EventRows } from '../events/event-rows.ts'
import type { Thresholds } from '../events/thresholds.ts'
import { priceFromWords } from '../market/price.ts'
import type { Session } from '../market/session.ts'
import { sideIndex } from '../market/side.ts'
import { floorTick } from '../market/tick.ts'
import { nanosecondsBetween } from '../market/time.ts'

/** The gate's only instrument. */
const FUTURE = 0

/**
 * Turns one future's records into microstructure events: groups them into exchange events and
 * snapshots as `FuturesSeconds` does, and gives each whole one to the detectors. An event has the
 * time of its first record, or that of an earlier event if that is later.
 */
export class FuturesEvents {
  records = 0

  readonly #gate: EventGate
  readonly #tickSize: number
  readonly #detectors: Detectors
  readonly #event = new EventRecords()
  readonly #snapshot = new EventRecords()
  readonly #baseLow: number
  readonly #baseHigh: number
  readonly #session: Session
  /** A record of the session has been received. */
  #isOpen = false
  #isEnded = false

  /** @param tickSize price units of one tick */
  constructor(tickSize: number, session: Session, thresholds: Thresholds) {
    this.#tickSize = tickSize
    this.#session = session
    this.#gate = new EventGate(1, session.endSecond)
    this.#detectors = new Detectors(thresholds)
    const base = BigInt(session.startSecond) * 1_000_000_000n
    this.#baseLow = Number(base & 0xffff_ffffn)
    this.#baseHigh = Number(base >> 32n)
  }

  /** Events so far, those before the session's start included; times are ns from that. */
  get rows(): EventRows {
    return this.#detectors.rows
  }

  /** Counts for the manifest. */
  get counts() {
    const { brokenClocks, afterSessionRecords, snapshotRecords } = this.#gate.counts
    return {
      records: this.records,
      broken_clock: brokenClocks,
      after_session_records: afterSessionRecords,
      snapshot_records: snapshotRecords,
    }
  }

  /** Applies records in file order. */
  push(records: MboRecords): void {
    const gate = this.#gate
    for (let row = 0; row < records.length; row++) {
      const isSnapshot = (records.flags[row] & FLAG.snapshot) !== 0
      const second = gate.place(records, row, FUTURE)
      this.records++
      if (second >= this.#session.endSecond && (this.#isOpen || !isSnapshot)) {
        if (!isSnapshot) this.#endSession()
        gate.drop(records, row, FUTURE)
      } else if (isSnapshot) {
        if (gate.apply(records, row, FUTURE, 0) & TRANSITION.clears) this.#detectors.clear()
        this.#restore(records, row)
      } else {
        if (second !== CONTINUES) {
          if (second >= this.#session.startSecond) this.#isOpen = true
          this.#event.begin(this.#time())
        }
        const transitions = gate.apply(records, row, FUTURE, 0)
        this.#add(this.#event, records, row)
        if (transitions & TRANSITION.endsEvent) this.#detectors.push(this.#event)
      }
    }
  }

  /** Ends a file of the day, or the day: an open event ends with it. */
  endFile(): void {
    if (this.#gate.endFile(FUTURE)) this.#detectors.push(this.#event)
  }

  /** A record after the session: all of the session has passed. */
  #endSession(): void {
    if (this.#isEnded) return
    this.#isEnded = true
    const { startSecond, endSecond } = this.#session
    // Events that come late have its last nanosecond.
    this.#event.begin((endSecond - startSecond) * 1e9 - 1)
    this.#detectors.advance(this.#event.time)
  }

  #restore(records: MboRecords, row: number): void {
    this.#snapshot.begin(0)
    this.#add(this.#snapshot, records, row)
    this.#detectors.restore(this.#snapshot)
  }

  /** Trusted time of the record placed last, ns from the session's start. */
  #time(): number {
    const { timeLow, timeHigh } = this.#gate
    return nanosecondsBetween(this.#baseLow, this.#baseHigh, timeLow, timeHigh)
  }

  /** Adds a record, unless it has no size. */
  #add(event: EventRecords, records: MboRecords, row: number): void {
    if (records.flags[row] & FLAG.maybeBadBook) event.isSuspect = true
    const size = records.size[row]
    if (size === UNDEF_SIZE) return
    const price = priceFromWords(records.priceWords[2 * row], records.priceWords[2 * row + 1])
    event.add(
      records.action[row],
      sideIndex(records.side[row]),
      records.orderIdWords[2 * row],
      records.orderIdWords[2 * row + 1],
      floorTick(price, this.#tickSize),
      size,
    )
  }
}
