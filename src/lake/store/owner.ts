import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** The process that owns a file, run or lease. */
export interface Owner {
  readonly host: string
  readonly pid: number
  /** When the owned thing was created, milliseconds since the Unix epoch. */
  readonly since: number
}

/** Does not occur in host names. */
const SEPARATOR = ','

/** This process, with the present time by a clock that is never set back. */
export function currentOwner(): Owner {
  const since = Math.round(performance.timeOrigin + performance.now())
  return { host: hostname().replace(/[^A-Za-z0-9.-]/g, '_'), pid: process.pid, since }
}

/** A unique name: the owner and a random token. */
export function ownedName({ host, pid, since }: Owner, token = randomToken()): string {
  return [host, pid, since, token].join(SEPARATOR)
}

/** 12 random hex digits. */
function randomToken(): string {
  return randomBytes(6).toString('hex')
}

/** Parses a name made by {@link ownedName}; undefined for any other name. */
export function parseOwnedName(name: string): Owner | undefined {
  const [, host, pid, since] = /^([^,]+),(\d+),(\d+),[0-9a-f]{12}$/.exec(name) ?? []
  return host === undefined ? undefined : { host, pid: Number(pid), since: Number(since) }
}

/**
 * Whether the owner has certainly ended. Processes of other hosts cannot be seen, so they count as
 * running. This process's own pid on something older than it belonged to an earlier process.
 */
export function hasEnded(owner: Owner): boolean {
  const here = currentOwner()
  if (owner.host !== here.host) return false
  if (owner.pid === here.pid) return owner.since < Math.floor(performance.timeOrigin)
  try {
    process.kill(owner.pid, 0) // signal 0 only checks that the process exists
    return isZombie(owner.pid)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

/**
 * Whether a process has ended but keeps its pid because its parent has not waited for it, as the
 * first process of a container may never do. Known on Linux only.
 */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // "4711 (name, which may hold anything) Z 1 …"
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2))
  } catch {
    return false
  }
}

/** The system's processes, as a lake needs them; replaced in tests that simulate several. */
export interface Processes {
  /** This process, now. */
  here(): Owner
  /** Whether the owner has certainly ended. */
  hasEnded(owner: Owner): boolean
  /** 12 random hex digits. */
  token(): string
}

export const systemProcesses: Processes = { here: currentOwner, hasEnded, token: randomToken }

/** "process 4711 on desk-3 since 2026-01-06T21:00:00.000Z" */
export function formatOwner({ host, pid, since }: Owner): string {
  return `process ${pid} on ${host} since ${new Date(since).toISOString()}`
}
