import { rtypeName } from './codes.ts'
import { readDbn } from './file.ts'
import { formatRecord } from './print.ts'

/** A record as people read it. */
export interface HeadRecord {
  readonly kind: string
  readonly fields: readonly (readonly [name: string, value: string])[]
}

export interface Head {
  readonly records: readonly HeadRecord[]
  /** Records of kinds that are not decoded, by kind; of as much of the file as was read. */
  readonly skipped: Readonly<Record<string, number>>
}

/**
 * The first records of a file of the kinds that are decoded; of a cut file what is whole.
 *
 * @param most how many, 1 at least
 */
export async function headOfDbn(file: string, most: number): Promise<Head> {
  const records: HeadRecord[] = []
  const batchRows = Math.min(most, 1024)
  for await (const item of readDbn(file, { allowTruncated: true, batchRows })) {
    if (item.type === 'end') {
      const skipped = [...item.skipped].map(([rtype, count]) => [rtypeName(rtype), count])
      return { records, skipped: Object.fromEntries(skipped) }
    }
    if (item.type !== 'records') continue
    for (let row = 0; row < item.table.length && records.length < most; row++) {
      records.push({ kind: item.layout.kind, fields: formatRecord(item, row) })
    }
    if (records.length >= most) break
  }
  return { records, skipped: {} }
}
