import { DATASETS } from '../../contracts/registry.ts'
import { isDate } from '../../market/time.ts'
import { isSymbol, type Lake, type Partition } from '../paths.ts'
import type { Owner } from '../store/owner.ts'
import {
  MANIFESTS,
  manifestKey,
  OPEN_DAY_STAGE,
  parseManifestKey,
  partKeysOf,
  stageDayOf,
} from './keys.ts'
import { type Manifest, type StageManifest, tableOf } from './manifest.ts'
import { markOrphans } from './orphans.ts'
import type { StageDay } from './stage-day.ts'
import { readStageManifest } from './stored.ts'

/** The symbol and date of a day. */
export type DayOf = Pick<Partition, 'symbol' | 'dt'>

export function openDayOf({ symbol, dt }: DayOf): StageDay {
  return { stage: OPEN_DAY_STAGE, symbol, dt }
}

export function isOpenDay({ stage }: Pick<StageDay, 'stage'>): boolean {
  return stage === OPEN_DAY_STAGE
}

/** What a manifest says of the process that makes the day. */
export function ownerFacts({ host, pid, since }: Owner): Readonly<Record<string, string | number>> {
  return { owner_host: host, owner_pid: pid, owner_since: since }
}

/**
 * The manifest of an open day, as of its last closed minute; undefined where no session has left
 * one, or where the pipeline has made the day since and the session is over.
 */
export async function readOpenDay(lake: Lake, day: DayOf): Promise<StageManifest | undefined> {
  const stored = await readStageManifest(lake, openDayOf(day))
  if (!stored) return undefined
  return (await isSuperseded(lake, stored.manifest)) ? undefined : stored.manifest
}

/** The manifest of one table of an open day. */
export async function readOpenTable(
  lake: Lake,
  { dataset, symbol, dt }: Partition,
): Promise<Manifest | undefined> {
  const manifest = await readOpenDay(lake, { symbol, dt })
  return manifest && tableOf(manifest, dataset)
}

/** The open days of a lake, in order of symbol and date. */
export async function listOpenDays(lake: Lake): Promise<StageManifest[]> {
  const found: StageManifest[] = []
  for await (const { key } of lake.store.list(`${MANIFESTS}${OPEN_DAY_STAGE}/`)) {
    const day = parseManifestKey(key)
    if (!day || !isSymbol(day.symbol) || !isDate(day.dt)) continue
    const manifest = await readOpenDay(lake, day)
    if (manifest) found.push(manifest)
  }
  return found
}

/** Version of an open day, read in one request: another once a minute has closed. */
export async function openDayStamp(lake: Lake, day: DayOf): Promise<string> {
  return (await lake.store.head(manifestKey(openDayOf(day))))?.etag ?? 'none'
}

/** Removes an open day: its tables are made, or made anew. */
export async function removeOpenDay(lake: Lake, day: DayOf): Promise<void> {
  const stored = await readStageManifest(lake, openDayOf(day))
  if (!stored) return
  await lake.store.remove(manifestKey(openDayOf(day)))
  await markOrphans(lake, partKeysOf(lake, stored.manifest))
}

/** Removes the open days that sessions have left and the pipeline has made since. */
export async function clearOpenDays(lake: Lake): Promise<void> {
  for await (const { key } of lake.store.list(`${MANIFESTS}${OPEN_DAY_STAGE}/`)) {
    const day = parseManifestKey(key)
    const stored = day && (await readStageManifest(lake, day).catch(() => undefined))
    if (stored && (await isSuperseded(lake, stored.manifest))) await removeOpenDay(lake, day)
  }
}

async function isSuperseded(lake: Lake, { symbol, dt, quality }: StageManifest): Promise<boolean> {
  const { owner_host: host, owner_pid: pid, owner_since: since } = quality
  const owner = { host: String(host), pid: Number(pid), since: Number(since) }
  if (!lake.processes.hasEnded(owner)) return false
  const made = manifestKey(stageDayOf(lake, { dataset: DATASETS.snapshot, symbol, dt }))
  return (await lake.store.head(made)) !== undefined
}
