import { sleep } from '../../clock.ts'
import { Failure } from '../../failure.ts'
import { formatPartition, type Lake, type Partition } from '../paths.ts'
import { formatOwner, type Owner } from '../store/owner.ts'
import { LEASES, leaseKey, stageDayOf } from './keys.ts'
import type { StageDay } from './stage-day.ts'

/** How long a lease is valid without renewal. */
const LEASE_MS = 60_000
/** Interval of renewals: several may fail before the lease expires. */
const RENEW_MS = 15_000
/** A live holder that has not renewed for so long is stuck, or its pid was reused. */
const STUCK_MS = 3 * RENEW_MS
/** Interval of attempts to acquire a lease. */
const RETRY_MS = 100

/** Releases a lease. */
export type Release = () => Promise<void>

/** The content of a lease object. */
interface LeaseRecord extends Owner {
  /** Distinguishes leases of the same process. */
  readonly token: string
  /** When it expires without renewal, milliseconds since the Unix epoch. */
  readonly expires: number
}

interface StoredLease {
  readonly lease: LeaseRecord
  readonly etag: string
}

/** A lease of any owner. */
export interface Lease {
  readonly day: StageDay
  readonly owner: Owner
  /** Its holder has ended or stopped renewing it: the next run may acquire it. */
  readonly isExpired: boolean
}

/**
 * Acquires the lease of a partition's stage day, waiting while another run holds it. The lease only
 * avoids duplicate work; commits are safe without it. It is renewed while this process runs and
 * expires afterwards.
 *
 * @param waitMs maximum wait, milliseconds
 * @param signal cancels the wait
 * @throws Failure `busy` naming the holder, when the wait times out
 */
export async function acquireLease(
  lake: Lake,
  partition: Partition,
  waitMs = 0,
  signal?: AbortSignal,
): Promise<Release> {
  const day = stageDayOf(lake, partition)
  // Monotonic time: the time of day may be set meanwhile.
  const { clock } = lake
  const deadline = clock.now() + waitMs
  let lastChange = { etag: '', since: 0 }
  for (;;) {
    const held = await readLease(lake, day)
    if (held && held.etag !== lastChange.etag) lastChange = { etag: held.etag, since: clock.now() }
    const isStuck = clock.now() - lastChange.since > STUCK_MS
    if (!held || isStuck || isExpired(lake, held.lease)) {
      const release = await tryAcquire(lake, day, held?.etag)
      if (release) return release
    } else if (clock.now() >= deadline) throw busy(partition, held.lease)
    await sleep(clock, RETRY_MS, signal)
  }
}

/** The process that holds the lease of a partition; undefined if none does. */
export async function leaseHolder(lake: Lake, partition: Partition): Promise<Owner | undefined> {
  const held = await readLease(lake, stageDayOf(lake, partition))
  return held && !isExpired(lake, held.lease) ? held.lease : undefined
}

/** Whether a process holds the lease of a day. */
export async function isLeaseOf(lake: Lake, day: StageDay, { host, pid }: Owner): Promise<boolean> {
  const held = await readLease(lake, day)
  if (!held || isExpired(lake, held.lease)) return false
  return held.lease.host === host && held.lease.pid === pid
}

/** Every lease in a lake. */
export async function listLeases(lake: Lake): Promise<Lease[]> {
  const found: Lease[] = []
  for await (const { key } of lake.store.list(LEASES)) {
    const [, stage, symbol, dt] = /^\.leases\/(.+)\/([^/]+)\/([^/]+)\.json$/.exec(key) ?? []
    const day = { stage, symbol, dt }
    const held = await readLease(lake, day)
    if (held) found.push({ day, owner: held.lease, isExpired: isExpired(lake, held.lease) })
  }
  return found
}

/** Removes expired leases. */
export async function clearLeases(lake: Lake): Promise<void> {
  for (const { day, isExpired: isOver } of await listLeases(lake)) {
    const held = isOver ? await readLease(lake, day) : undefined
    if (!held || !isExpired(lake, held.lease)) continue
    const release = await tryAcquire(lake, day, held.etag)
    await release?.()
  }
}

/**
 * A lease of this host expires when its process ends, whatever the clocks say; a lease of another
 * host expires when it was not renewed in time.
 */
function isExpired({ clock, processes }: Lake, lease: LeaseRecord): boolean {
  const isOfThisHost = lease.host === processes.here().host
  return isOfThisHost ? processes.hasEnded(lease) : clock.unixMs() > lease.expires
}

async function readLease({ store }: Lake, day: StageDay): Promise<StoredLease | undefined> {
  const object = await store.read(leaseKey(day))
  if (!object) return undefined
  return { lease: parseLease(Buffer.from(object.bytes).toString()), etag: object.etag }
}

/** Malformed content parses as a lease that has expired. */
function parseLease(text: string): LeaseRecord {
  const [host = '', pid, since, expires, token = ''] = text.trim().split(' ')
  return { host, pid: Number(pid), since: Number(since), expires: Number(expires) || 0, token }
}

function formatLease({ host, pid, since, expires, token }: LeaseRecord): Buffer {
  return Buffer.from(`${[host, pid, since, expires, token].join(' ')}\n`)
}

/** @param etag of the expired lease to replace, if there is one */
async function tryAcquire(
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
  const readOwn = async () => {
    const held = await readLease(lake, day)
    return held?.lease.token === token ? held : undefined
  }
  let renewal = Promise.resolve()
  const startRenewal = () => {
    // Lost to another run after a long sleep, or the store cannot be reached: work continues.
    renewal = renew(readOwn, write).catch(() => {})
  }
  const timer = lake.clock.interval(RENEW_MS, startRenewal, { holdsProcess: false })
  return async () => {
    timer.cancel()
    await renewal
    const held = await readOwn()
    // Conditional: another process may have acquired it meanwhile.
    if (held) await store.removeIf(key, held.etag)
  }
}

async function renew(
  readOwn: () => Promise<StoredLease | undefined>,
  write: (expected: { etag: string }) => Promise<boolean>,
): Promise<void> {
  const held = await readOwn()
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
