import { listStageDays } from '../partition/list.ts'
import { readStageManifest } from '../partition/stored.ts'
import type { Lake } from '../paths.ts'
import { storedParts } from './collect.ts'

/** What a dataset takes. */
export interface DatasetUsage {
  readonly dataset: string
  partitions: number
  rows: number
  bytes: number
}

export interface LakeUsage {
  readonly datasets: readonly DatasetUsage[]
  /** Parts that no manifest names: of runs in progress, or to be collected. */
  readonly unnamedBytes: number
  readonly rawBytes: number
}

/** What a lake takes, by dataset, in the order of its datasets. Reads manifests and listings. */
export async function lakeUsage(lake: Lake): Promise<LakeUsage> {
  const usage = new Map<string, DatasetUsage>()
  // Parts of equal content are stored once in a folder.
  const named = new Set<string>()
  for (const day of await listStageDays(lake)) {
    const stored = await readStageManifest(lake, day).catch(() => undefined)
    for (const { dataset, rows, files } of stored?.manifest.tables ?? []) {
      const own = usage.get(dataset) ?? { dataset, partitions: 0, rows: 0, bytes: 0 }
      usage.set(dataset, own)
      own.partitions++
      own.rows += rows
      for (const { bytes, sha256 } of files) {
        own.bytes += bytes
        named.add(sha256)
      }
    }
  }
  const unnamed = (await storedParts(lake)).filter(({ key }) => !named.has(sha256In(key)))
  let rawBytes = 0
  for await (const { bytes } of lake.store.list('raw/')) rawBytes += bytes
  const datasets = [...lake.datasets.keys()].flatMap((key) => usage.get(key) ?? [])
  return { datasets, unnamedBytes: unnamed.reduce((sum, { bytes }) => sum + bytes, 0), rawBytes }
}

function sha256In(key: string): string {
  return /([0-9a-f]{64})\.parquet$/.exec(key)?.[1] ?? ''
}
