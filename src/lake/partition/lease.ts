import { sleep } from '../../clock.ts'
import { Failure } from '../../failure.ts'
import { formatPartition, type Lake, type Partition } from '../paths.ts'
import { formatOwner, type Owner } from '../store/owner.ts'
import { LEASES, leaseKey, stageDayOf } from './keys.ts'
import type { StageDay } from './stage-day.ts'

/** How long a lease lasts that is not renewed, milliseconds. */
const LEASE_MS = 60_000
/** Milliseconds between two renewals: several may fail before a lease ends. */
const RENEW_MS = 15_000
/** A holder that runs but has not renewed it for so long is stuck, or has another's number. */
const STUCK_MS = 3 * RENEW_MS
/** Milliseconds between two tries to get one. */
const RETRY_MS = 100

/** Gives a lease back. */
export type Release = () => Promise<void>

/** A lease as it lies in the store. */
interface LeaseText extends Owner {
  /** Tells two leases of one process apart. */
  readonly token: string
  /** When it ends unless it is renewed, milliseconds since the Unix epoch. */
  readonly expires: number
}

interface Held {
  readonly lease: LeaseText
  readonly etag: string
}

/** A lease of any owner. */
export interface Lease {
  readonly day: StageDay
  readonly owner: Owner
  /** Its holder has ended, or has not renewed it: the next run takes it. */
  readonly isLeft: boolean
}

/**
 * Waits until no other run works on the day of a partition, all tables of its stage included. It
 * saves work, it does not make writing safe: commits are safe without it. It is renewed while this
 * process runs, and ends by itself some time after.
 *
 * @param waitMs how long to wait, in milliseconds
 * @param signal ends the wait with its reason
 * @throws Failure `busy` saying who holds it, when that time is over
 */
export async function acquireLease(
  lake: Lake,
  partition: Partition,
  waitMs = 0,
  signal?: AbortSignal,
): Promise<Release> {
  const day = stageDayOf(lake, partition)
  // Not by the time of day, which may be set while it waits.
  const { clock } = lake
  const deadline = clock.now() + waitMs
  let watched = { etag: '', since: 0 }
  for (;;) {
    const held = await readLease(lake, day)
    if (held && held.etag !== watched.etag) watched = { etag: held.etag, since: clock.now() }
    const isStill = clock.now() - watched.since > STUCK_MS
    if (!held || isStill || hasEnded(lake, held.lease)) {
      const release = await tryToTake(lake, day, held?.etag)
      if (release) return release
    } else if (clock.now() >= deadline) throw busy(partition, held.lease)
    await sleep(clock, RETRY_MS, signal)
  }
}

/** Who works on a partition now; undefined if nobody does. */
export async function leaseHolder(lake: Lake, partition: Partition): Promise<Owner | undefined> {
  const held = await readLease(lake, stageDayOf(lake, partition))
  return held && !hasEnded(lake, held.lease) ? held.lease : undefined
}

/** Does a process hold the lease of a day? */
export async function isLeaseOf(lake: Lake, day: StageDay, { host, pid }: Owner): Promise<boolean> {
  const held = await readLease(lake, day)
  if (!held || hasEnded(lake, held.lease)) return false
  return held.lease.host === host && held.lease.pid === pid
}

/** Every lease in a lake. */
export async function listLeases(lake: Lake): Promise<Lease[]> {
  const found: Lease[] = []
  for await (const { key } of lake.store.list(LEASES)) {
    const [, stage, symbol, dt] = /^\.leases\/(.+)\/([^/]+)\/([^/]+)\.json$/.exec(key) ?? []
    const day = { stage, symbol, dt }
    const held = await readLease(lake, day)
    if (held) found.push({ day, owner: held.lease, isLeft: hasEnded(lake, held.lease) })
  }
  return found
}

/** Removes leases that have ended. */
export async function clearLeases(lake: Lake): Promise<void> {
  for (const { day, isLeft } of await listLeases(lake)) {
    const held = isLeft ? await readLease(lake, day) : undefined
    if (!held || !hasEnded(lake, held.lease)) continue
    const release = await tryToTake(lake, day, held.etag)
    await release?.()
  }
}

/**
 * Has a lease ended? Of a process of this host it is known whether it lives, whatever the clocks
 * say; any other has ended once it was not renewed in time.
 */
function hasEnded({ clock, processes }: Lake, lease: LeaseText): boolean {
  const isOfThisHost = lease.host === processes.here().host
  return isOfThisHost ? processes.isGone(lease) : clock.unixMs() > lease.expires
}

async function readLease({ store }: Lake, day: StageDay): Promise<Held | undefined> {
  const object = await store.read(leaseKey(day))
  if (!object) return undefined
  return { lease: parseLease(Buffer.from(object.bytes).toString()), etag: object.etag }
}

/** What is no lease has ended long ago. */
function parseLease(text: string): LeaseText {
  const [host = '', pid, since, expires, token = ''] = text.trim().split(' ')
  return { host, pid: Number(pid), since: Number(since), expires: Number(expires) || 0, token }
}

function formatLease({ host, pid, since, expires, token }: LeaseText): Buffer {
  return Buffer.from(`${[host, pid, since, expires, token].join(' ')}\n`)
}

/** @param etag of the lease that has ended, if one is there */
async function tryToTake(
  lake: Lake,
  day: StageDay,
  etag: string | undefined,
): Promise<Release | undefined> {
  const { store, processes } = lake
  const key = leaseKey(day)
  const token = processes.token()
  const owner = processes.here()
  const write = (expected: 'absent' | { etag: string }) =>
    store.putIf(
      key,
      formatLease({ ...owner, token, expires: lake.clock.unixMs() + LEASE_MS }),
      expected,
    )
  if (!(await write(etag === undefined ? 'absent' : { etag }))) return undefined
  const own = async () => {
    const held = await readLease(lake, day)
    return held?.lease.token === token ? held : undefined
  }
  let renewal = Promise.resolve()
  const renewAgain = () => {
    // Lost to another run after a long sleep, or a store out of reach: work goes on without it.
    renewal = renew(own, write).catch(() => {})
  }
  const timer = lake.clock.interval(RENEW_MS, renewAgain, { holdsProcess: false })
  return async () => {
    timer.cancel()
    await renewal
    const held = await own()
    // By the time that this is done, another may have taken it over.
    if (held) await store.removeIf(key, held.etag)
  }
}

async function renew(
  own: () => Promise<Held | undefined>,
  write: (expected: { etag: string }) => Promise<boolean>,
): Promise<void> {
  const held = await own()
  if (held) await write({ etag: held.etag })
}

function busy(partition: Partition, owner: Owner): Failure {
  return new Failure({
    code: 'busy',
    what: 'another run is writing this partition',
    where: formatPartition(partition),
    found: formatOwner(owner),
    fix: 'wait for it or stop it',
  })
}
