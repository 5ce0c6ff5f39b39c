import { listPartitions } from '../lake/list.ts'
import type { Lake } from '../lake/paths.ts'
import { MBO } from './bronze/datasets.ts'
import { SNAPSHOT } from './silver/futures-book.ts'
import type { Target } from './stage.ts'

/**
 * Dates before one that the lake has a session of, or the orders to make it from; the latest last.
 *
 * @param most how many of the latest
 */
export async function earlierSessions(
  lake: Lake,
  { symbol, dt }: Target,
  most: number,
): Promise<string[]> {
  const dates = new Set<string>()
  for (const dataset of [MBO, SNAPSHOT]) {
    for (const partition of await listPartitions(lake, { dataset, symbol })) {
      if (partition.dt < dt) dates.add(partition.dt)
    }
  }
  return [...dates].sort().slice(-most)
}
