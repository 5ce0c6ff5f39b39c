import type { Answer, ResultColumn, Value } from '../query/lake-database.ts'
import { formatNumber } from '../table/format-cell.ts'
import { count, formatColumns } from './columns.ts'

/** A value as text, with every digit. */
export function textOf(value: Value): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** How much of an answer is printed. */
export interface Extent {
  /** Rows, 0 for all. */
  readonly rows: number
  /** Characters of a line; columns that reach beyond are left out. */
  readonly width: number
}

/** An answer as aligned columns: its first rows, and how many more there are. */
export async function formatAnswer(answer: Answer, extent: Extent): Promise<string> {
  const { columns, batches } = answer
  if (columns[0]?.name === 'explain_key') return formatPlan(answer)
  const most = extent.rows
  const rows: string[][] = []
  let more = 0
  for await (const batch of batches) {
    const length = batch[0].length
    const room = most === 0 ? length : Math.min(length, most - rows.length)
    for (let row = 0; row < room; row++) rows.push(batch.map((values) => cellOf(values[row])))
    more += length - room
  }
  const header = columns.map(({ name }) => name)
  const fitting = columnsWithin(extent.width, [header, ...rows])
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

/** How many columns fit into a line, the first in any case. */
function columnsWithin(width: number, rows: readonly (readonly string[])[]): number {
  const [header = []] = rows
  let used = 0
  for (let column = 0; column < header.length; column++) {
    used += 2 + rows.reduce((widest, row) => Math.max(widest, [...row[column]].length), 0)
    if (column > 0 && used - 2 > width) return column
  }
  return header.length
}

/** A plan is a drawing of many lines. */
async function formatPlan({ batches }: Answer): Promise<string> {
  const plans: string[] = []
  for await (const [, drawn] of batches) plans.push(...drawn.map((plan) => textOf(plan).trimEnd()))
  return plans.join('\n')
}

function cellOf(value: Value): string {
  if (value === null) return '-'
  // A line a row, whatever a text holds.
  return typeof value === 'number'
    ? formatNumber(value)
    : textOf(value).replaceAll(/[\r\n\t]+/g, ' ')
}

function isNumeric({ type }: ResultColumn): boolean {
  return /^U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?$|^(?:DOUBLE|FLOAT|DECIMAL)/.test(type)
}
