import type { Lake } from '../paths.ts'
import { type Owner, ownedName, parseOwnedName } from '../store/owner.ts'
import { RUNS } from './keys.ts'
import { isLeaseOf } from './lease.ts'
import type { StageDay } from './stage-day.ts'

/** A run of another host without a lease is over after this time. */
const ABANDONED_MS = 24 * 3_600_000

/** A run under way: what it has begun, so that recovery can finish it after a kill. */
export interface RunRecord {
  readonly key: string
  readonly day: StageDay
  readonly owner: Owner
  /** Keys of parts that it stores, or that its manifest replaces. */
  readonly parts: string[]
}

/** Records the start of a run. */
export async function recordRun(lake: Lake, day: StageDay): Promise<RunRecord> {
  const owner = lake.processes.here()
  const owned = ownedName(owner, lake.processes.token())
  const name = [day.stage.replace('/', ','), day.symbol, day.dt, owned].join(',')
  const record: RunRecord = { key: `${RUNS}${name}`, day, owner, parts: [] }
  await saveRunParts(lake, record)
  return record
}

/** Stores the list of a run's parts. */
export async function saveRunParts({ store }: Lake, { key, parts }: RunRecord): Promise<void> {
  await store.put(key, Buffer.from(parts.map((part) => `${part}\n`).join('')))
}

/** All recorded runs, in progress or killed. */
export async function listRuns({ store }: Lake): Promise<RunRecord[]> {
  const found: RunRecord[] = []
  for await (const { key } of store.list(RUNS)) {
    const [layer, noun, symbol, dt, ...rest] = key.slice(RUNS.length).split(',')
    const owner = parseOwnedName(rest.join(','))
    const object = owner && (await store.read(key))
    if (!owner || !object) continue // not a run record, or just removed
    const parts = Buffer.from(object.bytes).toString().split('\n').filter(Boolean)
    found.push({ key, day: { stage: `${layer}/${noun}`, symbol, dt }, owner, parts })
  }
  return found
}

/**
 * Whether a run has certainly ended. On another host: its lease has expired and a day has passed,
 * because a run may be without a lease for a moment.
 */
export async function isRunOver(lake: Lake, { key, day, owner }: RunRecord): Promise<boolean> {
  const { processes } = lake
  if (processes.hasEnded(owner)) return true
  if (owner.host === processes.here().host || (await isLeaseOf(lake, day, owner))) return false
  const entry = await lake.store.head(key)
  return entry !== undefined && entry.writtenMs < lake.clock.unixMs() - ABANDONED_MS
}
