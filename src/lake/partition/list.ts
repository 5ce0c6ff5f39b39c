import { isDate } from '../../market/time.ts'
import { compare } from '../../words/compare.ts'
import { isPartition, isSymbol, type Lake, type Partition } from '../paths.ts'
import { isPartName, MANIFESTS, parseManifestKey } from './keys.ts'
import { ListingMemo } from './listing-memo.ts'
import type { StageDay } from './stage-day.ts'

/** Which partitions to list; an omitted field matches any value. */
export type PartitionFilter = Partial<Partition>

/**
 * The partitions that have a manifest, valid or not, in the order of the lake's datasets, then by
 * symbol and date. One listing; no object is read.
 */
export function listPartitions(
  lake: Lake,
  filter: PartitionFilter = {},
): Promise<readonly Partition[]> {
  const { dataset = '', symbol = '', dt = '' } = filter
  const name = `${dataset} ${symbol} ${dt}`
  return PARTITIONS.get(lake, name, () => findPartitions(lake, filter))
}

const PARTITIONS = new ListingMemo<readonly Partition[]>()

async function findPartitions(
  lake: Lake,
  { dataset, symbol, dt }: PartitionFilter,
): Promise<Partition[]> {
  const stage = dataset && lake.datasets.get(dataset)?.stage
  if (dataset !== undefined && stage === undefined) return []
  const days = await listStageDays(lake, stage, symbol)
  const wantedDays = days.filter((day) => dt === undefined || day.dt === dt)
  const found: Partition[] = []
  for (const key of dataset === undefined ? lake.datasets.keys() : [dataset]) {
    const days = wantedDays.filter((day) => day.stage === lake.datasets.get(key)?.stage)
    found.push(...days.map((day) => ({ dataset: key, symbol: day.symbol, dt: day.dt })))
  }
  return found
}

/** The stage days that have a manifest, sorted by symbol and date. */
export function listStageDays(
  lake: Lake,
  stage?: string,
  symbol?: string,
): Promise<readonly StageDay[]> {
  const name = `${stage ?? ''} ${symbol ?? ''}`
  return STAGE_DAYS.get(lake, name, () => stageDays(lake, stage, symbol))
}

const STAGE_DAYS = new ListingMemo<readonly StageDay[]>()

async function stageDays(lake: Lake, stage?: string, symbol?: string): Promise<StageDay[]> {
  const inStage = stage === undefined ? '' : `${stage}/`
  const inSymbol = stage === undefined || symbol === undefined ? '' : `${symbol}/`
  const found: StageDay[] = []
  for await (const { key } of lake.store.list(`${MANIFESTS}${inStage}${inSymbol}`)) {
    const day = parseManifestKey(key)
    if (!day || !isSymbol(day.symbol) || !isDate(day.dt)) continue
    if (symbol === undefined || day.symbol === symbol) found.push(day)
  }
  return found.sort((a, b) => compare(a.symbol, b.symbol) || compare(a.dt, b.dt))
}

/** The partition in whose folder a part is stored; undefined of a part in a store with links. */
export function partitionOfPart(lake: Lake, key: string): Partition | undefined {
  for (const { key: dataset, path } of lake.datasets.values()) {
    const [, symbol, dt] = patternOf(path).exec(key) ?? []
    const partition = { dataset, symbol, dt }
    if (symbol !== undefined && isPartition(lake, partition)) return partition
  }
  return undefined
}

/** Matches the keys of the files of a dataset's partitions: symbol, date, name. */
function patternOf(path: string): RegExp {
  const escaped = path.replace('{symbol}', '([^/]+)').replace('{dt}', '([^/]+)')
  return new RegExp(`^${escaped}/([^/]+)$`)
}

/** A file under a published path. */
export interface Published {
  readonly key: string
  readonly partition: Partition
  readonly name: string
}

/**
 * Every file below `table=…/`, whether or not a manifest names it. Parts that are stored there, in a
 * store without links, are no published files: they may be of a run in progress.
 */
export async function listPublished(
  lake: Lake,
  filter: PartitionFilter = {},
): Promise<Published[]> {
  const found: Published[] = []
  for (const { key: dataset, path } of lake.datasets.values()) {
    if (filter.dataset !== undefined && filter.dataset !== dataset) continue
    const [above = '', below = ''] = path.split('{symbol}')
    const [table = ''] = below.split('{dt}')
    const inSymbol = filter.symbol === undefined ? '' : `${filter.symbol}${table}${filter.dt ?? ''}`
    for await (const { key } of lake.store.list(`${above}${inSymbol}`)) {
      const symbol = key.slice(above.length).split('/')[0]
      const [dt, ...name] = key.slice(above.length + symbol.length + table.length).split('/')
      const partition = { dataset, symbol, dt }
      if (!key.startsWith(`${above}${symbol}${table}`) || !isPartition(lake, partition)) continue
      if (!lake.store.hasLinks && isPartName(name.join('/'))) continue
      if (filter.dt === undefined || filter.dt === dt)
        found.push({ key, partition, name: name.join('/') })
    }
  }
  return found
}
