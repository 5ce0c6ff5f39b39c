import { FLAG } from '../../book/codes.ts'
import { Failure } from '../../failure.ts'
import type { Partition } from '../../lake/paths.ts'
import type { Table } from '../../table/table.ts'
import { MissingRecords } from './missing-records.ts'
import { AT_EDGE, INSIDE, OUTSIDE, packPeriods, positionIn } from './packed-periods.ts'
import type { ReceivedBatch } from './received.ts'
import { RecordEncoder } from './record-encoder.ts'
import { IDENTITY_COLUMNS, keyOf, SharedInstant } from './shared-instant.ts'
import { SharedRecords } from './shared-records.ts'
import {
  boundaryOf,
  historicalIds,
  mayShareRecords,
  periodsOf,
  requestedByBoth,
  type Source,
} from './sources.ts'

/** The records to keep, and counts of the others. */
export interface SelectedRows {
  readonly rows: Int32Array
  /** Records that another file with precedence has too. */
  readonly repeated: number
  /** Records of a live recording replaced by a historical file of that day. */
  readonly superseded: number
}

const NO_ROWS = new Int32Array()

/** What two sources have of one instrument. */
interface Overlap {
  readonly shared: SharedRecords
  readonly boundary: SharedInstant | undefined
}

/** The overlaps of a source with others for one instrument. */
interface InstrumentOverlap {
  readonly source: number
  /** Writes its records, and what tells those of one instant apart. */
  readonly bytes: RecordEncoder
  readonly identities: RecordEncoder | undefined
  /** Periods that the source covers. */
  readonly periods: Uint32Array | undefined
  /** Other sources that cover it, in order of precedence. */
  readonly rivals: readonly Rival[]
}

interface Rival {
  readonly source: number
  readonly periods: Uint32Array
  /** When both sources were asked for it, as their headers say. */
  readonly requested: Uint32Array
  readonly shared: SharedRecords
  /** Where one of the two ends and the other begins, if they share that instant only. */
  readonly boundary: SharedInstant | undefined
  /** Whether the source has precedence over this one; where they meet, the one that ends does. */
  readonly isOwner: boolean
}

/**
 * Removes records that several files hold. Where two files cover an instrument at the same time,
 * the one with precedence provides the records, and the other must hold the same ones. Records with
 * equal time, channel and sequence must be passed in order of precedence: where files meet, in
 * the order of `FileOrder`. Historical files replace live recordings.
 */
export class RecordSelector {
  readonly #sources: readonly Source[]
  readonly #bytes: ReadonlyMap<string, RecordEncoder>
  /** By kind, what tells records of one instant apart. */
  readonly #identities: ReadonlyMap<string, RecordEncoder>
  /** By source, the others that may have the same records, in order. */
  readonly #rivals: readonly (readonly number[])[]
  readonly #lacking: MissingRecords
  readonly #historical = new Map<string, ReadonlySet<number>>()
  /** By kind of record; then by pair of sources, `owner · sources + other`; then by instrument. */
  readonly #overlaps = new Map<string, Map<number, Overlap>[]>()
  /** By kind of record; then by source; then by instrument. */
  readonly #instrumentOverlaps = new Map<string, Map<number, InstrumentOverlap>[]>()

