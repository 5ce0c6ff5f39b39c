import { Failure } from '../../failure.ts'
import { AT_EDGE, OUTSIDE, placeIn, reachOf } from './reach.ts'
import type { ReceivedBatch } from './received.ts'
import { RecordBytes } from './record-bytes.ts'
import { SharedRecords } from './shared-records.ts'
import { historicalIds, overlap, type Source } from './sources.ts'

/** Which of some records count, and why the others do not. */
export interface Chosen {
  readonly rows: Int32Array
  /** Records that another file has too. */
  readonly repeated: number
  /** Records of a live recording whose instrument a historical file has that day. */
  readonly superseded: number
}

const NONE: readonly number[] = []

/**
 * Sees to it that a record which several files hold counts once. Where two speak of an instrument
 * at one time, the first has its records; what the other has there must be the same, record for
 * record. Records of equal time, channel and sequence are to be asked for in order of precedence.
 * Live recordings give way to historical files.
 */
export class Coverage {
  readonly #sources: readonly Source[]
  readonly #bytes: ReadonlyMap<string, RecordBytes>
  /** Of each source those that may have the same records, in order. */
  readonly #rivals: readonly (readonly number[])[]
  /** Of each source that has rivals, when it speaks of which instrument. */
  readonly #reach: readonly ReadonlyMap<number, Uint32Array>[]
  readonly #historical = new Map<string, ReadonlySet<number>>()
  /** By kind of record; then by pair of sources, `owner · sources + other`; then by instrument. */
  readonly #overlaps = new Map<string, Map<number, SharedRecords>[]>()

  /**
   * @param sources in order of precedence
   * @param columns by kind of record, those that must be the same
   */
  constructor(sources: readonly Source[], columns: ReadonlyMap<string, readonly string[]>) {
    this.#sources = sources
    this.#bytes = new Map([...columns].map(([kind, names]) => [kind, new RecordBytes(names)]))
    this.#rivals = sources.map((one, index) =>
      sources.flatMap((other, at) => (at !== index && overlap(one, other) ? [at] : [])),
    )
    this.#reach = sources.map(({ stretches }, index) =>
      this.#rivals[index].length === 0
        ? new Map()
        : new Map([...stretches].map(([id, list]) => [id, reachOf(list)])),
    )
  }

  /** Those of a source's records of one UTC date that count. */
  choose(source: number, dt: string, batch: ReceivedBatch, rows: Int32Array): Chosen {
    const live = this.#sources[source].isLive ? this.#notHistorical(dt, batch, rows) : rows
    const superseded = rows.length - live.length
    if (this.#rivals[source].length === 0 || batch.times === undefined)
      return { rows: live, repeated: 0, superseded }
    const own = this.#own(source, batch, batch.times, live)
    return { rows: own, repeated: live.length - own.length, superseded }
  }

  /** @throws Failure `input` naming two files that do not have the same of an instrument */
  assertSame(): void {
    for (const byPair of this.#overlaps.values()) {
      for (const [pair, byInstrument] of byPair.entries()) {
        if (!byInstrument) continue
        const owner = this.#sources[Math.floor(pair / this.#sources.length)]
        const other = this.#sources[pair % this.#sources.length]
        for (const [instrumentId, shared] of byInstrument) {
          const found = shared.difference()
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

  /** Notes records of a source that has rivals, and picks those that no other source comes first for. */
  #own(
    source: number,
    { layout: { kind }, table }: ReceivedBatch,
    times: Uint32Array,
    rows: Int32Array,
  ): Int32Array {
    const bytes = this.#bytes.get(kind)
    if (!bytes) throw new Error(`${kind} records are not in bronze`)
    const ids = table.column('instrument_id', 'uint32')
    const reach = this.#reach[source]
    const overlaps = this.#overlaps.get(kind) ?? []
    this.#overlaps.set(kind, overlaps)
    const own = new Int32Array(rows.length)
    let count = 0
    for (const row of rows) {
      const id = ids[row]
      const low = times[2 * row]
      const high = times[2 * row + 1]
      const place = placeIn(reach.get(id), low, high)
      let isOwn = true
      for (const rival of place === OUTSIDE ? NONE : this.#rivals[source]) {
        const there = placeIn(this.#reach[rival].get(id), low, high)
        if (there === OUTSIDE) continue
        const record = bytes.of(table, row)
        const isAtEdge = place === AT_EDGE || there === AT_EDGE
        if (rival > source) {
          this.#overlap(overlaps, source, rival, id).addOwner(record, isAtEdge)
        } else if (this.#overlap(overlaps, rival, source, id).addOther(record, isAtEdge)) {
          isOwn = false
          break
        }
      }
      if (isOwn) own[count++] = row
    }
    return own.subarray(0, count)
  }

  #overlap(
    overlaps: Map<number, SharedRecords>[],
    owner: number,
    other: number,
    instrumentId: number,
  ): SharedRecords {
    const pair = owner * this.#sources.length + other
    overlaps[pair] ??= new Map()
    let found = overlaps[pair].get(instrumentId)
    if (!found) {
      found = new SharedRecords()
      overlaps[pair].set(instrumentId, found)
    }
    return found
  }
}
