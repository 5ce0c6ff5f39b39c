import { type RecordCell, recordCells } from './cells.ts'
import { rtypeName } from './codes.ts'
import { type ReadOptions, readDbn } from './file.ts'
import { kindName, RECORD_KINDS } from './layout.ts'

/** A record as people read it. */
export interface HeadRecord {
  /** "mbo", "mbp-1". */
  readonly kind: string
  readonly fields: readonly (readonly [name: string, cell: RecordCell])[]
}

export interface Head {
  /** In the order of the file. */
  readonly records: readonly HeadRecord[]
  /** Records of types that DBN does not name, by type; of as much of the file as was read. */
  readonly unknown: Readonly<Record<string, number>>
}

export interface HeadOptions {
  /** How many records, 1 at least. */
  readonly records: number
  /** How prices are written; as decimals if left out. */
  readonly price?: (price: bigint) => string
  /** The bytes, where they are not the file's. */
  readonly input?: ReadOptions['input']
}

/** The first records of a file, of every kind that DBN has; of a cut file what is whole. */
export async function headOfDbn(file: string, options: HeadOptions): Promise<Head> {
  const { records: most, price, input } = options
  const records: HeadRecord[] = []
  const unknown: Record<string, number> = {}
  const reading = {
    allowTruncated: true,
    batchRows: Math.min(most, 1024),
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
      for (let row = 0; row < item.table.length && records.length < most; row++) {
        records.push({ kind, fields: recordCells(item, row, price && { price }) })
      }
      if (records.length >= most) break
    }
  }
  return { records, unknown }
}
