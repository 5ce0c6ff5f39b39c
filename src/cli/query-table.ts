import type { QueryResult, ResultColumn, SqlValue } from '../query/lake-database.ts'
import { formatNumber } from '../table/format-cell.ts'
import { count, formatColumns } from './columns.ts'

/** A value as text, at full precision. */
export function valueText(value: SqlValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Limits of a printed result. */
export interface PrintLimits {
  /** Rows, 0 for all. */
  readonly rows: number
  /** Characters of a line; columns beyond are omitted and listed. */
  readonly width: number
}

/** A result as aligned columns: its first rows, and how many more there are. */
export async function formatResult(result: QueryResult, limits: PrintLimits): Promise<string> {
  const { columns, batches } = result
  if (columns[0]?.name === 'explain_key') return formatPlan(result)
  const maxRows = limits.rows
  const rows: string[][] = []
  let more = 0
  for await (const batch of batches) {
    const length = batch[0].length
    const printed = maxRows === 0 ? length : Math.min(length, maxRows - rows.length)
    for (let row = 0; row < printed; row++) rows.push(batch.map((values) => cellOf(values[row])))
    more += length - printed
  }
  const header = columns.map(({ name }) => name)
  const fitting = columnsWithin(limits.width, [header, ...rows])
  const table = formatColumns(
    rows.map((row) => row.slice(0, fitting)),
    header.slice(0, fitting),
    (column) => isNumeric(columns[column]),
  )
  const wider = columns.length - fitting
  return [
    table,
    more > 0 && `… ${count(more)} more rows; --rows 0 prints all.`,
    wider > 0 && `… ${count(wider)} more columns: ${header.slice(fitting).join(', ')}`,
  ]
    .filter(Boolean)
    .join('\n')
}

/** How many columns fit into a line; at least one. */
function columnsWithin(width: number, rows: readonly (readonly string[])[]): number {
  const [header = []] = rows
  let lineWidth = 0
  for (let column = 0; column < header.length; column++) {
    lineWidth += 2 + rows.reduce((widest, row) => Math.max(widest, [...row[column]].length), 0)
    if (column > 0 && lineWidth - 2 > width) return column
  }
  return header.length
}

/** EXPLAIN gives a drawing of many lines, printed as it is. */
async function formatPlan({ batches }: QueryResult): Promise<string> {
  const plans: string[] = []
  for await (const [, drawn] of batches)
    plans.push(...drawn.map((plan) => valueText(plan).trimEnd()))
  return plans.join('\n')
}

function cellOf(value: SqlValue): string {
  if (value === null) return '-'
  // One line a row: line ends inside a text become spaces.
  return typeof value === 'number'
    ? formatNumber(value)
    : valueText(value).replaceAll(/[\r\n\t]+/g, ' ')
}

function isNumeric({ type }: ResultColumn): boolean {
  return /^U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?$|^(?:DOUBLE|FLOAT|DECIMAL)/.test(type)
}
