import { assertPartition, type Lake, type Partition, publishedPrefix } from '../paths.ts'
import type { ManifestFile } from './manifest.ts'
import type { StageDay } from './stage-day.ts'

/** Prefix of the manifests, each with the facts of its run beside it. */
export const MANIFESTS = '.manifests/'
/** Prefix of the Parquet files, named by their sha256: added and removed, never changed. */
export const PARTS = '.parts/'
/** Prefix of the records of runs in progress, one object per run. */
export const RUNS = '.runs/'
/** Prefix of the leases of days that are being written. */
export const LEASES = '.leases/'
/** Prefix of the marks of parts that may be orphans, one object per part. */
export const ORPHANS = '.orphans/'

/** Key of the manifest of a stage's day. */
export function manifestKey({ stage, symbol, dt }: StageDay): string {
  return `${MANIFESTS}${stage}/${symbol}/${dt}.json`
}

/** Key of the facts of the run that wrote it: when, where, by which version. */
export function runFactsKey({ stage, symbol, dt }: StageDay): string {
  return `${MANIFESTS}${stage}/${symbol}/${dt}.run.json`
}

/** The stage's day of a manifest key; undefined for any other key. */
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

/** Key under which a part is published, for programs that do not read manifests. */
export function publishedKey(lake: Lake, partition: Partition, { name }: ManifestFile): string {
  return `${publishedPrefix(lake, partition)}${name}`
}

/** The stage's day that a partition belongs to. */
export function stageDayOf(lake: Lake, partition: Partition): StageDay {
  const { stage } = assertPartition(lake, partition)
  return { stage, symbol: partition.symbol, dt: partition.dt }
}
