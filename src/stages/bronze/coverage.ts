import { Failure } from '../../failure.ts'
import type { Partition } from '../../lake/paths.ts'
import type { Table } from '../../table/table.ts'
import { LackingRecords } from './lacking-records.ts'
import { AT_EDGE, OUTSIDE, placeIn, reachOf } from './reach.ts'
import type { ReceivedBatch } from './received.ts'
import { RecordBytes } from './record-bytes.ts'
import { IDENTITY_COLUMNS, keyOf, SharedInstant } from './shared-instant.ts'
import { SharedRecords } from './shared-records.ts'
import { askedOfBoth, historicalIds, overlap, type Source, seamOf } from './sources.ts'

/** Which of some records count, and why the others do not. */
export interface Chosen {
  readonly rows: Int32Array
  /** Records that another file has too. */
  readonly repeated: number
  /** Records of a live recording whose instrument a historical file has that day. */
  readonly superseded: number
}

const NO_ROWS = new Int32Array()

/** What two sources have of one instrument. */
interface Overlap {
  readonly shared: SharedRecords
  readonly seam: SharedInstant | undefined
}

/** What becomes of a source's records of one instrument. */
interface Contest {
  readonly source: number
  /** Writes its records, and what tells those of one instant apart. */
  readonly bytes: RecordBytes
  readonly identities: RecordBytes | undefined
  /** When the source speaks of it. */
  readonly reach: Uint32Array | undefined
  /** Other sources that speak of it, in order of precedence. */
  readonly rivals: readonly Rival[]
}

interface Rival {
  readonly source: number
  readonly reach: Uint32Array
  /** When both sources were asked for it, as their headers say. */
  readonly asked: Uint32Array
  readonly shared: SharedRecords
  /** Where one of the two ends and the other begins, if they share that instant only. */
  readonly seam: SharedInstant | undefined
  /** Does the source come before this one? */
  readonly isOwner: boolean
}

/**
 * Sees to it that a record which several files hold counts once. Where two speak of an instrument
 * at one time, the first has its records; what the other has there must be the same, record for
 * record. Records of equal time, channel and sequence are to be asked for in order of precedence.
 * Live recordings give way to historical files.
 */
export class Coverage {
  readonly #sources: readonly Source[]
  readonly #bytes: ReadonlyMap<string, RecordBytes>
  /** By kind, what tells records of one instant apart. */
  readonly #identities: ReadonlyMap<string, RecordBytes>
  /** Of each source those that may have the same records, in order. */
  readonly #rivals: readonly (readonly number[])[]
  /** Of each source that has rivals, when it speaks of which instrument. */
  readonly #reach: readonly ReadonlyMap<number, Uint32Array>[]
  readonly #lacking: LackingRecords
  readonly #historical = new Map<string, ReadonlySet<number>>()
  /** By kind of record; then by pair of sources, `owner · sources + other`; then by instrument. */
  readonly #overlaps = new Map<string, Map<number, Overlap>[]>()
  /** By kind of record; then by source; then by instrument. */
  readonly #contests = new Map<string, Map<number, Contest>[]>()

