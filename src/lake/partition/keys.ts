import { assertPartition, type Lake, type Partition, publishedPrefix } from '../paths.ts'
import type { ManifestFile } from './manifest.ts'
import type { StageDay } from './stage-day.ts'

/** Below this lie the manifests, and beside each what is true of its run only. */
export const MANIFESTS = '.manifests/'
/** Below this lie the Parquet files, by their sha256: never changed, only added and removed. */
export const PARTS = '.parts/'
/** Below this is an object a run under way. */
export const RUNS = '.runs/'
/** Below this lie the leases of days that are being written. */
export const LEASES = '.leases/'
/** Below this is an object a part that a manifest may no longer name. */
export const ORPHANS = '.orphans/'

/** The manifest of what a stage made of a day. */
export function manifestKey({ stage, symbol, dt }: StageDay): string {
  return `${MANIFESTS}${stage}/${symbol}/${dt}.json`
}

/** When and where that was made. */
export function runFactsKey({ stage, symbol, dt }: StageDay): string {
  return `${MANIFESTS}${stage}/${symbol}/${dt}.run.json`
}

/** The stage's day that a manifest's key is of; undefined of any other key. */
export function parseManifestKey(key: string): StageDay | undefined {
  const [, stage, symbol, dt] =
    /^\.manifests\/([^/]+\/[^/]+)\/([^/]+)\/(\d{4}-\d{2}-\d{2})\.json$/.exec(key) ?? []
  return stage === undefined ? undefined : { stage, symbol, dt }
}

export function leaseKey({ stage, symbol, dt }: StageDay): string {
  return `${LEASES}${stage}/${symbol}/${dt}.json`
}

export function partKey({ sha256 }: Pick<ManifestFile, 'sha256'>): string {
  return `${PARTS}${sha256}.parquet`
}

/** Where a part of a partition is shown to programs that follow no manifests. */
export function publishedKey(lake: Lake, partition: Partition, { name }: ManifestFile): string {
  return `${publishedPrefix(lake, partition)}${name}`
}

/** The stage's day that a partition is written with. */
export function stageDayOf(lake: Lake, partition: Partition): StageDay {
  const { stage } = assertPartition(lake, partition)
  return { stage, symbol: partition.symbol, dt: partition.dt }
}
