import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseContract } from '../../src/contracts/contract.ts'
import { gather } from '../../src/table/gather.ts'
import { Table } from '../../src/table/table.ts'

const contract = (name: string, ...extra: string[]) =>
  parseContract(
    JSON.stringify({
      type: 'record',
      namespace: 'silver.made',
      name,
      fields: [
        { name: 'time', type: 'long', doc: 'time' },
        { name: 'price', type: 'double', doc: 'price', nan: true },
        { name: 'flag', type: { type: 'int', logicalType: 'uint8' }, doc: 'flag' },
        { name: 'text', type: 'string', doc: 'text' },
        ...extra.map((field) => ({ name: field, type: 'int', doc: field })),
      ],
    }),
  )
const SOURCE = contract('source', 'only_source')
const TARGET = contract('target', 'only_target')

function filled(count: number): Table {
  const table = new Table(SOURCE, Math.max(1, count))
  table.length = count
  for (let row = 0; row < count; row++) {
    table.column('time', 'int64')[row] = BigInt(row) * 0x1_0000_0001n - 5n
    table.column('price', 'float64')[row] = row % 3 === 0 ? Number.NaN : row / 7
    table.column('flag', 'uint8')[row] = row
    table.column('text', 'text')[row] = `row ${row}`
  }
  return table
}

const NAMES = ['time', 'price', 'flag', 'text'] as const
const rowsOf = (table: Table) => {
  const columns = NAMES.map((name) => table.filled(name))
  return Array.from({ length: table.length }, (_, row) => columns.map((column) => column[row]))
}

describe('gather', () => {
  it('takes the rows named, and no other column', () => {
    fc.assert(
      fc.property(fc.subarray(Array.from({ length: 40 }, (_, row) => row)), (rows) => {
        const source = filled(40)
        const target = new Table(TARGET, 1)
        // A row of its own stands before them.
        target.length = 1
        target.column('text', 'text')[0] = 'first'
        target.reserve(rows.length)
        gather(source, Int32Array.from(rows), target)
        target.length += rows.length
        const all = rowsOf(source)
        expect(rowsOf(target).slice(1)).toEqual(rows.map((row) => all[row]))
        expect(target.column('text', 'text')[0]).toBe('first')
        expect([...target.filled('only_target')]).toEqual(new Array(rows.length + 1).fill(0))
      }),
    )
  })

  it('refuses columns of one name and two kinds', () => {
    const other = parseContract(
      JSON.stringify({
        type: 'record',
        namespace: 'silver.made',
        name: 'other',
        fields: [{ name: 'time', type: 'int', doc: 'time' }],
      }),
    )
    expect(() => gather(filled(1), Int32Array.of(0), new Table(other, 1))).toThrow(
      'column time is int64, not int32',
    )
  })
})
