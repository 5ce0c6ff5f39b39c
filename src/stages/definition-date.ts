import { DATASETS } from '../contracts/registry.ts'
import { listPartitions } from '../lake/partition/list.ts'
import type { Lake } from '../lake/paths.ts'
import { contractOf } from './future-contract.ts'
import type { Target } from './stage.ts'

/**
 * The latest date up to a day for which the lake has definitions of the same contract; the day
 * itself if none. Ten years earlier the same symbol was another contract, with other options.
 */
export async function definitionDate(lake: Lake, target: Target): Promise<string> {
  const { symbol, dt } = target
  const there = await listPartitions(lake, { dataset: DATASETS.definitions, symbol })
  const latest = there.findLast((partition) => partition.dt <= dt)?.dt ?? dt
  if (latest === dt) return dt
  // Dates of one contract are contiguous: before the latest there are only older contracts.
  const isSame =
    (await contractOf(lake, { symbol, dt: latest })) === (await contractOf(lake, target))
  return isSame ? latest : dt
}
