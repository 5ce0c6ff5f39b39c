import { type RecordCell, recordCells } from './cells.ts'
import { rtypeName } from './codes.ts'
import { type ReadOptions, readDbn } from './file.ts'
import { kindName, RECORD_KINDS } from './layout.ts'

/** A record for display. */
export interface HeadRecord {
  /** "mbo", "mbp-1". */
  readonly kind: string
  readonly fields: readonly (readonly [name: string, cell: RecordCell])[]
}

export interface DbnHead {
  /** In the order of the file. */
  readonly records: readonly HeadRecord[]
  /** Counts of unknown record types in the part of the file that was read. */
  readonly unknown: Readonly<Record<string, number>>
}

export interface HeadOptions {
  /** Number of records, at least 1. */
  readonly records: number
  /** Formats prices; decimals by default. */
  readonly price?: (price: bigint) => string
  /** The bytes to read instead of the file. */
  readonly input?: ReadOptions['input']
}

/** The first records of a file, of every kind; of a truncated file only complete records. */
export async function readDbnHead(file: string, options: HeadOptions): Promise<DbnHead> {
  const { records: maxRecords, price, input } = options
  const records: HeadRecord[] = []
  const unknown: Record<string, number> = {}
  const reading = {
    allowTruncated: true,
    batchRows: Math.min(maxRecords, 1024),
    kinds: RECORD_KINDS,
    raw: true,
    ...(input && { input }),
  }
  for await (const item of readDbn(file, reading)) {
    if (item.type === 'raw') {
      const name = rtypeName(item.rtype)
      unknown[name] = (unknown[name] ?? 0) + 1
    } else if (item.type === 'records') {
      const kind = kindName(item.layout.kind)
      for (let row = 0; row < item.table.length && records.length < maxRecords; row++) {
        records.push({ kind, fields: recordCells(item, row, price && { price }) })
      }
      if (records.length >= maxRecords) break
    }
  }
  return { records, unknown }
}
