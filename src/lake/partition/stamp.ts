import type { Lake, Partition } from '../paths.ts'
import { manifestKey, stageDayOf } from './keys.ts'

/**
 * Version of a partition, read in one request: the etag of its manifest; "none" if the partition
 * does not exist.
 */
export async function partitionStamp(lake: Lake, partition: Partition): Promise<string> {
  const entry = await lake.store.head(manifestKey(stageDayOf(lake, partition)))
  return entry?.etag ?? 'none'
}
