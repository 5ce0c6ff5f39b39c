import type { Chosen } from '../../contracts/kinds.ts'
import { gather } from '../../table/gather.ts'
import { Table } from '../../table/table.ts'
import type { ColumnsOf } from '../datasets.ts'
import type { Lake, Partition } from '../paths.ts'
import { readPartition } from './read.ts'

/**
 * Reads columns of a whole partition as one table: for tables with at most one row per window.
 *
 * @throws Failure as `readPartition`
 */
export async function readTable<
  D extends string,
  N extends keyof ColumnsOf<D> & string = keyof ColumnsOf<D> & string,
>(
  lake: Lake,
  partition: Partition<D>,
  names?: readonly N[],
): Promise<Table<Chosen<ColumnsOf<D>, N>>> {
  const reader = await readPartition(lake, partition)
  try {
    const groups: Table<Chosen<ColumnsOf<D>, N>>[] = []
    for (let group = 0; group < reader.rowGroups.length; group++) {
      groups.push(await reader.read(group, names))
    }
    if (groups.length === 1) return groups[0]
    const whole = new Table(groups[0]?.contract ?? reader.contract, reader.manifest.rows)
    for (const group of groups) {
      gather(
        group,
        Int32Array.from({ length: group.length }, (_, row) => row),
        whole,
      )
      whole.length += group.length
    }
    return whole
  } finally {
    await reader.close()
  }
}
