import type { Cell, Shown } from '../lake/show.ts'
import type { ColumnStatistics } from '../table/column-statistics.ts'
import { formatCell, formatMean } from '../table/format-cell.ts'
import { count, formatColumns } from './columns.ts'
import { sparkline } from './sparkline.ts'

/** Digits of an estimate that mean anything. */
const ESTIMATED_DIGITS = 2

/**
 * A table's columns, a line each: what their values are like, over the day, and the first rows.
 *
 * @param priceParts of a whole point that exact prices are written in; decimals if left out
 */
export function formatTable(
  { rows, columns, head }: Shown,
  hasUtf8: boolean,
  priceParts?: number,
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
  return formatColumns(lines, [...header, ...head.map((_, row) => `row ${row}`)])
}

/** The same for machines: 64-bit integers as texts, what is not defined as null. */
export function tableJson({ rows, columns, head }: Shown): object {
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

/** Few values are counted exactly; of many the first digits are known. */
function formatDistinct({ distinct }: ColumnStatistics): string {
  if (distinct < 100) return String(distinct)
  return `~${count(Number(distinct.toPrecision(ESTIMATED_DIGITS)))}`
}

/** How many of the rows: "0.4 %", or nothing where it is none. */
function formatShare(some: number, rows: number): string {
  if (some === 0) return ''
  const share = (100 * some) / rows
  return share < 0.1 ? '<0.1 %' : `${Number(share.toPrecision(3))} %`
}

function plain(value: Cell): Exclude<Cell, bigint> {
  return typeof value === 'bigint' ? value.toString() : value
}