  /**
   * @param sources in order of precedence
   * @param columns by kind of record, those that must be the same
   */
  constructor(sources: readonly Source[], columns: ReadonlyMap<string, readonly string[]>) {
    this.#sources = sources
    this.#lacking = new LackingRecords(sources)
    this.#bytes = new Map([...columns].map(([kind, names]) => [kind, new RecordBytes(names)]))
    this.#identities = new Map(
      Object.entries(IDENTITY_COLUMNS).map(([kind, names]) => [kind, new RecordBytes(names)]),
    )
    this.#rivals = sources.map((one, index) =>
      sources.flatMap((other, at) => (at !== index && overlap(one, other) ? [at] : [])),
    )
    this.#reach = sources.map(({ stretches }, index) =>
      this.#rivals[index].length === 0
        ? new Map()
        : new Map([...stretches].map(([id, list]) => [id, reachOf(list)])),
    )
  }

  /** Those of a source's records of a partition that count. */
  choose(source: number, partition: Partition, batch: ReceivedBatch, rows: Int32Array): Chosen {
    const live = this.#sources[source].isLive
      ? this.#notHistorical(partition.dt, batch, rows)
      : rows
    const superseded = rows.length - live.length
    if (this.#rivals[source].length === 0 || batch.times === undefined)
      return { rows: live, repeated: 0, superseded }
    const own = this.#own(source, partition, batch, batch.times, live)
    return { rows: own, repeated: live.length - own.length, superseded }
  }

  /** What is to be said of the files of a partition together. */
  notesOf(partition: Partition): string[] {
    return this.#lacking.notesOf(partition)
  }

  /** @throws Failure `input` naming two files that do not have the same of an instrument */
  assertSame(): void {
    for (const byPair of this.#overlaps.values()) {
      for (const [pair, byInstrument] of byPair.entries()) {
        if (!byInstrument) continue
        const owner = this.#sources[Math.floor(pair / this.#sources.length)]
        const other = this.#sources[pair % this.#sources.length]
        for (const [instrumentId, { shared, seam }] of byInstrument) {
          const found = seam?.difference() ?? shared.difference()
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

  #notHistorical(dt: string, { layout, table }: ReceivedBatch, rows: Int32Array): Int32Array {
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

  /**
   * Notes records of a source that has rivals, and picks those that no other source comes first
   * for.
   */
  #own(
    source: number,
    partition: Partition,
    { layout, table }: ReceivedBatch,
    times: Uint32Array,
    rows: Int32Array,
  ): Int32Array {
    const { kind } = layout
    const ids = table.column('instrument_id', 'uint32')
    const contests = this.#contestsOf(kind, source)
    // Where files alternate, rows come one by one: nothing is copied until one is left out.
    let own = rows
    let count = 0
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]
      const id = ids[row]
      const contest = contests.get(id) ?? this.#contest(contests, kind, source, id)
      const low = times[2 * row]
      const high = times[2 * row + 1]
      const place = placeIn(contest.reach, low, high)
      const isOwn =
        place === OUTSIDE || this.#isOwn(contest, partition, place, low, high, table, row)
      if (!isOwn && own === rows) own = rows.length === 1 ? NO_ROWS : rows.slice()
      if (isOwn) {
        if (own !== rows) own[count] = row
        count++
      }
    }
    return own === rows ? rows : own.subarray(0, count)
  }

  /** Notes a record with each rival that speaks of its time; false if one of them has it first. */
  #isOwn(
    { source, bytes, identities, rivals }: Contest,
    partition: Partition,
    place: number,
    low: number,
    high: number,
    table: Table,
    row: number,
  ): boolean {
    for (const { source: rival, reach, asked, shared, seam, isOwner } of rivals) {
      const there = placeIn(reach, low, high)
      if (there === OUTSIDE) {
        if (placeIn(asked, low, high) !== OUTSIDE)
          this.#lacking.add(partition, source, rival, low, high)
        continue
      }
      const record = bytes.of(table, row)
      if (seam) {
        // That instant is all that the two share.
        const all = keyOf(record)
        const identity = identities?.of(table, row) ?? record
        const keys = { all, identity: keyOf(identity) }
        if (isOwner) seam.addOwner(keys)
        else if (seam.addOther(keys)) return false
        continue
      }
      const isAtEdge = place === AT_EDGE || there === AT_EDGE
      if (isOwner) shared.addOwner(record, isAtEdge)
      else if (shared.addOther(record, isAtEdge)) return false
    }
    return true
  }

  #contestsOf(kind: string, source: number): Map<number, Contest> {
    let bySource = this.#contests.get(kind)
    if (!bySource) {
      bySource = this.#sources.map(() => new Map())
      this.#contests.set(kind, bySource)
    }
    return bySource[source]
  }

  #contest(
    contests: Map<number, Contest>,
    kind: string,
    source: number,
    instrumentId: number,
  ): Contest {
    const bytes = this.#bytes.get(kind)
    if (!bytes) throw new Error(`${kind} records are not in bronze`)
    const overlaps = this.#overlaps.get(kind) ?? []
    this.#overlaps.set(kind, overlaps)
    const rivals: Rival[] = []
    for (const rival of this.#rivals[source]) {
      const reach = this.#reach[rival].get(instrumentId)
      if (reach === undefined) continue
      const isOwner = rival > source
      const [owner, other] = isOwner ? [source, rival] : [rival, source]
      const overlap = this.#overlap(overlaps, kind, owner, other, instrumentId)
      const asked = reachOf(askedOfBoth(this.#sources[source], this.#sources[rival], instrumentId))
      rivals.push({ source: rival, reach, asked, ...overlap, isOwner })
    }
    const contest = {
      source,
      bytes,
      identities: this.#identities.get(kind),
      reach: this.#reach[source].get(instrumentId),
      rivals,
    }
    contests.set(instrumentId, contest)
    return contest
  }

  #overlap(
    overlaps: Map<number, Overlap>[],
    kind: string,
    owner: number,
    other: number,
    instrumentId: number,
  ): Overlap {
    const pair = owner * this.#sources.length + other
    overlaps[pair] ??= new Map()
    let found = overlaps[pair].get(instrumentId)
    if (!found) {
      const seam = this.#identities.has(kind)
        ? seamOf(this.#sources[owner], this.#sources[other], instrumentId)
        : undefined
      found = {
        shared: new SharedRecords(),
        seam: seam && new SharedInstant(seam.isFirstEnding),
      }
      overlaps[pair].set(instrumentId, found)
    }
    return found
  }
}
