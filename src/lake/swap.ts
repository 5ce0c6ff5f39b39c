import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { errorCode, fileFailure, isAbsent } from './file-failure.ts'
import { syncFolder } from './part-file.ts'
import { type Lake, TRASH } from './paths.ts'

/** What has just been done when a swap's hook is called. */
export type SwapStep = 'staged' | 'old moved' | 'new renamed' | 'trash removed'

/** Called after each step of a swap: where a test stops it. */
export type OnSwapStep = (step: SwapStep) => void | Promise<void>

/** Runs that replace one partition at once push each other out; one of them is the last. */
const MAX_ATTEMPTS = 100

/**
 * Puts a whole staged partition where it belongs. The old one is moved to the trash, the new one
 * renamed in; whoever comes upon an interruption finishes it with `recoverLake`.
 *
 * @param staged a folder that holds a partition and its _SUCCESS, on the disk
 */
export async function swapIn(
  lake: Lake,
  staged: string,
  target: string,
  onStep: OnSwapStep = () => {},
): Promise<void> {
  const parent = dirname(target)
  const trash = join(lake.root, TRASH, basename(staged))
  try {
    await makeFolders(parent)
    await mkdir(dirname(trash), { recursive: true })
    await onStep('staged')
    const trashes = await exchange(staged, target, trash, onStep)
    await syncFolder(parent)
    await onStep('new renamed')
    // The new one is in: an old one that cannot be removed now is left to a later command.
    for (const folder of trashes) await rm(folder, { recursive: true }).catch(() => {})
    await onStep('trash removed')
  } catch (error) {
    throw fileFailure(error, target)
  }
}

/** Moves old out and new in until new stays; returns what went to the trash. */
async function exchange(
  staged: string,
  target: string,
  trash: string,
  onStep: OnSwapStep,
): Promise<string[]> {
  const trashes: string[] = []
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const place = attempt === 0 ? trash : `${trash}${attempt}`
    const isMoved = await renameIfThere(target, place)
    if (isMoved) trashes.push(place)
    try {
      if (isMoved) await onStep('old moved')
      await rename(staged, target)
      return trashes
    } catch (error) {
      // Another run's partition came in between: it goes the way of the old one.
      if (await isOccupied(error, target)) continue
      const last = trashes.at(-1)
      if (last !== undefined) await renameIfThere(last, target)
      throw error
    }
  }
  throw new Error(`swap: ${target} was replaced ${MAX_ATTEMPTS} times by other runs`)
}

/** Renames a folder; false if it is not there. */
async function renameIfThere(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    if (isAbsent(error)) return false
    throw error
  }
}

/** Puts a folder into an empty place; false if it is gone or the place is not empty any more. */
export async function moveIn(folder: string, target: string): Promise<boolean> {
  await makeFolders(dirname(target))
  try {
    if (!(await renameIfThere(folder, target))) return false
  } catch (error) {
    if (await isOccupied(error, target)) return false
    throw error
  }
  await syncFolder(dirname(target))
  return true
}

/** Did a rename fail because the target stands? Windows says EPERM for that and for much else. */
async function isOccupied(error: unknown, target: string): Promise<boolean> {
  const code = errorCode(error) ?? ''
  if (code === 'ENOTEMPTY' || code === 'EEXIST') return true
  return code === 'EPERM' && (await isThere(target))
}

export async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (isAbsent(error)) return false
    throw error
  }
}

/** Makes a folder and those above it, each of them on the disk. */
async function makeFolders(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true })
  if (first === undefined) return
  for (let folder = path; folder !== dirname(first); folder = dirname(folder)) {
    await syncFolder(dirname(folder))
  }
}
