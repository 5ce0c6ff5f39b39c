import type { Announcements } from './announcements.ts'
import type { Run } from './merged-records.ts'
import type { Outgoing } from './outgoing.ts'
import type { SlowReader } from './slow-reader.ts'
import type { Interest, Subscriptions } from './subscriptions.ts'

/** Picks what a client gets out of the records of the files. */
export class RecordSender {
  readonly #subscriptions: Subscriptions
  readonly #announcements: Announcements
  readonly #slowReader: SlowReader
  readonly #outgoing: Outgoing
  #sent = 0

  constructor(parts: {
    subscriptions: Subscriptions
    announcements: Announcements
    slowReader: SlowReader
    outgoing: Outgoing
  }) {
    this.#subscriptions = parts.subscriptions
    this.#announcements = parts.announcements
    this.#slowReader = parts.slowReader
    this.#outgoing = parts.outgoing
  }

  /** Records of the files that were sent. */
  get sent(): number {
    return this.#sent
  }

  /**
   * Sends those of a run that are subscribed to.
   *
   * @param date UTC date of the run
   * @param isLive history is sent only as far as a replay was asked for
   */
  add(run: Run, date: string, now: bigint, isLive: boolean): void {
    const { schema, instruments, events } = run.batch
    const skips = this.#slowReader.skips(schema)
    let skipped = 0
    /** From here on all are to be sent, and none is added yet. */
    let from = run.from
    for (let row = run.from; row < run.to; row++) {
      const interest = this.#subscriptions.interestIn(schema, instruments[row], date)
      const isWanted = interest.isWanted && (isLive || isReplayed(events[row], interest.replayFrom))
      const isSent = isWanted && !skips
      if (isSent && interest.isAnnounced) continue
      this.#addRows(run, from, row, now)
      from = isSent ? row : row + 1
      if (isSent) this.#announcements.announce(interest, date, now)
      else if (isWanted) skipped++
    }
    this.#addRows(run, from, run.to, now)
    this.#slowReader.countSkipped(schema, skipped)
  }

  #addRows({ batch }: Run, from: number, to: number, now: bigint): void {
    if (to <= from) return
    const { bytes, recordBytes } = batch
    const records = bytes.subarray(from * recordBytes, to * recordBytes)
    this.#outgoing.addRecords(records, recordBytes, now)
    this.#sent += to - from
  }
}

/** Replays go by ts_event; a time that is undefined (−1) is before none. */
function isReplayed(event: bigint, from: Interest['replayFrom']): boolean {
  return from !== undefined && (event < 0n || event >= from)
}
