import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import lockfile from 'proper-lockfile'
import { Failure } from '../failure.ts'
import { errorCode, fileFailure, isAbsent } from './file-failure.ts'
import { decodeOwned, encodeOwned, isGone, type Owner, ownerHere } from './owner.ts'
import {
  assertPartition,
  formatPartition,
  isPartition,
  type Lake,
  LOCKS,
  type Partition,
} from './paths.ts'

/** Milliseconds without a sign of life after which a lock is another's to take. */
const STALE_MS = 10_000
/** The same where the holder's process is known to be gone. */
const STALE_WHEN_GONE_MS = 2_000
/** Milliseconds between two tries. */
const RETRY_MS = 100
/** A holder's name comes just after its lock and goes just before it: milliseconds it may lack one. */
const NAMELESS_MS = 1_000

/** Gives a lock back. */
export type Release = () => Promise<void>

/**
 * Waits until no other run works on a partition. It saves work, it does not make writing safe:
 * swaps are safe without it.
 *
 * @param waitMs how long to wait, in milliseconds
 * @param signal ends the wait with its reason
 * @throws Failure `busy` saying who holds it, when that time is over
 */
export async function lockPartition(
  lake: Lake,
  partition: Partition,
  waitMs = 0,
  signal?: AbortSignal,
): Promise<Release> {
  assertPartition(lake, partition)
  // Not by the time of day, which may be set while it waits.
  const deadline = performance.now() + waitMs
  for (;;) {
    const release = await tryLock(lake, partition)
    if (release) return release
    const overdue = performance.now() - deadline
    if (overdue >= 0) {
      const owner = await lastOwner(lake, partition)
      if (owner || overdue >= NAMELESS_MS) throw busy(partition, owner)
    }
    await sleep(RETRY_MS, undefined, signal && { signal })
  }
}

/** Who works on a partition now; undefined if nobody does, or it cannot be said who. */
export async function lockHolder(lake: Lake, partition: Partition): Promise<Owner | undefined> {
  assertPartition(lake, partition)
  const owner = await lastOwner(lake, partition)
  const isHeld = await lockfile.check(lockName(lake, partition), options(owner))
  return isHeld ? owner : undefined
}

/** A lock as it lies there. */
export interface Lock {
  readonly partition: Partition
  /** Undefined where it cannot be said who holds it. */
  readonly owner: Owner | undefined
  /** Its holder has surely ended: the next run takes it away. */
  readonly isLeft: boolean
}

/** Every lock of a lake, whoever's. */
export async function listLocks(lake: Lake): Promise<Lock[]> {
  const partitions = await lockedPartitions(lake)
  return Promise.all(
    partitions.map(async (partition) => {
      const owner = await lastOwner(lake, partition)
      return { partition, owner, isLeft: owner === undefined || isGone(owner) }
    }),
  )
}

/**
 * Removes locks that killed runs left behind. One that showed a sign of life in the last seconds may
 * be another's by now: it is left to a later command.
 */
export async function clearLocks(lake: Lake): Promise<void> {
  for (const partition of await lockedPartitions(lake)) {
    const owner = await lastOwner(lake, partition)
    if (owner && !isGone(owner)) continue
    const release = await tryLock(lake, partition)
    await release?.()
  }
}

/** The partitions that a lock, or a name of who held it, lies there for. */
async function lockedPartitions(lake: Lake): Promise<Partition[]> {
  const found = new Map<string, Partition>()
  for (const name of await namesIn(join(lake.root, LOCKS))) {
    const [dataset = '', symbol = '', dt = ''] = name.replace(/\.lock$/, '').split(',')
    if (isPartition(lake, { dataset, symbol, dt })) {
      found.set([dataset, symbol, dt].join(), { dataset, symbol, dt })
    }
  }
  return [...found.values()]
}

async function tryLock(lake: Lake, partition: Partition): Promise<Release | undefined> {
  const folder = join(lake.root, LOCKS)
  const owner = await lastOwner(lake, partition)
  try {
    await mkdir(folder, { recursive: true })
    if (owner && isGone(owner)) await ageFromNow(`${lockName(lake, partition)}.lock`)
    const unlock = await lockfile.lock(lockName(lake, partition), {
      ...options(owner),
      onCompromised: () => {}, // a machine that slept: another run has it now, and that is safe
    })
    return await claim(folder, partition, unlock)
  } catch (error) {
    if (errorCode(error) === 'ELOCKED') return undefined
    throw fileFailure(error, folder)
  }
}

/** A lock of the future, left before the clock was set back, would not grow old for as long. */
async function ageFromNow(path: string): Promise<void> {
  const info = await stat(path).catch(() => undefined)
  const now = new Date()
  if (info && info.mtimeMs > now.getTime() + 1_000) await utimes(path, now, now).catch(() => {})
}

/** Says in a file's name who holds the lock; the names that earlier holders left are removed. */
async function claim(folder: string, partition: Partition, unlock: Release): Promise<Release> {
  const claimed = join(folder, encodeOwned(partition, ownerHere()))
  try {
    for (const name of await ownerNames(folder, partition)) await rm(join(folder, name))
    await writeFile(claimed, '')
  } catch (error) {
    await unlock()
    throw error
  }
  return async () => {
    await rm(claimed, { force: true })
    await unlock().catch((error: unknown) => {
      // Lost to another run after a long sleep: there is nothing to give back.
      if (!['ERELEASED', 'ENOTACQUIRED'].includes(errorCode(error) ?? '')) throw error
    })
  }
}

/** The library's settings; an owner that is surely gone keeps its lock for a shorter time. */
function options(owner: Owner | undefined): { realpath: false; stale: number; update: number } {
  const stale = owner && isGone(owner) ? STALE_WHEN_GONE_MS : STALE_MS
  return { realpath: false, stale, update: 1_000 }
}

/** The library adds ".lock"; what precedes it need not exist. */
function lockName({ root }: Lake, { dataset, symbol, dt }: Partition): string {
  return join(root, LOCKS, [dataset, symbol, dt].join(','))
}

async function lastOwner(lake: Lake, partition: Partition): Promise<Owner | undefined> {
  const names = await ownerNames(join(lake.root, LOCKS), partition)
  return names
    .map((name) => decodeOwned(name)?.owner)
    .reduce(
      (last, owner) => (owner && (!last || owner.since >= last.since) ? owner : last),
      undefined,
    )
}

async function ownerNames(folder: string, partition: Partition): Promise<string[]> {
  const names = await namesIn(folder)
  const { dataset, symbol, dt } = partition
  return names.filter((name) => {
    const found = decodeOwned(name)?.partition
    return found?.dataset === dataset && found.symbol === symbol && found.dt === dt
  })
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isAbsent(error)) return []
    throw fileFailure(error, folder)
  }
}

function busy(partition: Partition, owner: Owner | undefined): Failure {
  return new Failure({
    code: 'busy',
    what: 'another run is writing this partition',
    where: formatPartition(partition),
    found: owner ? formatOwner(owner) : 'a lock without a name',
    fix: 'wait for it or stop it',
  })
}

/** "process 4711 on desk-3 since 2026-01-06T21:00:00.000Z" */
export function formatOwner({ host, pid, since }: Owner): string {
  return `process ${pid} on ${host} since ${new Date(since).toISOString()}`
}