  /**
   * @param sources in order of precedence
   * @param columns by record kind, the columns that must be equal
   */
  constructor(sources: readonly Source[], columns: ReadonlyMap<string, readonly string[]>) {
    this.#sources = sources
    this.#lacking = new MissingRecords(sources)
    this.#bytes = new Map([...columns].map(([kind, names]) => [kind, new RecordEncoder(names)]))
    this.#identities = new Map(
      Object.entries(IDENTITY_COLUMNS).map(([kind, names]) => [kind, new RecordEncoder(names)]),
    )
    this.#rivals = sources.map((one, index) =>
      sources.flatMap((other, at) => (at !== index && mayShareRecords(one, other) ? [at] : [])),
    )
  }

  /** Selects the records of a source to keep in a partition. */
  select(
    source: number,
    partition: Partition,
    batch: ReceivedBatch,
    rows: Int32Array,
  ): SelectedRows {
    const live = this.#sources[source].isLive
      ? this.#withoutHistorical(partition.dt, batch, rows)
      : rows
    const superseded = rows.length - live.length
    if (this.#rivals[source].length === 0 || batch.times === undefined)
      return { rows: live, repeated: 0, superseded }
    const own = this.#selectOwn(source, partition, batch, batch.times, live)
    return { rows: own, repeated: live.length - own.length, superseded }
  }

  /** Notes about the files of a partition. */
  notesOf(partition: Partition): string[] {
    return this.#lacking.notesOf(partition)
  }

  /** @throws Failure `input` naming two files with different records of an instrument */
  assertSame(): void {
    for (const byPair of this.#overlaps.values()) {
      for (const [pair, byInstrument] of byPair.entries()) {
        if (!byInstrument) continue
        const owner = this.#sources[Math.floor(pair / this.#sources.length)]
        const other = this.#sources[pair % this.#sources.length]
        for (const [instrumentId, { shared, boundary }] of byInstrument) {
          const found = boundary?.difference() ?? shared.difference()
          if (found === undefined) continue
          throw new Failure({
            code: 'input',
            what: 'two files have different records of one instrument at one time',
            where: `${owner.name} and ${other.name}, instrument ${instrumentId}`,
            expected: 'the same records',
            found,
            fix: 'ingest the right one of them alone, with --overwrite',
          })
        }
      }
    }
  }

  #withoutHistorical(dt: string, { layout, table }: ReceivedBatch, rows: Int32Array): Int32Array {
    const key = `${layout.kind} ${dt}`
    let historical = this.#historical.get(key)
    if (!historical) {
      historical = historicalIds(this.#sources, layout.kind, dt)
      this.#historical.set(key, historical)
    }
    if (historical.size === 0) return rows
    const ids = table.column('instrument_id', 'uint32')
    return rows.filter((row) => !historical.has(ids[row]))
  }

  /** Registers records of a source with rivals, and selects those that no other source precedes. */
  #selectOwn(
    source: number,
    partition: Partition,
    { layout, table }: ReceivedBatch,
    times: Uint32Array,
    rows: Int32Array,
  ): Int32Array {
    const { kind } = layout
    const ids = table.column('instrument_id', 'uint32')
    const flags = this.#snapshotFlags(source, kind, table)
    const contests = this.#overlapsOf(kind, source)
    // Alternating files give one row per call, so copy only once a row is dropped.
    let own = rows
    let count = 0
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]
      const id = ids[row]
      const contest = contests.get(id) ?? this.#findOverlaps(contests, kind, source, id)
      const low = times[2 * row]
      const high = times[2 * row + 1]
      const place = positionIn(contest.periods, low, high)
      const isOwn =
        flags && flags[row] & FLAG.snapshot
          ? !isWithinRival(contest, low, high)
          : place === OUTSIDE || this.#isOwn(contest, partition, place, low, high, table, row)
      if (!isOwn && own === rows) own = rows.length === 1 ? NO_ROWS : rows.slice()
      if (isOwn) {
        if (own !== rows) own[count] = row
        count++
      }
    }
    return own === rows ? rows : own.subarray(0, count)
  }

  /**
   * The flags that tell a recording's snapshots: the gateway makes each for its connection, so no
   * other file has its records.
   */
  #snapshotFlags(source: number, kind: string, table: Table): Uint8Array | undefined {
    const { isLive } = this.#sources[source]
    return isLive && kind === 'mbo' ? table.column('flags', 'uint8') : undefined
  }

  /** Registers a record with each rival covering its time; false if one of them precedes. */
  #isOwn(
    { source, bytes, identities, rivals }: InstrumentOverlap,
    partition: Partition,
    place: number,
    low: number,
    high: number,
    table: Table,
    row: number,
  ): boolean {
    for (const { source: rival, periods, requested, shared, boundary, isOwner } of rivals) {
      const there = positionIn(periods, low, high)
      if (there === OUTSIDE) {
        if (positionIn(requested, low, high) !== OUTSIDE)
          this.#lacking.add(partition, source, rival, low, high)
        continue
      }
      const record = bytes.encode(table, row)
      if (boundary) {
        // That instant is all that the two share.
        const all = keyOf(record)
        const identity = identities?.encode(table, row) ?? record
        const keys = { all, identity: keyOf(identity) }
        if (isOwner) boundary.addEnding(keys)
        else if (boundary.addBeginning(keys)) return false
        continue
      }
      const isAtEdge = place === AT_EDGE || there === AT_EDGE
      if (isOwner) shared.addOwner(record, isAtEdge)
      else if (shared.addOther(record, isAtEdge)) return false
    }
    return true
  }

  #overlapsOf(kind: string, source: number): Map<number, InstrumentOverlap> {
    let bySource = this.#instrumentOverlaps.get(kind)
    if (!bySource) {
      bySource = this.#sources.map(() => new Map())
      this.#instrumentOverlaps.set(kind, bySource)
    }
    return bySource[source]
  }

  #findOverlaps(
    contests: Map<number, InstrumentOverlap>,
    kind: string,
    source: number,
    instrumentId: number,
  ): InstrumentOverlap {
    const bytes = this.#bytes.get(kind)
    if (!bytes) throw new Error(`${kind} records are not in bronze`)
    const overlaps = this.#overlaps.get(kind) ?? []
    this.#overlaps.set(kind, overlaps)
    const sources = this.#sources.length
    const own = periodsOf(this.#sources[source], kind)
    const periods = own.get(instrumentId)
    const rivals: Rival[] = []
    for (const rival of this.#rivals[source]) {
      const [one, against] = [this.#sources[source], this.#sources[rival]]
      const theirs = periodsOf(against, kind)
      const periods = theirs.get(instrumentId)
      if (periods === undefined) continue
      const boundary = boundaryOf(own, theirs, instrumentId)
      const isOwner = boundary?.isFirstEnding ?? rival > source
      const pair = isOwner ? source * sources + rival : rival * sources + source
      const isWhole = boundary?.isWhole === true && this.#identities.has(kind)
      const overlap = overlapOf(overlaps, pair, instrumentId, isWhole)
      const requested = packPeriods(requestedByBoth(one, against, instrumentId))
      rivals.push({ source: rival, periods: packPeriods(periods), requested, ...overlap, isOwner })
    }
    const contest = {
      source,
      bytes,
      identities: this.#identities.get(kind),
      periods: periods && packPeriods(periods),
      rivals,
    }
    contests.set(instrumentId, contest)
    return contest
  }
}

/** Whether another recording has the orders around a snapshot's time, which it then only repeats. */
function isWithinRival({ rivals }: InstrumentOverlap, low: number, high: number): boolean {
  return rivals.some(({ periods }) => positionIn(periods, low, high) === INSIDE)
}

/** @param isWhole whether both files have all of their records where they meet */
function overlapOf(
  overlaps: Map<number, Overlap>[],
  pair: number,
  instrumentId: number,
  isWhole: boolean,
): Overlap {
  overlaps[pair] ??= new Map()
  let found = overlaps[pair].get(instrumentId)
  if (!found) {
    found = { shared: new SharedRecords(), boundary: isWhole ? new SharedInstant() : undefined }
    overlaps[pair].set(instrumentId, found)
  }
  return found
}
