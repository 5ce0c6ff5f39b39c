import type { Field } from '../../contracts/contract.ts'
import { cellOf } from '../../contracts/kinds.ts'
import { UNDEF_PRICE } from '../../market/price.ts'
import { type ColumnStatistics, ColumnSummary } from '../../table/column-statistics.ts'
import { meaningOf } from '../../table/meaning.ts'
import type { Column, Table } from '../../table/table.ts'
import { assertPartition, type Lake, type Partition } from '../paths.ts'
import { type PartitionReader, readPartition } from './read.ts'

/** Parts of the day that columns are summed up by; of a shorter one a part is a second. */
const MAX_PARTS = 24

/** A value of a table as itself: letters as letters, truths as truths, null where there is none. */
export type Cell = string | number | bigint | boolean | null

/** A partition's first rows and what its columns are like. */
export interface Shown {
  readonly rows: number
  readonly columns: readonly ColumnStatistics[]
  /** Values in the columns' order. */
  readonly head: readonly (readonly Cell[])[]
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
    const clock = clockOf(reader, assertPartition(lake, partition).sort)
    const summaries = fields.map((field) => new ColumnSummary(field, clock?.parts))
    const head: Cell[][] = []
    for (let group = 0; group < reader.rowGroups.length; group++) {
      const table = await reader.read(group)
      const columns = fields.map(({ name }) => table.filled(name))
      const parts = clock && partsOf(table, clock)
      for (const [index, column] of columns.entries()) summaries[index].add(column, parts)
      for (let row = 0; row < table.length && head.length < headRows; row++) {
        head.push(fields.map((field, index) => shown(field, columns[index], row)))
      }
    }
    const columns = summaries.map(({ statistics }) => statistics)
    return { rows: reader.manifest.rows, columns, head }
  } finally {
    await reader.close()
  }
}

/** The column that a table is sorted by in time, and the span it has. */
interface Clock {
  readonly name: string
  /** Nanoseconds, as numbers: a part of the day is minutes. */
  readonly start: number
  readonly end: number
  readonly parts: number
}

/** Undefined where a table is not sorted by a time, or has no rows. */
function clockOf(
  { rowGroups }: PartitionReader,
  [name = '']: readonly string[],
): Clock | undefined {
  const ranges = rowGroups.map((group) => group.ranges[name])
  if (meaningOf(name) !== 'time' || ranges.length === 0 || ranges.some((range) => !range))
    return undefined
  const start = Math.min(...ranges.map(({ minimum }) => Number(minimum)))
  const end = Math.max(...ranges.map(({ maximum }) => Number(maximum)))
  const parts = Math.min(MAX_PARTS, Math.round((end - start) / 1e9) + 1)
  return { name, start, end, parts }
}

/** Of each row the part of the day it is in. */
function partsOf(table: Table, { name, start, end, parts: most }: Clock): Uint8Array {
  const times = table.filled(name) as BigInt64Array
  const parts = new Uint8Array(times.length)
  const scale = most / (end - start + 1)
  for (let row = 0; row < times.length; row++) {
    const part = Math.floor((Number(times[row]) - start) * scale)
    parts[row] = Math.max(0, Math.min(most - 1, part))
  }
  return parts
}

function shown(field: Field, column: Column, row: number): Cell {
  return field.nullable && column[row] === UNDEF_PRICE ? null : cellOf(field, column, row)
}
