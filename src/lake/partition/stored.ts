import { Failure } from '../../failure.ts'
import { formatPartition, type Lake, type Partition } from '../paths.ts'
import type { Store } from '../store/store.ts'
import { manifestKey, stageDayOf } from './keys.ts'
import { decodeManifest, type Manifest, type StageManifest, tableOf } from './manifest.ts'
import { formatStageDay, type StageDay } from './stage-day.ts'

/** A stage's manifest as it lies in the store. */
export interface StoredManifest {
  readonly manifest: StageManifest
  readonly etag: string
}

/**
 * Manifests that were read, by store and key: while an etag stays, so does what it stands for. A
 * plan looks at the same manifests many times.
 */
const READ = new WeakMap<Store, Map<string, StoredManifest>>()

/**
 * Reads the manifest of what a stage made of a day.
 *
 * @returns undefined if it made nothing
 * @throws Failure `input` if it is damaged, another than was written, or another day's
 */
export async function readStageManifest(
  { store }: Lake,
  day: StageDay,
): Promise<StoredManifest | undefined> {
  const key = manifestKey(day)
  const known = READ.get(store) ?? new Map<string, StoredManifest>()
  READ.set(store, known)
  const before = known.get(key)
  if (before && (await store.head(key))?.etag === before.etag) return before
  const object = await store.read(key)
  if (!object) {
    known.delete(key)
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
  known.set(key, stored)
  return stored
}

/**
 * Reads what its stage's manifest says of a partition.
 *
 * @returns undefined if there is no such partition
 * @throws Failure `input` as {@link readStageManifest}; `usage` if there can be no such partition
 */
export async function readStored(lake: Lake, partition: Partition): Promise<Manifest | undefined> {
  const day = stageDayOf(lake, partition)
  const stored = await readStageManifest(lake, day)
  if (!stored) return undefined
  const manifest = tableOf(stored.manifest, partition.dataset)
  if (manifest) return manifest
  throw new Failure({
    code: 'input',
    what: 'its manifest does not name the table',
    where: lake.store.path(manifestKey(day)),
    expected: formatPartition(partition),
    found: stored.manifest.tables.map(({ dataset }) => dataset).join(', '),
    fix: 'write the day again with --overwrite',
  })
}
