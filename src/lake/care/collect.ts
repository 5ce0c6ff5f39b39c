import { isPartName, PARTS, partKeysOf, publishedKey } from '../partition/keys.ts'
import { listPublished, listStageDays } from '../partition/list.ts'
import { collectOrphans, markOrphans } from '../partition/orphans.ts'
import { recoverLake } from '../partition/recover.ts'
import { listRuns } from '../partition/run-record.ts'
import { readStageManifest } from '../partition/stored.ts'
import type { Lake } from '../paths.ts'
import { S3Store } from '../store/s3/s3-store.ts'
import type { Entry } from '../store/store.ts'

/** What a collection removed. */
export interface Collected {
  readonly parts: number
  readonly bytes: number
  /** Published files that no manifest names. */
  readonly published: number
  /** Large uploads to S3 that were never completed. */
  readonly uploads: number
}

/**
 * Removes what no manifest and no run in progress refers to, and what killed runs have left, if it
 * was written before a time.
 *
 * @param ageMs how old it must be, milliseconds
 * @throws Failure `input` if a manifest is damaged: it may name any part
 */
export async function collectLake(lake: Lake, ageMs: number): Promise<Collected> {
  await recoverLake(lake)
  const beforeMs = lake.clock.unixMs() - ageMs
  const isOld = ({ writtenMs }: Entry) => ageMs === 0 || writtenMs <= beforeMs
  // What is listed before the manifests are read is named by them if a run has committed it.
  const parts = (await storedParts(lake)).filter(isOld)
  const { named, shown } = await namedKeys(lake)
  const orphans = parts.filter(({ key }) => !named.has(key))
  const keys = new Set(orphans.map(({ key }) => key))
  await markOrphans(lake, [...keys])
  const removed = (await collectOrphans(lake, 0, keys)) + (await collectOrphans(lake, ageMs))
  let published = 0
  for (const { key } of await listPublished(lake)) {
    const entry = shown.has(key) ? undefined : await lake.store.head(key)
    if (entry && isOld(entry) && (await lake.store.removeIf(key, entry.etag))) published++
  }
  const { store } = lake
  const uploads = store instanceof S3Store ? await store.abortUploads(beforeMs) : 0
  const bytes = orphans.reduce((sum, entry) => sum + entry.bytes, 0)
  return { parts: removed, bytes, published, uploads }
}

/** Every part in the store. */
export async function storedParts(lake: Lake): Promise<Entry[]> {
  const found: Entry[] = []
  if (lake.store.hasLinks) {
    for await (const entry of lake.store.list(PARTS)) found.push(entry)
    return found
  }
  const layers = new Set([...lake.datasets.values()].map(({ path }) => path.split('/')[0]))
  for (const layer of layers) {
    for await (const entry of lake.store.list(`${layer}/`)) {
      if (isPartName(entry.key.slice(entry.key.lastIndexOf('/') + 1))) found.push(entry)
    }
  }
  return found
}

/** The keys of parts, and of published files, that manifests and runs refer to. */
async function namedKeys(lake: Lake) {
  const named = new Set<string>()
  const shown = new Set<string>()
  for (const { parts } of await listRuns(lake)) for (const part of parts) named.add(part)
  for (const day of await listStageDays(lake)) {
    const manifest = (await readStageManifest(lake, day))?.manifest
    for (const key of partKeysOf(lake, manifest)) named.add(key)
    for (const { dataset, files } of manifest?.tables ?? []) {
      if (!lake.datasets.has(dataset)) continue
      for (const file of files) {
        shown.add(publishedKey(lake, { dataset, symbol: day.symbol, dt: day.dt }, file))
      }
    }
  }
  return { named, shown }
}
