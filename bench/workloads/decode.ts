import { readDbn } from '../../src/dbn/file.ts'
import type { Day } from '../day.ts'
import { type Rounds, timed } from '../workload.ts'
import { ZSTD_REFERENCE, zstdSeconds } from '../zstd.ts'

/** A .dbn.zst file to columns. */
export async function prepareDecode({ path }: Day): Promise<Rounds> {
  return {
    async round() {
      const referenceSeconds = await zstdSeconds(path)
      const { seconds, value } = await timed(() => countRecords(path))
      return [
        {
          name: 'decode',
          items: value,
          unit: 'records',
          seconds,
          reference: ZSTD_REFERENCE,
          referenceSeconds,
          asked: '≤ 2 ×',
        },
      ]
    },
    async close() {},
  }
}

async function countRecords(path: string): Promise<number> {
  let records = 0
  for await (const item of readDbn(path)) if (item.type === 'records') records += item.table.length
  return records
}
