import { type Column, Table } from './table.ts'

/** A table's rows in memory of their own. */
export function copyTable(table: Table): Table {
  const columns: Record<string, Column> = {}
  for (const { name } of table.contract.fields) columns[name] = table.filled(name).slice()
  return Table.from(table.contract, columns, table.length)
}
