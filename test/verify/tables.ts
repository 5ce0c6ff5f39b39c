import { gather } from '../../src/table/gather.ts'
import { Table } from '../../src/table/table.ts'

type Cell = bigint | number | string

/** A cell, whatever its kind: letters are their codes, booleans 0 or 1. */
export function cell(table: Table, name: string, row: number): Cell {
  return table.filled(name)[row]
}

export function lots(table: Table, name: string, row: number): number {
  return Number(cell(table, name, row))
}

export function setCell(table: Table, name: string, row: number, value: Cell): void {
  const { kind } = table.contract.fields.find((field) => field.name === name) ?? {}
  // Of texts, `filled` is a copy.
  const column = kind === 'text' ? table.column(name, kind) : table.filled(name)
  ;(column as Cell[])[row] = value
}

/** Adds to an integer cell. */
export function addTo(table: Table, name: string, row: number, amount: number): void {
  const before = cell(table, name, row)
  setCell(
    table,
    name,
    row,
    typeof before === 'bigint' ? before + BigInt(amount) : Number(before) + amount,
  )
}

/** Rows of a table as a table of their own, in any order. */
export function pick(table: Table, rows: readonly number[]): Table {
  const picked = new Table(table.contract, rows.length)
  // One at a time: rows need not follow one another.
  for (const row of rows) {
    gather(table, Int32Array.of(row), picked)
    picked.length++
  }
  return picked
}

export function rowsOf({ length }: Table): number[] {
  return Array.from({ length }, (_, row) => row)
}

export function without(table: Table, ...rows: readonly number[]): Table {
  return pick(
    table,
    rowsOf(table).filter((row) => !rows.includes(row)),
  )
}

/** The first row of which something is true. */
export function rowWhere(table: Table, holds: (row: number) => boolean): number {
  const row = rowsOf(table).findIndex(holds)
  if (row < 0) throw new Error(`no such row in ${table.contract.key}`)
  return row
}
