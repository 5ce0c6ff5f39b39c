import { hash } from 'node:crypto'
import type { RecordKind } from '../../dbn/layout.ts'
import { Failure } from '../../failure.ts'
import { gather } from '../../table/gather.ts'
import { Table } from '../../table/table.ts'
import { isLive } from './file-claim.ts'
import type { RawFile } from './raw-files.ts'
import type { ReceivedBatch, ReceivedItem } from './received.ts'
import { RecordEncoder } from './record-encoder.ts'

/** Kinds of records that are published once each. */
const REPORTS: readonly RecordKind[] = ['definition', 'statistics']

/**
 * A file's items without definitions and statistics that it has had already, byte for byte: the
 * exchange publishes each once, and a live recording repeats definitions after a lost connection.
 *
 * @param onRepeated called with the number of records of a batch that are left out
 * @throws Failure `input` if the rest of a historical file is not in order of receipt
 */
export async function* withDistinctReports(
  items: AsyncIterable<ReceivedItem>,
  file: RawFile,
  onRepeated: (count: number) => void,
): AsyncGenerator<ReceivedItem> {
  const reports = new Map(REPORTS.map((kind) => [kind, new KnownReports(kind, file)]))
  for await (const item of items) {
    const known = item.type === 'records' ? reports.get(item.layout.kind) : undefined
    if (item.type !== 'records' || known === undefined) {
      yield item
      continue
    }
    const rows = known.newRows(item)
    const repeated = item.table.length - rows.length
    if (repeated > 0) onRepeated(repeated)
    if (rows.length > 0) yield repeated > 0 ? withRows(item, rows) : item
  }
}

/** What a file has had so far of one kind of records. */
class KnownReports {
  readonly #kind: RecordKind
  readonly #file: RawFile
  readonly #hashes = new Set<string>()
  #encoder: RecordEncoder | undefined
  /** When the last record was received, u64 ns as words. */
  #low = 0
  #high = 0

  constructor(kind: RecordKind, file: RawFile) {
    this.#kind = kind
    this.#file = file
  }

  /** The rows of the file's next batch that it has not had. */
  newRows({ layout, table, times }: ReceivedBatch): Int32Array {
    this.#encoder ??= new RecordEncoder(layout.contract.fields.map(({ name }) => name))
    const rows = new Int32Array(table.length)
    let count = 0
    for (let row = 0; row < table.length; row++) {
      const digest = hash('sha256', this.#encoder.encode(table, row), 'base64')
      if (this.#hashes.has(digest)) continue
      this.#hashes.add(digest)
      rows[count++] = row
      if (times) this.#assertInOrder(times[2 * row], times[2 * row + 1])
    }
    return rows.subarray(0, count)
  }

  #assertInOrder(low: number, high: number): void {
    const isBefore = high < this.#high || (high === this.#high && low < this.#low)
    // A live recording has definitions of before its start, and those of each connection.
    if (isBefore && !isLive(this.#file)) throw this.#outOfOrder()
    this.#low = low
    this.#high = high
  }

  #outOfOrder(): Failure {
    return new Failure({
      code: 'input',
      what: `its ${this.#kind} records are not in order of receipt (ts_recv)`,
      where: this.#file.path,
      expected: 'each received with or after the one before it',
      fix: 'download the file again and ingest it as it was delivered',
    })
  }
}

/** Some rows of a batch. */
function withRows(batch: ReceivedBatch, rows: Int32Array): ReceivedBatch {
  const table = new Table(batch.table.contract, rows.length)
  gather(batch.table, rows, table)
  table.length = rows.length
  const times = batch.times && new Uint32Array(2 * rows.length)
  for (let index = 0; times && batch.times && index < rows.length; index++) {
    times[2 * index] = batch.times[2 * rows[index]]
    times[2 * index + 1] = batch.times[2 * rows[index] + 1]
  }
  return { ...batch, table, times }
}
