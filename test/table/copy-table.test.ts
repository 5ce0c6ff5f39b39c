import { expect, test } from 'vitest'
import { loadContract } from '../../src/contracts/load.ts'
import { copyTable } from '../../src/table/copy-table.ts'
import { isWideInts, type NumberColumn, Table } from '../../src/table/table.ts'

/** Texts, and numbers of every width. */
const CONTRACT = loadContract('bronze/instrument_definitions')

function fill(table: Table, cellAt: (column: number, row: number) => number): void {
  for (const [at, { name }] of CONTRACT.fields.entries()) {
    const column = table.columns[name]
    for (let row = 0; row < table.length; row++) {
      const value = cellAt(at, row)
      if (Array.isArray(column)) column[row] = `${value}`
      else if (isWideInts(column)) column[row] = BigInt(value)
      else (column as NumberColumn)[row] = value
    }
  }
}

function tableOf(rows: number, cellAt: (column: number, row: number) => number): Table {
  const table = new Table(CONTRACT, rows + 3)
  table.length = rows
  fill(table, cellAt)
  return table
}

test.each([0, 1, 5])('a copy of %i rows keeps them when the table gets others', (rows) => {
  const cellAt = (column: number, row: number) => (column * 7 + row * 3) % 100
  const table = tableOf(rows, cellAt)
  const copy = copyTable(table)
  fill(table, () => 0)
  const expected = tableOf(rows, cellAt)
  expect(copy.length).toBe(rows)
  for (const { name } of CONTRACT.fields) {
    expect([name, copy.filled(name)]).toEqual([name, expected.filled(name)])
  }
})
