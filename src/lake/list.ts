import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isDate } from '../market/time.ts'
import type { Dataset } from './datasets.ts'
import { isAbsent } from './file-failure.ts'
import { isSymbol, type Lake, type Partition } from './paths.ts'

/** Which partitions to list; a part left out matches any. */
export type PartitionFilter = Partial<Partition>

/**
 * The partitions that have a folder in the lake, whole or not: in the order of the lake's datasets,
 * then by symbol and date. Folders that no partition could have are passed over.
 */
export async function listPartitions(
  lake: Lake,
  filter: PartitionFilter = {},
): Promise<Partition[]> {
  const found: Partition[] = []
  for (const dataset of lake.datasets.values()) {
    if (filter.dataset !== undefined && filter.dataset !== dataset.key) continue
    for await (const partition of partitionsOf(lake, dataset, filter)) found.push(partition)
  }
  return found
}

async function* partitionsOf(
  lake: Lake,
  { key, path }: Dataset,
  filter: PartitionFilter,
): AsyncGenerator<Partition> {
  const [above = '', below = ''] = path.split('symbol={symbol}')
  const table = below.slice(0, below.lastIndexOf('/'))
  const symbols = await valuesOf(join(lake.root, above), 'symbol=')
  for (const symbol of symbols.filter(isSymbol)) {
    if (filter.symbol !== undefined && filter.symbol !== symbol) continue
    const dates = await valuesOf(join(lake.root, above, `symbol=${symbol}`, table), 'dt=')
    for (const dt of dates.filter(isDate)) {
      if (filter.dt === undefined || filter.dt === dt) yield { dataset: key, symbol, dt }
    }
  }
}

/** The values of a folder's `name=value` folders, sorted; none if there is no folder. */
async function valuesOf(folder: string, prefix: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries
      .filter((entry) => entry.isDirectory() && entry.name.startsWith(prefix))
      .map((entry) => entry.name.slice(prefix.length))
      .sort()
  } catch (error) {
    if (isAbsent(error)) return []
    throw error
  }
}
