import { assertPartition, type Lake, type Partition, publishedPrefix } from '../paths.ts'
import type { ManifestFile, StageManifest } from './manifest.ts'
import type { StageDay } from './stage-day.ts'

/** Prefix of the manifests, each with the facts of its run beside it. */
export const MANIFESTS = '.manifests/'
/** Prefix of the Parquet files, named by their sha256: added and removed, never changed. */
export const PARTS = '.parts/'
/** Prefix of the records of runs in progress, one object per run. */
export const RUNS = '.runs/'
/** Prefix of the leases of days that are being written. */
export const LEASES = '.leases/'
/** Prefix of the marks of parts that may be orphans, one object per part; see {@link markKey}. */
export const ORPHANS = '.orphans/'

/** Prefix of the front contracts that were chosen, one object per root and date. */
export const SELECTION = 'selection/'

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

/**
 * The stage of a day that a live session is making: one manifest, of state `open`, names the parts of
 * all its tables up to the last closed minute. No dataset is of this stage, so the pipeline takes no
 * open day for a fresh one, or for an earlier session.
 */
export const OPEN_DAY_STAGE = 'live/open-day'

/** Key of a part in a store with links. */
export function partKey({ sha256 }: Pick<ManifestFile, 'sha256'>): string {
  return `${PARTS}${sha256}.parquet`
}

/** Key of a part: below {@link PARTS}, or in the partition's folder where a store has no links. */
export function storedKey(
  lake: Lake,
  partition: Partition,
  file: Pick<ManifestFile, 'sha256'>,
): string {
  if (lake.store.hasLinks) return partKey(file)
  return `${publishedPrefix(lake, partition)}part-${file.sha256}.parquet`
}

/** The keys of the parts that a manifest names; none of a dataset that the lake does not know. */
export function partKeysOf(lake: Lake, manifest: StageManifest | undefined): string[] {
  const { symbol = '', dt = '', tables = [] } = manifest ?? {}
  return tables.flatMap(({ dataset, files }) =>
    lake.datasets.has(dataset) || lake.store.hasLinks
      ? files.map((file) => storedKey(lake, { dataset, symbol, dt }, file))
      : [],
  )
}

/** Whether a file's name is that of a part in a store without links. */
export function isPartName(name: string): boolean {
  return /^part-[0-9a-f]{64}\.parquet$/.test(name)
}

/** Key under which other programs find a part: the part's own where a store has no links. */
export function publishedKey(
  lake: Lake,
  partition: Partition,
  file: Pick<ManifestFile, 'name' | 'sha256'>,
): string {
  if (!lake.store.hasLinks) return storedKey(lake, partition, file)
  return `${publishedPrefix(lake, partition)}${file.name}`
}

/** Key of the mark of a part. Commas do not occur in keys of parts. */
export function markKey(part: string): string {
  return `${ORPHANS}${part.replaceAll('/', ',')}`
}

/** The key of the part that a mark is of. */
export function markedPart(mark: string): string {
  return mark.slice(ORPHANS.length).replaceAll(',', '/')
}

/** The stage's day that a partition belongs to. */
export function stageDayOf(lake: Lake, partition: Partition): StageDay {
  const { stage } = assertPartition(lake, partition)
  return { stage, symbol: partition.symbol, dt: partition.dt }
}
