import { Block } from '../dbn/block.ts'
import type { RecordBatch } from '../dbn/decoder.ts'
import { encodeRows } from '../dbn/encode.ts'
import { readDbn } from '../dbn/file.ts'
import { NEWEST_VERSION, RECORD_KINDS, recordLayout } from '../dbn/layout.ts'
import { RecordColumns } from '../dbn/record-columns.ts'
import { upgrade } from '../dbn/upgrade.ts'
import { sendingTimes } from './record-times.ts'
import { schemaOfRecord } from './schema-of-record.ts'
import type { ServedFile } from './served-files.ts'

/** Most records of a batch: half a megabyte of orders. */
const BATCH_ROWS = 8192

/** Consecutive records of one file and kind, as the bytes that a session of the newest version sends. */
export interface Batch {
  readonly bytes: Uint8Array
  /** Of each record. */
  readonly recordBytes: number
  /** See SCHEMAS. */
  readonly schema: number
  readonly count: number
  /** When each may be sent; ascending. */
  readonly times: BigInt64Array
  readonly events: BigInt64Array
  readonly instruments: Uint32Array
}

/**
 * The records of a file, in its order and upgraded to the newest version, a batch at a time. A batch
 * is valid until the next one is asked for.
 */
export async function* fileRecords(file: ServedFile): AsyncGenerator<Batch> {
  const { path, schema, allowTruncated } = file
  let latest = 0n
  let block = new Block(0)
  const reading = { kinds: RECORD_KINDS, batchRows: BATCH_ROWS, allowTruncated }
  for await (const item of readDbn(path, reading)) {
    if (item.type !== 'records') continue
    const recordSchema = schemaOfRecord(schema, item.layout.kind)
    if (recordSchema === undefined) continue
    const { table } = item
    const times = sendingTimes(item.layout, table, latest)
    latest = times[times.length - 1] ?? latest
    const recordBytes = recordLayout(item.layout.kind, NEWEST_VERSION).size
    if (block.capacity < table.length * recordBytes) block = new Block(table.length * recordBytes)
    encodeUpgraded(item, block)
    yield {
      bytes: block.bytes,
      recordBytes,
      schema: recordSchema,
      count: table.length,
      times,
      events: table.column('ts_event', 'int64'),
      instruments: table.column('instrument_id', 'uint32'),
    }
  }
}

/** A recording's own `ts_out` is left out: it says when another gateway sent the record. */
function encodeUpgraded({ layout, table }: RecordBatch, block: Block): void {
  const newest = recordLayout(layout.kind, NEWEST_VERSION)
  encodeRows(new RecordColumns(newest, upgrade(layout, table)), 0, block, 0)
}
