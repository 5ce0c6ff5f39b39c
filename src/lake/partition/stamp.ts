import type { Lake, Partition } from '../paths.ts'
import { manifestKey, stageDayOf } from './keys.ts'

/**
 * What tells, at the price of one look, that a partition is still the one that it was: the etag of
 * its manifest. "none" where there is no such partition.
 */
export async function partitionStamp(lake: Lake, partition: Partition): Promise<string> {
  const entry = await lake.store.head(manifestKey(stageDayOf(lake, partition)))
  return entry?.etag ?? 'none'
}
