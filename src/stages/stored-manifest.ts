import type { Manifest } from '../lake/partition/manifest.ts'
import { readStored } from '../lake/partition/stored.ts'
import type { Lake, Partition } from '../lake/paths.ts'

/** A partition's manifest; undefined where there is none that can be believed. */
export async function storedManifest(
  lake: Lake,
  partition: Partition,
): Promise<Manifest | undefined> {
  return readStored(lake, partition).catch(() => undefined)
}
