import { listPartitions } from '../lake/list.ts'
import type { Lake } from '../lake/paths.ts'
import { DEFINITIONS } from './bronze/datasets.ts'
import type { Target } from './stage.ts'

/** The latest date up to a day's own that the lake has definitions of; the day's own if none. */
export async function definitionDate(lake: Lake, { symbol, dt }: Target): Promise<string> {
  const there = await listPartitions(lake, { dataset: DEFINITIONS, symbol })
  return there.findLast((partition) => partition.dt <= dt)?.dt ?? dt
}
