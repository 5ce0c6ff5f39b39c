import type { RecordCell } from '../dbn/cells.ts'
import type { HeadRecord } from '../dbn/head.ts'
import { formatColumns } from './columns.ts'
import { csvLine } from './csv.ts'

/** A record with more fields is printed one field a line. */
const MAX_COLUMNS = 20

/** Records as aligned columns, one table per record type in order of first appearance. */
export function formatHead(records: readonly HeadRecord[]): string {
  const kinds = byKind(records)
  return [...kinds]
    .map(([kind, group]) => `${kinds.size > 1 ? `${kind}\n` : ''}${formatKind(kind, group)}`)
    .join('\n\n')
}

/** Records as CSV, one header per record type, types separated by an empty line. */
export function headCsv(records: readonly HeadRecord[]): string {
  return [...byKind(records).values()]
    .map((group) => {
      const header = csvLine(group[0].fields.map(([name]) => name))
      const rows = group.map(({ fields }) => csvLine(fields.map(([, cell]) => cell)))
      return [header, ...rows].join('\n')
    })
    .join('\n\n')
}

/** Records for JSON, in the order of the file; undefined is null. */
export function headJson(records: readonly HeadRecord[]): object[] {
  return records.map(({ kind, fields }) => ({
    kind,
    ...Object.fromEntries(fields.map(([name, cell]) => [name, cell ?? null])),
  }))
}

function byKind(records: readonly HeadRecord[]): Map<string, HeadRecord[]> {
  return Map.groupBy(records, ({ kind }) => kind)
}

function formatKind(kind: string, records: readonly HeadRecord[]): string {
  const names = records[0].fields.map(([name]) => name)
  if (names.length <= MAX_COLUMNS) {
    const rows = records.map(({ fields }) => fields.map(([, cell]) => cellText(cell)))
    const isNumber = (column: number) => typeof records[0].fields[column][1] === 'number'
    return formatColumns(rows, names, isNumber)
  }
  return records
    .map(({ fields }) => formatColumns(fields.map(([name, cell]) => [name, cellText(cell)])))
    .map((columns) => `${kind}\n${columns}`)
    .join('\n\n')
}

function cellText(cell: RecordCell): string {
  return cell === undefined ? 'undefined' : String(cell)
}
