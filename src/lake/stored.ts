import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAbsent } from './file-failure.ts'
import { decodeOwned, isGone } from './owner.ts'
import { type Lake, type Partition, partitionFolder, TRASH } from './paths.ts'
import { readManifest, type StoredManifest } from './success.ts'

/** Between two renames of a swap a partition is not there for less than this, milliseconds. */
const SWAP_MS = 10
/** Looks at a partition under swap before it is taken for what it looks like. */
const MAX_LOOKS = 50

/**
 * Reads the manifest of a partition in its place, as `readManifest` does. One that another run is
 * just replacing is there.
 *
 * @returns undefined if there is no such partition
 * @throws Failure `input` as `readManifest`
 */
export function readStored(lake: Lake, partition: Partition): Promise<StoredManifest | undefined> {
  const folder = partitionFolder(lake, partition)
  return pastSwap(lake, partition, () => readManifest(folder, partition))
}

/**
 * Looks at a partition, and again if another run is just replacing it: what is neither the old one
 * nor the new one is not seen.
 *
 * @param look undefined, or an error, where it is not there
 */
export async function pastSwap<T>(
  lake: Lake,
  partition: Partition,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (let looks = 1; ; looks++) {
    const isLast = looks === MAX_LOOKS
    try {
      const found = await look()
      if (found !== undefined || isLast) return found
    } catch (error) {
      if (isLast) throw error
    }
    if (await isUnderSwap(lake, partition)) await sleep(SWAP_MS)
    // The swap that was met may be over by now: one more look decides.
    else looks = MAX_LOOKS - 1
  }
}

/** Is a live run's old partition in the trash? */
async function isUnderSwap({ root }: Lake, { dataset, symbol, dt }: Partition): Promise<boolean> {
  const names = await readdir(join(root, TRASH)).catch((error: unknown) => {
    if (isAbsent(error)) return []
    throw error
  })
  return names.some((name) => {
    const found = decodeOwned(name)
    return (
      found?.partition.dataset === dataset &&
      found.partition.symbol === symbol &&
      found.partition.dt === dt &&
      !isGone(found.owner)
    )
  })
}
