import { type ColumnStatistics, ColumnSummary } from '../table/column-statistics.ts'
import type { Lake, Partition } from './paths.ts'
import { readPartition } from './read.ts'

/** A partition's first rows and what its columns are like. */
export interface Shown {
  readonly rows: number
  readonly columns: readonly ColumnStatistics[]
  /** Values in the columns' order; letters as letters, booleans as themselves. */
  readonly head: readonly (readonly (string | number | bigint | boolean)[])[]
}

/** Reads a partition once, row group by row group. */
export async function showPartition(
  lake: Lake,
  partition: Partition,
  headRows: number,
): Promise<Shown> {
  const reader = await readPartition(lake, partition)
  try {
    const { fields } = reader.contract
    const summaries = fields.map(
      ({ name, kind, letters }) => new ColumnSummary(name, kind, letters),
    )
    const head: (string | number | bigint | boolean)[][] = []
    let rows = 0
    for (let group = 0; group < reader.rowGroups.length; group++) {
      const table = await reader.read(group)
      const columns = fields.map(({ name }) => table.filled(name))
      for (const [index, column] of columns.entries()) summaries[index].add(column)
      for (let row = 0; row < table.length && head.length < headRows; row++) {
        head.push(
          fields.map(({ kind, letters }, index) => {
            const value = columns[index][row]
            if (kind === 'letter') return letters[Number(value)]
            return kind === 'boolean' ? value === 1 : value
          }),
        )
      }
      rows += table.length
    }
    return { rows, columns: summaries.map(({ statistics }) => statistics), head }
  } finally {
    await reader.close()
  }
}
