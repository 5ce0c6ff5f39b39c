import { readDbn } from '../../src/dbn/file.ts'
import { timed, type Workload } from '../workload.ts'
import { ZSTD_REFERENCE, zstdSeconds } from '../zstd.ts'

/** A .dbn.zst file to columns. */
export const decode: Workload = {
  name: 'decode',
  warmUps: 1,
  startsAnew: false,
  async prepare({ path }) {
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
  },
}

async function countRecords(path: string): Promise<number> {
  let records = 0
  for await (const item of readDbn(path)) if (item.type === 'records') records += item.table.length
  return records
}
