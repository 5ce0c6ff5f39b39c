import { cachedDay } from '../day.ts'
import type { Load, Rounds } from '../workload.ts'
import { ZSTD_REFERENCE, zstdSeconds } from '../zstd.ts'
import { inOwnLake } from './live.ts'

/** Two hours at a day's pace: memory is to be flat after the first. */
const MAX_RECORDS = 670_000

/** A stretch of a day through gateway, engine, wire and lake as fast as it goes, for its memory. */
export async function prepareLiveDay({ seed, records }: Load): Promise<Rounds> {
  const day = await cachedDay({ seed, records: Math.min(records, MAX_RECORDS) })
  return {
    async round() {
      const referenceSeconds = await zstdSeconds(day.path)
      const wishes = { files: [day.path], speed: 'max', session: 'file', writesLake: true } as const
      const { records: items, seconds } = await inOwnLake(wishes)
      return [
        {
          name: "gateway to wire and lake, a day's pace",
          items,
          unit: 'records',
          seconds,
          reference: ZSTD_REFERENCE,
          referenceSeconds,
          asked: '800 MB',
        },
      ]
    },
    async close() {},
  }
}
