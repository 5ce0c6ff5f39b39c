import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../failure.ts'
import { fileFailure, isAbsent } from './file-failure.ts'
import { clearLocks } from './lock.ts'
import { decodeOwned, isGone, type OwnedPartition } from './owner.ts'
import { isPartition, type Lake, type Partition, partitionFolder, STAGING, TRASH } from './paths.ts'
import { readManifest } from './success.ts'
import { isThere, moveIn } from './swap.ts'

/** What was found of runs that were killed, and done about it. */
export interface Recovery {
  /** Whole new partitions put where they belong. */
  readonly forward: readonly Partition[]
  /** Old partitions put back. */
  readonly back: readonly Partition[]
  /** Folders removed. */
  readonly cleared: number
}

/**
 * Finishes what killed runs began, before anything else is done with a lake. A whole staged
 * partition whose place is empty goes there; failing that, the old one goes back; the rest is
 * removed, and so are the locks. What a live run or another host owns is left alone, and so are
 * names of no run. Other commands may be doing the same at the same time.
 */
export async function recoverLake(lake: Lake): Promise<Recovery> {
  const forward: Partition[] = []
  const back: Partition[] = []
  let cleared = 0
  for (const left of await leftovers(lake, STAGING)) {
    if (await rollForward(lake, left)) forward.push(left.partition)
    else cleared += await remove(left.folder)
  }
  // After the staged ones: an old partition goes back only where no new one went in.
  for (const left of await leftovers(lake, TRASH)) {
    if (await rollBack(lake, left)) back.push(left.partition)
    else cleared += await remove(left.folder)
  }
  await clearLocks(lake)
  return { forward, back, cleared }
}

interface Leftover extends OwnedPartition {
  readonly folder: string
}

/** Folders of runs that are gone, of partitions this lake knows; the latest first. */
async function leftovers(lake: Lake, room: string): Promise<Leftover[]> {
  const root = join(lake.root, room)
  const names = await readdir(root).catch((error: unknown) => {
    if (isAbsent(error)) return []
    throw error
  })
  const found: Leftover[] = []
  for (const name of names) {
    const owned = decodeOwned(name)
    if (owned && isGone(owned.owner) && isPartition(lake, owned.partition))
      found.push({ ...owned, folder: join(root, name) })
  }
  return found.sort((a, b) => b.owner.since - a.owner.since)
}

async function rollForward(lake: Lake, { folder, partition }: Leftover): Promise<boolean> {
  const target = partitionFolder(lake, partition)
  if ((await isThere(target)) || !(await isWhole(folder, partition))) return false
  return moveIn(folder, target)
}

async function rollBack(lake: Lake, { folder, partition }: Leftover): Promise<boolean> {
  const target = partitionFolder(lake, partition)
  return !(await isThere(target)) && (await moveIn(folder, target))
}

/** Is a staged folder a partition, its files all there in full? */
async function isWhole(folder: string, partition: Partition): Promise<boolean> {
  try {
    const stored = await readManifest(folder, partition)
    if (!stored) return false
    const { files } = stored.manifest
    const sizes = await Promise.all(files.map(({ name }) => stat(join(folder, name))))
    return sizes.every(({ size }, file) => size === files[file]?.bytes)
  } catch (error) {
    if (error instanceof Failure || isAbsent(error)) return false
    throw error
  }
}

async function remove(folder: string): Promise<number> {
  try {
    await rm(folder, { recursive: true, force: true })
  } catch (error) {
    throw fileFailure(error, folder)
  }
  return 1
}
