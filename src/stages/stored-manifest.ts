import type { Manifest } from '../lake/partition/manifest.ts'
import { readStored } from '../lake/partition/stored.ts'
import type { Lake, Partition } from '../lake/paths.ts'
import { isSystemError } from '../lake/store/file-failure.ts'

/**
 * A partition's manifest; undefined if it is missing or damaged.
 *
 * @throws system errors, because the input may exist and must not be treated as missing
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
