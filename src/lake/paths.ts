import { type Clock, systemClock } from '../clock.ts'
import { Failure } from '../failure.ts'
import { isDate } from '../market/time.ts'
import { type ColumnsOf, type Dataset, type Datasets, loadDatasets } from './datasets.ts'
import { FolderStore } from './store/folder-store.ts'
import { type Processes, systemProcesses } from './store/owner.ts'
import { isS3Url } from './store/s3/location.ts'
import { S3Store, type S3StoreOptions } from './store/s3/s3-store.ts'
import type { Store } from './store/store.ts'

/** A collection of tables by symbol and day. */
export interface Lake {
  /** Its location, for messages. */
  readonly root: string
  readonly store: Store
  readonly datasets: Datasets
  /** Clock for leases and the age of parts. */
  readonly clock: Clock
  /** Who writes it: this process and others. */
  readonly processes: Processes
  /** How its store is reached, if it is on S3: processes that open it again need the same. */
  readonly access?: S3StoreOptions
  /** Of a run, what it reads: see {@link pinInputs}. */
  readonly pinned?: ReadonlyMap<string, string>
}

/** One symbol's day of one dataset. */
export interface Partition<D extends string = string> {
  /** The dataset's key. */
  readonly dataset: D
  /** The exchange's raw symbol, or a root for datasets stored by root. */
  readonly symbol: string
  /** Calendar date, "2026-01-06". */
  readonly dt: string
}

/**
 * Opens a lake; nothing is read.
 *
 * @param root a folder, or `s3://bucket/prefix`
 * @throws Failure `usage` if it is neither
 */
export function openLake(
  root: string,
  datasets: Datasets = loadDatasets(),
  access: S3StoreOptions = {},
): Lake {
  const store = isS3Url(root) ? new S3Store(root, access) : new FolderStore(root)
  return { root, store, datasets, clock: systemClock, processes: systemProcesses, access }
}

/**
 * The lake for a run with given inputs: reading an input fails if it has been replaced since.
 * Otherwise a run could record one content and be built from another.
 */
export function pinInputs(
  lake: Lake,
  inputs: readonly (Partition & { readonly content_sha256: string })[],
): Lake {
  const pinned = inputs.map((input) => [formatPartition(input), input.content_sha256] as const)
  return { ...lake, pinned: new Map(pinned) }
}

/** Whether a symbol is safe in a path: not a parent folder, a hidden file or a separator. */
export function isSymbol(text: string): boolean {
  return /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,31}$/.test(text) && !text.includes('..')
}

/**
 * Checks dataset, symbol and date of a partition; required before they become a path.
 *
 * @throws Failure `usage` naming the invalid part
 */
export function assertPartition<D extends string>(
  lake: Lake,
  { dataset, symbol, dt }: Partition<D>,
): Dataset<ColumnsOf<D>> {
  const known = lake.datasets.get(dataset)
  if (!known)
    throw new Failure({
      code: 'usage',
      what: 'there is no such dataset',
      expected: [...lake.datasets.keys()].join(', '),
      found: JSON.stringify(dataset),
    })
  if (!isSymbol(symbol))
    throw new Failure({
      code: 'usage',
      what: 'that is no symbol',
      expected: '1 to 32 letters, digits, dots, dashes or underscores',
      found: JSON.stringify(symbol),
    })
  if (!isDate(dt))
    throw new Failure({
      code: 'usage',
      what: 'that is no calendar date',
      expected: 'YYYY-MM-DD',
      found: JSON.stringify(dt),
    })
  // contracts/registry.ts gives the columns of each key; a test keeps it equal to the datasets.
  return known as Dataset<ColumnsOf<D>>
}

/** Whether dataset, symbol and date are valid in the lake. */
export function isPartition(lake: Lake, { dataset, symbol, dt }: Partition): boolean {
  return lake.datasets.has(dataset) && isSymbol(symbol) && isDate(dt)
}

/**
 * Prefix of the published keys of a partition, for programs that do not read manifests.
 *
 * @throws Failure `usage` as {@link assertPartition}
 */
export function publishedPrefix(lake: Lake, partition: Partition): string {
  const { path } = assertPartition(lake, partition)
  const { symbol, dt } = partition
  return `${path.replace('{symbol}', symbol).replace('{dt}', dt)}/`
}

/** A partition as messages name it: "silver.future_mbo.wall_surface_1s ESH6 2026-01-06". */
export function formatPartition({ dataset, symbol, dt }: Partition): string {
  return `${dataset} ${symbol} ${dt}`
}
