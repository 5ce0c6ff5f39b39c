import type { Lake } from '../paths.ts'
import { type Owner, ownedName, parseOwnedName } from '../store/owner.ts'
import { RUNS } from './keys.ts'
import { isLeaseOf } from './lease.ts'
import type { StageDay } from './stage-day.ts'

/** After so long without a lease a run of another host is over, milliseconds. */
const ABANDONED_MS = 24 * 3_600_000

/** A run under way: what it has begun, so that recovery can finish it after a kill. */
export interface RunRecord {
  readonly key: string
  readonly day: StageDay
  readonly owner: Owner
  /** Parts, by sha256, that it stores or that its manifest no longer names. */
  readonly parts: string[]
}

/** Records that a run begins. */
export async function recordRun(lake: Lake, day: StageDay): Promise<RunRecord> {
  const owner = lake.processes.here()
  const owned = ownedName(owner, lake.processes.token())
  const name = [day.stage.replace('/', ','), day.symbol, day.dt, owned].join(',')
  const record: RunRecord = { key: `${RUNS}${name}`, day, owner, parts: [] }
  await noteParts(lake, record)
  return record
}

/** Writes down the parts of a run. */
export async function noteParts({ store }: Lake, { key, parts }: RunRecord): Promise<void> {
  await store.put(key, Buffer.from(parts.map((part) => `${part}\n`).join('')))
}

/** All runs under way, and those that were killed. */
export async function listRuns({ store }: Lake): Promise<RunRecord[]> {
  const found: RunRecord[] = []
  for await (const { key } of store.list(RUNS)) {
    const [layer, noun, symbol, dt, ...rest] = key.slice(RUNS.length).split(',')
    const owner = parseOwnedName(rest.join(','))
    const object = owner && (await store.read(key))
    if (!owner || !object) continue // of nobody, or just over
    const parts = Buffer.from(object.bytes).toString().split('\n').filter(Boolean)
    found.push({ key, day: { stage: `${layer}/${noun}`, symbol, dt }, owner, parts })
  }
  return found
}

/**
 * Has a run surely ended? Of another host that is known once its lease has ended, and a day has
 * passed: a run may be without one for a moment.
 */
export async function isOver(lake: Lake, { key, day, owner }: RunRecord): Promise<boolean> {
  const { processes } = lake
  if (processes.isGone(owner)) return true
  if (owner.host === processes.here().host || (await isLeaseOf(lake, day, owner))) return false
  const entry = await lake.store.head(key)
  return entry !== undefined && entry.writtenMs < lake.clock.unixMs() - ABANDONED_MS
}
