import type { Cell, PartitionPreview } from '../lake/partition/show.ts'
import type { ColumnStatistics } from '../table/column-statistics.ts'
import { formatCell, formatMean } from '../table/format-cell.ts'
import { count, formatColumns } from './columns.ts'
import { sparkline } from './sparkline.ts'

/** Of the columns of {@link formatTable}; rows come after them. */
const COLUMN_RANKS = [0, 4, 1, 1, 3, 6, 5, 2]

/** Significant digits of an estimated count. */
const ESTIMATED_DIGITS = 2

/**
 * A table's columns, one line each: statistics, course over the day, and the first rows.
 *
 * @param priceParts fractions of a point that prices are written in (32 for 32nds); decimals if
 * undefined
 * @param width of the terminal; columns that do not fit are left out
 */
export function formatTable(
  { rows, columns, head }: PartitionPreview,
  hasUtf8: boolean,
  priceParts?: number,
  width?: number,
): string {
  const cell = (name: string, value: Cell) => formatCell(name, value, priceParts)
  const lines = columns.map((column, index) => [
    column.name,
    column.kind,
    cell(column.name, column.minimum),
    cell(column.name, column.maximum),
    formatMean(column.name, column.kind, column.mean),
    formatDistinct(column),
    formatShare(column.undefinedCount, rows),
    sparkline(column.day, hasUtf8),
    ...head.map((row) => cell(column.name, row[index])),
  ])
  const header = ['column', 'kind', 'least', 'most', 'mean', 'distinct', 'none', 'over the day']
  const named = [...header, ...head.map((_, row) => `row ${row}`)]
  return formatColumns(lines, named, undefined, { width, ranks: COLUMN_RANKS })
}

/** The same for JSON: 64-bit integers as strings, undefined as null. */
export function tableJson({ rows, columns, head }: PartitionPreview): object {
  return {
    rows,
    columns: columns.map((column) => ({
      ...column,
      minimum: plain(column.minimum),
      maximum: plain(column.maximum),
    })),
    head: head.map((row) =>
      Object.fromEntries(row.map((value, index) => [columns[index].name, plain(value)])),
    ),
  }
}

/** Exact below 100; above, a rounded estimate. */
function formatDistinct({ distinct }: ColumnStatistics): string {
  if (distinct < 100) return String(distinct)
  return `~${count(Number(distinct.toPrecision(ESTIMATED_DIGITS)))}`
}

/** A share of the rows: "0.4 %"; empty for 0. */
function formatShare(some: number, rows: number): string {
  if (some === 0) return ''
  const share = (100 * some) / rows
  return share < 0.1 ? '<0.1 %' : `${Number(share.toPrecision(3))} %`
}

function plain(value: Cell): Exclude<Cell, bigint> {
  return typeof value === 'bigint' ? value.toString() : value
}
