import { DATASETS } from '../contracts/registry.ts'
import { readPartition } from '../lake/partition/read.ts'
import type { Lake } from '../lake/paths.ts'
import type { Target } from './stage.ts'

/** End of a session's first window, Unix seconds, from the Parquet footer of its snapshots. */
export async function firstWindowEnd(lake: Lake, { symbol, dt }: Target): Promise<number> {
  const reader = await readPartition(lake, { dataset: DATASETS.snapshot, symbol, dt })
  try {
    const minimum = reader.rowGroups[0]?.ranges.window_end_ts_ns?.minimum
    if (typeof minimum !== 'bigint')
      throw new Error(`${DATASETS.snapshot} ${symbol} ${dt} has no first window`)
    return Number(minimum / 1_000_000_000n)
  } finally {
    await reader.close()
  }
}
