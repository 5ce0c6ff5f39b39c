import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** A process: who writes a file, a run or a lease. */
export interface Owner {
  readonly host: string
  readonly pid: number
  /** When it was made, milliseconds since the Unix epoch. */
  readonly since: number
}

/** Stands in no host name. */
const SEPARATOR = ','

/** This process, now: by a clock that nobody sets while it runs. */
export function ownerHere(): Owner {
  const since = Math.round(performance.timeOrigin + performance.now())
  return { host: hostname().replace(/[^A-Za-z0-9.-]/g, '_'), pid: process.pid, since }
}

/** A name that nothing else has: the owner, and what tells two of its things apart. */
export function ownedName({ host, pid, since }: Owner, token = randomToken()): string {
  return [host, pid, since, token].join(SEPARATOR)
}

/** 12 hex digits that nothing else has. */
function randomToken(): string {
  return randomBytes(6).toString('hex')
}

/** Reads what {@link ownedName} wrote; undefined for any other name. */
export function parseOwnedName(name: string): Owner | undefined {
  const [, host, pid, since] = /^([^,]+),(\d+),(\d+),[0-9a-f]{12}$/.exec(name) ?? []
  return host === undefined ? undefined : { host, pid: Number(pid), since: Number(since) }
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

/** What a lake asks of the system about processes: a test with many of them answers by itself. */
export interface Processes {
  /** This process, now. */
  here(): Owner
  /** Is the owner surely gone? */
  isGone(owner: Owner): boolean
  /** 12 hex digits that nothing else has. */
  token(): string
}

export const systemProcesses: Processes = { here: ownerHere, isGone, token: randomToken }

/** "process 4711 on desk-3 since 2026-01-06T21:00:00.000Z" */
export function formatOwner({ host, pid, since }: Owner): string {
  return `process ${pid} on ${host} since ${new Date(since).toISOString()}`
}
