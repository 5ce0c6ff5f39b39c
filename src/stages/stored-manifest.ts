import { type Lake, type Partition, partitionFolder } from '../lake/paths.ts'
import { readManifest, type StoredManifest } from '../lake/success.ts'

/** A partition's manifest; undefined where there is none that can be believed. */
export async function storedManifest(
  lake: Lake,
  partition: Partition,
): Promise<StoredManifest | undefined> {
  return readManifest(partitionFolder(lake, partition), partition).catch(() => undefined)
}
