import type { Manifest } from '../lake/manifest.ts'
import type { Lake, Partition } from '../lake/paths.ts'
import { readStored } from '../lake/stored.ts'

/** A partition's manifest; undefined where there is none that can be believed. */
export async function storedManifest(
  lake: Lake,
  partition: Partition,
): Promise<Manifest | undefined> {
  return readStored(lake, partition).catch(() => undefined)
}
