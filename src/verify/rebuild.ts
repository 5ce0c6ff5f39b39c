import { MBO_RECORD_COLUMNS } from '../book/mbo-records.ts'
import type { Row } from '../contracts/kinds.ts'
import { DATASETS, type Snapshot } from '../contracts/registry.ts'
import { Failure } from '../failure.ts'
import type { Manifest, PartitionInput } from '../lake/partition/manifest.ts'
import { type PartitionReader, readPartition } from '../lake/partition/read.ts'
import { formatPartition, type Lake, type Partition } from '../lake/paths.ts'
import { parseSession } from '../market/session.ts'
import { NANOSECONDS_PER_SECOND } from '../market/time.ts'
import { ReferenceRadar } from '../surfaces/reference-radar.ts'
import { type ReferenceRecord, ReferenceSeconds } from '../surfaces/reference-seconds.ts'
import { levelPlace, windowPlace } from './cells.ts'
import type { Check, CheckSubject } from './check.ts'
import type { Evidence } from './evidence.ts'
import { gridOf } from './grid.ts'
import { partitionInputs } from './lineage.ts'
import { withReaders } from './readers.ts'
import { referenceRecords } from './reference-records.ts'
import { StoredRows } from './stored-rows.ts'

/** Bronze, replayed through an independent implementation of the book, gives the same surfaces. */
export const rebuild: Check = {
  name: 'rebuild',
  proves: 'an independent replay of bronze gives every cell of snapshot, wall and radar',
  reads: [DATASETS.snapshot, DATASETS.wall, DATASETS.radar],
  run: (subject, evidence) =>
    withReaders(subject, (...readers) => new Rebuild(subject, readers, evidence).run()),
}

class Rebuild {
  readonly #subject: CheckSubject
  readonly #manifest: Manifest
  readonly #snapshot: StoredRows
  readonly #wall: StoredRows
  readonly #radar: StoredRows
  readonly #evidence: Evidence
  readonly #tickSize: bigint
  readonly #endSecond: bigint
  readonly #reference: ReferenceSeconds
  /** The latest second reached by a record of the session. */
  #second = 0n
  #records = 0
  #crossed = 0

  constructor(subject: CheckSubject, readers: readonly PartitionReader[], evidence: Evidence) {
    const { lake } = subject
    const [snapshot, wall, radar] = readers
    this.#subject = subject
    this.#evidence = evidence
    const [snapshotKeys, wallKeys, radarKeys] = rebuild.reads.map((key) => sortKeys(lake, key))
    this.#snapshot = new StoredRows('snapshot', snapshot, snapshotKeys, windowPlace, evidence)
    this.#wall = new StoredRows('wall', wall, wallKeys, levelPlace, evidence)
    this.#radar = new StoredRows('radar', radar, radarKeys, windowPlace, evidence)
    const { manifest } = snapshot
    this.#manifest = manifest
    const { tickSize, maxRelTicks } = gridOf(manifest)
    const session = parseSession(String(manifest.stage.parameters.session), manifest.dt)
    this.#tickSize = BigInt(tickSize)
    this.#endSecond = BigInt(session.endSecond)
    const reference = new ReferenceRadar()
    this.#reference = new ReferenceSeconds(
      {
        tickSize: this.#tickSize,
        startSecond: BigInt(session.startSecond),
        endSecond: this.#endSecond,
        maxRelTicks,
      },
      (row, rows, window) => {
        if (isCrossed(row)) this.#crossed++
        this.#snapshot.compare(row)
        for (const level of rows) this.#wall.compare(level)
        const features = reference.row(window)
        if (features) this.#radar.compare(features)
      },
    )
  }

  async run(): Promise<void> {
    for (const day of bronzeDays(this.#manifest)) await this.#pushDay(day)
    await this.#readThrough(this.#second)
    this.#reference.end()
    for (const stored of [this.#snapshot, this.#wall, this.#radar]) await stored.end()
    this.#evidence.count('records', this.#records)
    this.#evidence.count('windows', this.#snapshot.compared)
    this.#evidence.count('levels', this.#wall.compared)
    this.#evidence.count('radar rows', this.#radar.compared)
    this.#compareQuality(this.#manifest)
  }

  async #pushDay(day: Partition): Promise<void> {
    const reader = await readPartition(this.#subject.lake, day)
    try {
      for await (const table of reader.tables(MBO_RECORD_COLUMNS)) {
        this.#subject.signal.throwIfAborted()
        for (const record of referenceRecords(table, this.#tickSize)) {
          if (this.#closesWindows(record)) await this.#readThrough(this.#second)
          this.#reference.push(record)
        }
        this.#records += table.length
      }
      this.#reference.endFile()
    } finally {
      await reader.close()
    }
  }

  /** Whether this record may end seconds, whose stored rows must then be loaded. */
  #closesWindows({ isSnapshot, time }: ReferenceRecord): boolean {
    const second = time / NANOSECONDS_PER_SECOND
    if (isSnapshot || second <= this.#second || second >= this.#endSecond) return false
    this.#second = second
    return true
  }

  async #readThrough(second: bigint): Promise<void> {
    const end = (second + 1n) * NANOSECONDS_PER_SECOND
    for (const stored of [this.#snapshot, this.#wall, this.#radar]) await stored.readThrough(end)
  }

  /** Compares the quality counts of both implementations. */
  #compareQuality(manifest: Manifest): void {
    const { counts, orders } = this.#reference.book
    const expected: Record<string, number> = {
      ...counts,
      records: this.#records,
      resting_orders: orders.size,
      crossed_windows: this.#crossed,
    }
    for (const [name, count] of Object.entries(expected)) {
      const stated = manifest.quality[name]
      if (stated !== count)
        this.#evidence.offend(
          () =>
            `${formatPartition(manifest)}: quality ${name} is ${stated}, the rebuild's ${count}`,
        )
    }
  }
}

/** The input days of bronze, in order. */
function bronzeDays(manifest: Manifest): PartitionInput[] {
  const days = partitionInputs(manifest)
    .filter(({ dataset }) => dataset === DATASETS.mbo)
    .sort((a, b) => (a.dt < b.dt ? -1 : 1))
  if (days.length > 0) return days
  throw new Failure({
    code: 'input',
    what: 'the manifest records no bronze to rebuild it from',
    where: formatPartition(manifest),
    expected: `inputs of ${DATASETS.mbo}`,
    fix: 'run the pipeline for it again with --overwrite',
  })
}

function sortKeys({ datasets }: Lake, key: string): readonly string[] {
  const dataset = datasets.get(key)
  if (!dataset) throw new Error(`the lake has no dataset ${key}`)
  return dataset.sort
}

function isCrossed(row: Row<Snapshot>): boolean {
  const { best_bid_qty, best_ask_qty, best_bid_price_int, best_ask_price_int } = row
  return best_bid_qty !== 0 && best_ask_qty !== 0 && best_bid_price_int > best_ask_price_int
}
