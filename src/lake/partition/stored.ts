import { Failure } from '../../failure.ts'
import { formatPartition, type Lake, type Partition } from '../paths.ts'
import type { Store } from '../store/store.ts'
import { manifestKey, stageDayOf } from './keys.ts'
import { decodeManifest, type Manifest, type StageManifest, tableOf } from './manifest.ts'
import { formatStageDay, type StageDay } from './stage-day.ts'

/** A stage's manifest and the etag of its object. */
export interface StoredManifest {
  readonly manifest: StageManifest
  readonly etag: string
}

/**
 * Decoded manifests by store and key, valid while the etag is unchanged: a plan reads the same
 * manifests many times.
 */
const MANIFEST_CACHE = new WeakMap<Store, Map<string, StoredManifest>>()

/**
 * Reads the manifest of a stage's day.
 *
 * @returns undefined if there is none
 * @throws Failure `input` if it is damaged, changed, or of another day
 */
export async function readStageManifest(
  { store }: Lake,
  day: StageDay,
): Promise<StoredManifest | undefined> {
  const key = manifestKey(day)
  const cache = MANIFEST_CACHE.get(store) ?? new Map<string, StoredManifest>()
  MANIFEST_CACHE.set(store, cache)
  const cached = cache.get(key)
  if (cached && (await store.head(key))?.etag === cached.etag) return cached
  const object = await store.read(key)
  if (!object) {
    cache.delete(key)
    return undefined
  }
  const where = store.path(key)
  const manifest = decodeManifest(Buffer.from(object.bytes).toString(), where)
  const found = { ...day, symbol: manifest.symbol, dt: manifest.dt }
  if (formatStageDay(found) !== formatStageDay(day))
    throw new Failure({
      code: 'input',
      what: "the file is another day's manifest",
      where,
      expected: formatStageDay(day),
      found: formatStageDay(found),
      fix: 'move it back or write the day again with --overwrite',
    })
  const stored = { manifest, etag: object.etag }
  cache.set(key, stored)
  return stored
}

/**
 * Reads the manifest of a partition.
 *
 * @returns undefined if there is no such partition
 * @throws Failure `input` as {@link readStageManifest}; `usage` if its name is invalid
 */
export async function readStored(lake: Lake, partition: Partition): Promise<Manifest | undefined> {
  return (await readStoredVersion(lake, partition))?.manifest
}

/** As {@link readStored}, with the etag of the manifest's object. */
export async function readStoredVersion(
  lake: Lake,
  partition: Partition,
): Promise<{ readonly manifest: Manifest; readonly etag: string } | undefined> {
  const day = stageDayOf(lake, partition)
  const stored = await readStageManifest(lake, day)
  if (!stored) return undefined
  const manifest = tableOf(stored.manifest, partition.dataset)
  if (manifest) return { manifest, etag: stored.etag }
  throw new Failure({
    code: 'input',
    what: 'its manifest does not name the table',
    where: lake.store.path(manifestKey(day)),
    expected: formatPartition(partition),
    found: stored.manifest.tables.map(({ dataset }) => dataset).join(', '),
    fix: 'write the day again with --overwrite',
  })
}
