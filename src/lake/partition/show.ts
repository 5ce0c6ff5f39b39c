import type { Field } from '../../contracts/contract.ts'
import { cellOf } from '../../contracts/kinds.ts'
import { UNDEF_PRICE } from '../../market/price.ts'
import { type ColumnStatistics, ColumnSummary } from '../../table/column-statistics.ts'
import { meaningOf } from '../../table/meaning.ts'
import type { Column, Table } from '../../table/table.ts'
import { assertPartition, type Lake, type Partition } from '../paths.ts'
import { readOpenTable } from './open-day.ts'
import { type PartitionReader, readPartition, readParts } from './read.ts'

/** Time bins for column statistics; a short time range has one bin per second. */
const MAX_PARTS = 24

/** A table's value for display: letters as text, booleans as such, null where there is none. */
export type Cell = string | number | bigint | boolean | null

/** A partition's first rows and column statistics. */
export interface PartitionPreview {
  readonly rows: number
  /** A live session is making it: these are the minutes that have closed. */
  readonly isOpen: boolean
  readonly columns: readonly ColumnStatistics[]
  /** Values in column order. */
  readonly head: readonly (readonly Cell[])[]
}

/** Summarizes a partition in one pass over its row groups. */
export async function showPartition(
  lake: Lake,
  partition: Partition,
  headRows: number,
): Promise<PartitionPreview> {
  const open = await readOpenTable(lake, partition)
  const reader = await (open ? readParts(lake, open) : readPartition(lake, partition))
  try {
    const { fields } = reader.contract
    const sortTime = sortTimeOf(reader, assertPartition(lake, partition).sort)
    const summaries = fields.map((field) => new ColumnSummary(field, sortTime?.parts))
    const head: Cell[][] = []
    for await (const table of reader.tables()) {
      const columns = fields.map(({ name }) => table.filled(name))
      const parts = sortTime && partsOf(table, sortTime)
      for (const [index, column] of columns.entries()) summaries[index].add(column, parts)
      for (let row = 0; row < table.length && head.length < headRows; row++) {
        head.push(fields.map((field, index) => displayCell(field, columns[index], row)))
      }
    }
    const columns = summaries.map(({ statistics }) => statistics)
    return { rows: reader.manifest.rows, isOpen: open !== undefined, columns, head }
  } finally {
    await reader.close()
  }
}

/** The time column that a table is sorted by, and its range. */
interface SortTime {
  readonly name: string
  /** Nanoseconds, rounded to doubles: exact enough for bins of seconds or minutes. */
  readonly start: number
  readonly end: number
  readonly parts: number
}

/** Undefined if a table is not sorted by time, or has no rows. */
function sortTimeOf(
  { rowGroups }: PartitionReader,
  [name = '']: readonly string[],
): SortTime | undefined {
  const ranges = rowGroups.map((group) => group.ranges[name])
  if (meaningOf(name) !== 'time' || ranges.length === 0 || ranges.some((range) => !range))
    return undefined
  const start = Math.min(...ranges.map(({ minimum }) => Number(minimum)))
  const end = Math.max(...ranges.map(({ maximum }) => Number(maximum)))
  const parts = Math.min(MAX_PARTS, Math.round((end - start) / 1e9) + 1)
  return { name, start, end, parts }
}

/** The time bin of each row. */
function partsOf(table: Table, { name, start, end, parts: count }: SortTime): Uint8Array {
  const times = table.filled(name) as BigInt64Array
  const parts = new Uint8Array(times.length)
  const scale = count / (end - start + 1)
  for (let row = 0; row < times.length; row++) {
    const part = Math.floor((Number(times[row]) - start) * scale)
    parts[row] = Math.max(0, Math.min(count - 1, part))
  }
  return parts
}

function displayCell(field: Field, column: Column, row: number): Cell {
  return field.nullable && column[row] === UNDEF_PRICE ? null : cellOf(field, column, row)
}
