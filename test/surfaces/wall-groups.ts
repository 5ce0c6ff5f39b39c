import { Table } from '../../src/table/table.ts'

/** The rows [from, to) of a table as a table of their own. */
export function slice(table: Table, from: number, to: number): Table {
  const columns = Object.fromEntries(
    table.contract.fields.map(({ name }) => [name, table.filled(name).slice(from, to)]),
  )
  return Table.from(table.contract, columns, to - from)
}

/** A table's rows in groups of so many, as a lake hands them out; none of a table without rows. */
export function groups(table: Table, rows: number): Table[] {
  const count = Math.ceil(table.length / rows)
  return Array.from({ length: count }, (_, index) =>
    slice(table, index * rows, Math.min((index + 1) * rows, table.length)),
  )
}
