import { DATASETS } from '../contracts/registry.ts'
import { listPartitions } from '../lake/partition/list.ts'
import type { Lake } from '../lake/paths.ts'
import { addDays } from '../market/time.ts'
import type { Read, Target } from './stage.ts'
import { storedManifest } from './stored-manifest.ts'

type StatisticsKey = typeof DATASETS.statistics

/** Covers a weekend and a holiday. */
const MAX_PUBLICATION_DELAY_DAYS = 4

/**
 * The statistics that may speak of a day: its own, and those of the nights before that the lake
 * has. Exchanges publish a trading date's figures the night after, which before a Monday is
 * Friday's.
 */
export async function publishedStatistics(
  lake: Lake,
  { symbol, dt }: Target,
): Promise<Read<StatisticsKey>[]> {
  const first = addDays(dt, -MAX_PUBLICATION_DELAY_DAYS)
  const found: Read<StatisticsKey>[] = []
  for (const partition of await listPartitions(lake, { dataset: DATASETS.statistics, symbol })) {
    const isNear = first <= partition.dt && partition.dt <= dt
    if (isNear && (await storedManifest(lake, partition))) {
      found.push({ ...partition, dataset: DATASETS.statistics, optional: true })
    }
  }
  return found
}
