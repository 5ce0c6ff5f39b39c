import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Partition } from './paths.ts'

/** A process: what a staged folder's or a lock's name says of who made it. */
export interface Owner {
  readonly host: string
  readonly pid: number
  /** When it was made, milliseconds since the Unix epoch. */
  readonly since: number
}

/** A partition being written or replaced, by whom. */
export interface OwnedPartition {
  readonly partition: Partition
  readonly owner: Owner
}

/** Stands in neither a dataset's key, nor a symbol, a date or a host name. */
const SEPARATOR = ','

/** This process, now: by a clock that nobody sets while it runs. */
export function ownerHere(): Owner {
  const since = Math.round(performance.timeOrigin + performance.now())
  return { host: hostname().replace(/[^A-Za-z0-9.-]/g, '_'), pid: process.pid, since }
}

/** A name that no other folder has: the partition, the owner, and what tells two runs apart. */
export function encodeOwned({ dataset, symbol, dt }: Partition, owner: Owner): string {
  const { host, pid, since } = owner
  return [dataset, symbol, dt, host, pid, since, randomBytes(6).toString('hex')].join(SEPARATOR)
}

/** Reads what {@link encodeOwned} wrote; undefined for any other name. */
export function decodeOwned(name: string): OwnedPartition | undefined {
  const parts = name.split(SEPARATOR)
  const [dataset = '', symbol = '', dt = '', host = '', pid, since] = parts
  if (parts.length !== 7 || !/^\d+$/.test(`${pid}${since}`)) return undefined
  return {
    partition: { dataset, symbol, dt },
    owner: { host, pid: Number(pid), since: Number(since) },
  }
}

/** Is the owner this process? */
export function isHere({ host, pid }: Owner): boolean {
  const here = ownerHere()
  return host === here.host && pid === here.pid
}

/**
 * Is the owner surely gone? Another host's processes cannot be seen, so they count as running. This
 * process's own number on something older than it is that of an earlier process.
 */
export function isGone(owner: Owner): boolean {
  const here = ownerHere()
  if (owner.host !== here.host) return false
  if (owner.pid === here.pid) return owner.since < Math.floor(performance.timeOrigin)
  try {
    process.kill(owner.pid, 0) // signal 0 only asks
    return isDead(owner.pid)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

/**
 * Has a process ended that still has its number? So it is until its parent asks how it ended, which
 * a container's first process may never do. Only Linux says.
 */
function isDead(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // "4711 (name, which may hold anything) Z 1 …"
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2))
  } catch {
    return false
  }
}
