import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorCode, isAbsent } from './file-failure.ts'
import { isGone, ownedName, ownerHere, parseOwnedName } from './owner.ts'

/** Milliseconds between two tries. */
const RETRY_MS = 2
/** A lock file is held for a few writes: one that stays as it is for so long was left behind. */
const LEFT_BEHIND_MS = 10_000

/**
 * Does a short piece of work while no other process does work under the same lock file. A lock file
 * of a process that has ended is taken over.
 */
export async function exclusively<T>(lockFile: string, work: () => Promise<T>): Promise<T> {
  const own = ownedName(ownerHere())
  await acquire(lockFile, own)
  try {
    return await work()
  } finally {
    // Taken over by another that thought it left behind: then it is not ours to remove.
    if ((await contentOf(lockFile)) === own) await rm(lockFile, { force: true })
  }
}

async function acquire(lockFile: string, own: string): Promise<void> {
  await mkdir(dirname(lockFile), { recursive: true })
  let seen: string | undefined
  let since = performance.now()
  for (;;) {
    if (await create(lockFile, own)) return
    const found = await contentOf(lockFile)
    if (found !== seen) {
      seen = found
      since = performance.now()
    }
    // By a clock that nobody sets: an empty file is one whose owner has not written its name yet.
    const owner = found === undefined ? undefined : parseOwnedName(found)
    const isLeft = (owner && isGone(owner)) || performance.now() - since > LEFT_BEHIND_MS
    if (found !== undefined && isLeft) await remove(lockFile, found)
    else await sleep(RETRY_MS)
  }
}

/** Creates a lock file, unless there is one; a full disk leaves none. */
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

/** Removes a lock file that was left behind, and puts one back that came in its place meanwhile. */
async function remove(lockFile: string, left: string): Promise<void> {
  const aside = `${lockFile}.${randomBytes(6).toString('hex')}`
  try {
    await rename(lockFile, aside)
    const found = await contentOf(aside)
    if (found !== left && found !== undefined) await writeFile(lockFile, found, { flag: 'wx' })
  } catch (error) {
    if (!isAbsent(error) && errorCode(error) !== 'EEXIST') throw error
  } finally {
    await rm(aside, { force: true })
  }
}

async function contentOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}
