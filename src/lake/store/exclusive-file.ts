import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorCode, isAbsent } from './file-failure.ts'
import { currentOwner, hasEnded, ownedName, parseOwnedName } from './owner.ts'

/** Interval of attempts to create the lock file. */
const RETRY_MS = 2
/** A lock is held for a few writes only: a lock file unchanged for so long is stale. */
const STALE_LOCK_MS = 10_000

/**
 * Runs a short piece of work while holding a lock file, exclusive among processes. The lock of a
 * process that has ended is removed.
 */
export async function withLockFile<T>(lockFile: string, work: () => Promise<T>): Promise<T> {
  const own = ownedName(currentOwner())
  await acquire(lockFile, own)
  try {
    return await work()
  } finally {
    // Another process may have replaced it as stale: then it is not ours to remove.
    if ((await readText(lockFile)) === own) await rm(lockFile, { force: true })
  }
}

/**
 * Removes the lock file of a process that has ended. An empty one may be of a process that has not
 * written its name yet: it is removed once it has been empty for as long as no lock is held.
 */
export async function removeIfStale(lockFile: string): Promise<void> {
  const found = await readText(lockFile)
  if (found === undefined) return
  const owner = parseOwnedName(found)
  if (owner && !hasEnded(owner)) return
  // Who acquires a lock file removes it afterwards.
  await withLockFile(lockFile, async () => {})
}

async function acquire(lockFile: string, own: string): Promise<void> {
  await mkdir(dirname(lockFile), { recursive: true })
  let seen: string | undefined
  let since = performance.now()
  for (;;) {
    if (await create(lockFile, own)) return
    const found = await readText(lockFile)
    if (found !== seen) {
      seen = found
      since = performance.now()
    }
    // Monotonic time. An empty file is one whose owner has not written its name yet.
    const owner = found === undefined ? undefined : parseOwnedName(found)
    const isStale = (owner && hasEnded(owner)) || performance.now() - since > STALE_LOCK_MS
    if (found !== undefined && isStale) await removeStale(lockFile, found)
    else await sleep(RETRY_MS)
  }
}

/** Creates a lock file unless it exists; leaves none behind on a full disk. */
async function create(lockFile: string, own: string): Promise<boolean> {
  try {
    await writeFile(lockFile, own, { flag: 'wx' })
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    await rm(lockFile, { force: true })
    throw error
  }
}

/** Removes a stale lock file, and restores a new one that replaced it meanwhile. */
async function removeStale(lockFile: string, left: string): Promise<void> {
  const aside = `${lockFile}.${randomBytes(6).toString('hex')}`
  try {
    await rename(lockFile, aside)
    const found = await readText(aside)
    if (found !== left && found !== undefined) await writeFile(lockFile, found, { flag: 'wx' })
  } catch (error) {
    if (!isAbsent(error) && errorCode(error) !== 'EEXIST') throw error
  } finally {
    await rm(aside, { force: true })
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}
