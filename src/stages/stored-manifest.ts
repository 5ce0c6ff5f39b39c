import type { Manifest } from '../lake/partition/manifest.ts'
import { readStored } from '../lake/partition/stored.ts'
import type { Lake, Partition } from '../lake/paths.ts'
import { isSystemError } from '../lake/store/file-failure.ts'

/**
 * A partition's manifest; undefined where there is none that can be believed.
 *
 * @throws the system's error where it is not known: a run would do without an input that is there
 */
export async function storedManifest(
  lake: Lake,
  partition: Partition,
): Promise<Manifest | undefined> {
  return readStored(lake, partition).catch((error: unknown) => {
    if (isSystemError(error)) throw error
    return undefined
  })
}
