import { readDbn } from './file.ts'
import { formatRecord } from './print.ts'

/** A record as people read it. */
export interface HeadRecord {
  readonly kind: string
  readonly fields: readonly (readonly [name: string, value: string])[]
}

/** The first records of a file of the kinds that are decoded. */
export async function headOfDbn(file: string, most: number): Promise<HeadRecord[]> {
  const records: HeadRecord[] = []
  const batchRows = Math.min(most, 1024)
  for await (const item of readDbn(file, { allowTruncated: true, batchRows })) {
    if (item.type !== 'records') continue
    for (let row = 0; row < item.table.length && records.length < most; row++) {
      records.push({ kind: item.layout.kind, fields: formatRecord(item, row) })
    }
    if (records.length >= most) break
  }
  return records
}
