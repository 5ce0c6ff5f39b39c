import { FLAG } from '../book/codes.ts'
import { UNDEF_TIME_WORD } from '../market/time.ts'
import { type Table, words } from '../table/table.ts'

/** What has been received of one instrument's records; times as words. */
interface Position {
  /** Of the last record. */
  eventLow: number
  eventHigh: number
  receivedLow: number
  receivedHigh: number
  /** How many records in a row had both times of the last. */
  count: number
  /** The latest ts_recv of all. */
  latestLow: number
  latestHigh: number
  /** Of a replay: how many of those are still to come again; −1 once it has passed them. */
  owed: number
}

/**
 * How far apart two instruments' records may be by `ts_event` and still come in another order. Of an
 * instrument that has been quiet for longer, all has come.
 */
const MAX_DISORDER_NS = 60_000_000_000n

/** Rows `from` to `to` (exclusive) of a table. */
export interface Rows {
  readonly from: number
  readonly to: number
}

/**
 * How far one schema's records have come, by instrument, so that a connection that was cut can be
 * resumed: the replay begins at the earliest of the instruments' last `ts_event`, and of each
 * instrument as many records are dropped as are there already. A replay sends records in the order
 * in which they came before.
 */
export class ReceivedSoFar {
  readonly #positions = new Map<number, Position>()
  #isResuming = false
  #duplicates = 0

  /** Records that a replay sent again, and that were dropped. */
  get duplicates(): number {
    return this.#duplicates
  }

  /** From when a replay must begin so that nothing is missed; undefined before the first record. */
  get resumeFrom(): bigint | undefined {
    let earliest: bigint | undefined
    let latest = 0n
    for (const { eventLow, eventHigh } of this.#positions.values()) {
      const time = (BigInt(eventHigh) << 32n) | BigInt(eventLow)
      if (earliest === undefined || time < earliest) earliest = time
      if (time > latest) latest = time
    }
    if (earliest === undefined || latest - earliest < MAX_DISORDER_NS) return earliest
    return latest - MAX_DISORDER_NS
  }

  /** What comes from now on is a replay from {@link resumeFrom}. */
  resume(): void {
    this.#isResuming = true
    for (const position of this.#positions.values()) position.owed = position.count
  }

  /** Forgets all: what comes next begins anew, with a snapshot. */
  restart(): void {
    this.#positions.clear()
    this.#isResuming = false
  }

  /** Those of a batch's rows that are new, in runs; they are noted. */
  *fresh(table: Table): Generator<Rows> {
    const times = timesOf(table)
    if (!this.#isResuming) {
      this.#note(times, 0, table.length)
      if (table.length > 0) yield { from: 0, to: table.length }
      return
    }
    let from = 0
    for (let row = 0; row < table.length; row++) {
      if (!this.#isRepeated(times, row)) {
        this.#note(times, row, row + 1)
        continue
      }
      this.#duplicates++
      if (row > from) yield { from, to: row }
      from = row + 1
    }
    if (table.length > from) yield { from, to: table.length }
  }

  /** Does a replay send a row again? All that came before the last record does, and that too. */
  #isRepeated(times: Times, row: number): boolean {
    const position = this.#positions.get(times.ids[row])
    if (!position || position.owed < 0) return false
    const low = times.received[2 * row]
    const high = times.received[2 * row + 1]
    const isLater =
      high > position.latestHigh || (high === position.latestHigh && low > position.latestLow)
    if (position.owed === 0 || isLater) {
      position.owed = -1
      return false
    }
    if (isSameTime(position, times, row)) position.owed--
    return true
  }

  #note(times: Times, from: number, to: number): void {
    const { ids, events, received, flags } = times
    let position: Position | undefined
    let id = -1
    for (let row = from; row < to; row++) {
      // A snapshot's ts_event are the ages of its orders.
      if (flags && flags[row] & FLAG.snapshot) continue
      if (events[2 * row] === UNDEF_TIME_WORD && events[2 * row + 1] === UNDEF_TIME_WORD) continue
      if (ids[row] !== id || !position) {
        id = ids[row]
        position = this.#positionOf(id)
      }
      if (isSameTime(position, times, row)) {
        position.count++
        continue
      }
      position.eventLow = events[2 * row]
      position.eventHigh = events[2 * row + 1]
      const low = received[2 * row]
      const high = received[2 * row + 1]
      position.receivedLow = low
      position.receivedHigh = high
      position.count = 1
      if (
        high > position.latestHigh ||
        (high === position.latestHigh && low > position.latestLow)
      ) {
        position.latestLow = low
        position.latestHigh = high
      }
    }
  }

  #positionOf(instrumentId: number): Position {
    let position = this.#positions.get(instrumentId)
    if (!position) {
      position = {
        eventLow: UNDEF_TIME_WORD,
        eventHigh: UNDEF_TIME_WORD,
        receivedLow: 0,
        receivedHigh: 0,
        count: 0,
        latestLow: 0,
        latestHigh: 0,
        owed: -1,
      }
      this.#positions.set(instrumentId, position)
    }
    return position
  }
}

/** The columns of a table that tell when and of what its records are. */
interface Times {
  readonly ids: Uint32Array
  readonly events: Uint32Array
  readonly received: Uint32Array
  readonly flags: Uint8Array | undefined
}

function timesOf(table: Table): Times {
  const hasFlags = table.contract.fields.some(({ name }) => name === 'flags')
  return {
    ids: table.column('instrument_id', 'uint32'),
    events: words(table.column('ts_event', 'int64')),
    received: words(table.column('ts_recv', 'int64')),
    flags: hasFlags ? table.column('flags', 'uint8') : undefined,
  }
}

function isSameTime(position: Position, { events, received }: Times, row: number): boolean {
  return (
    position.eventLow === events[2 * row] &&
    position.eventHigh === events[2 * row + 1] &&
    position.receivedLow === received[2 * row] &&
    position.receivedHigh === received[2 * row + 1]
  )
}
