import type { Lake, Partition } from '../lake/paths.ts'
import { readStored } from '../lake/stored.ts'
import type { StoredManifest } from '../lake/success.ts'

/** A partition's manifest; undefined where there is none that can be believed. */
export async function storedManifest(
  lake: Lake,
  partition: Partition,
): Promise<StoredManifest | undefined> {
  return readStored(lake, partition).catch(() => undefined)
}
