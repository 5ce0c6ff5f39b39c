import { DATASETS } from '../contracts/registry.ts'
import { listPartitions } from '../lake/partition/list.ts'
import type { Lake } from '../lake/paths.ts'
import { LakeSeconds } from '../seconds/lake-seconds.ts'
import type { DayDescription } from '../seconds/second.ts'

/** What says which sessions are alike. */
export type SessionDay = Pick<DayDescription, 'symbol' | 'dt' | 'session'>

/**
 * The latest sessions before a day that the lake has of the same symbol and session rule, the latest
 * first. Each is closed once the next is asked for.
 *
 * @param count maximum number
 */
export async function* earlierSessions(
  lake: Lake,
  { symbol, dt, session }: SessionDay,
  count: number,
): AsyncGenerator<LakeSeconds> {
  const stored = await listPartitions(lake, { dataset: DATASETS.snapshot, symbol })
  let found = 0
  for (const day of stored.filter((each) => each.dt < dt).reverse()) {
    if (found === count) return
    const source = await LakeSeconds.ofFinalTables(lake, symbol, day.dt)
    try {
      if (source.day.session !== session) continue
      found++
      yield source
    } finally {
      await source.close()
    }
  }
}
