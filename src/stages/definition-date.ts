import { DATASETS } from '../contracts/registry.ts'
import { listPartitions } from '../lake/partition/list.ts'
import type { Lake } from '../lake/paths.ts'
import { contractOf } from './future-contract.ts'
import type { Target } from './stage.ts'

/**
 * The latest date up to a day's own that the lake has definitions of its contract of; the day's own
 * if none. Ten years before the same symbol was another contract, with other options.
 */
export async function definitionDate(lake: Lake, target: Target): Promise<string> {
  const { symbol, dt } = target
  const there = await listPartitions(lake, { dataset: DATASETS.definitions, symbol })
  const latest = there.findLast((partition) => partition.dt <= dt)?.dt ?? dt
  if (latest === dt) return dt
  // Definitions of one contract lie together: before the latest there are only older ones.
  const isSame =
    (await contractOf(lake, { symbol, dt: latest })) === (await contractOf(lake, target))
  return isSame ? latest : dt
}
