import { type Column, isWideInts, type NumberColumn, Table } from './table.ts'

/** The rows of tables of one contract in one table, in order; undefined without any table. */
export function concatenate(tables: readonly Table[]): Table | undefined {
  const [first] = tables
  if (!first) return undefined
  const whole = new Table(
    first.contract,
    tables.reduce((sum, { length }) => sum + length, 0),
  )
  for (const table of tables) {
    for (const { name } of first.contract.fields) copy(table.filled(name), whole, name)
    whole.length += table.length
  }
  return whole
}

function copy(source: Column, whole: Table, name: string): void {
  const target: Column = whole.columns[name]
  const at = whole.length
  if (Array.isArray(target)) {
    for (const [row, text] of (source as string[]).entries()) target[at + row] = text
  } else if (isWideInts(target)) target.set(source as typeof target, at)
  else target.set(source as NumberColumn, at)
}
