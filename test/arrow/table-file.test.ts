import * as arrow from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { concatenate } from '../../src/arrow/buffers.ts'
import { type FileRows, tableFile } from '../../src/arrow/table-file.ts'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import { Table } from '../../src/table/table.ts'
import { KINDS } from '../lake/lake.ts'

/** Rows of every kind of column, numbered from one on. */
function rowsOf(first: number, count: number): FileRows {
  const table = new Table(KINDS, count)
  for (let row = 0; row < count; row++) {
    const number = first + row
    table.column('window_end_ts_ns', 'int64')[row] = BigInt(number) * 1_000_000_000n
    table.column('uint64', 'uint64')[row] = 2n ** 64n - 1n - BigInt(number)
    table.column('int32', 'int32')[row] = -number
    table.column('float64', 'float64')[row] = number % 2 === 0 ? Number.NaN : number / 4
    table.column('boolean', 'boolean')[row] = number % 2
    table.column('letter', 'letter')[row] = number % 3
    table.column('char', 'char')[row] = number % 2 === 0 ? 0 : 0xe9
    table.column('price', 'int64')[row] = number % 3 === 0 ? UNDEF_PRICE : BigInt(number)
    table.column('text', 'text')[row] = `row ${number}, é`
  }
  table.length = count
  const derived = [
    BigInt64Array.from({ length: count }, (_, row) => BigInt(first + row) * 1_000_000n),
  ]
  return { table, derived }
}

async function fileOf(batches: readonly FileRows[]): Promise<arrow.Table> {
  async function* all() {
    yield* batches
  }
  const parts: Uint8Array[] = []
  for await (const part of tableFile(KINDS, all())) parts.push(part)
  const bytes = concatenate(parts)
  expect(Buffer.from(bytes.subarray(0, 6)).toString()).toBe('ARROW1')
  return arrow.tableFromIPC(bytes)
}

describe('tables as an Arrow file', () => {
  test('are their values, batch by batch, NULL where there is none', async () => {
    const seen = await fileOf([rowsOf(0, 5), rowsOf(5, 1), rowsOf(6, 11)])
    expect(seen.batches.map(({ numRows }) => numRows)).toEqual([5, 1, 11])
    const at = (name: string, row: number): unknown => seen.getChild(name)?.get(row)
    for (let row = 0; row < 17; row++) {
      expect(at('window_end_ts_ns', row)).toBe(BigInt(row) * 1_000_000_000n)
      expect(at('uint64', row)).toBe(2n ** 64n - 1n - BigInt(row))
      expect(at('int32', row)).toBe(0 - row)
      expect(at('float64', row)).toBe(row % 2 === 0 ? Number.NaN : row / 4)
      expect(at('boolean', row)).toBe(row % 2 === 1)
      expect(at('letter', row)).toBe(['B', 'A', 'N'][row % 3])
      expect(at('char', row)).toBe(row % 2 === 0 ? '' : 'é')
      expect(at('price', row)).toBe(row % 3 === 0 ? null : BigInt(row))
      expect(at('text', row)).toBe(`row ${row}, é`)
      expect(at('ts', row)).toBe(1000 * row)
    }
    expect(seen.getChild('price')?.nullCount).toBe(6)
  })

  test('say what their columns are and mean', async () => {
    const { schema } = await fileOf([])
    expect(schema.metadata.get('contract')).toBe(KINDS.key)
    const names = [...KINDS.fields, ...KINDS.derived].map(({ name }) => name)
    expect(schema.fields.map(({ name }) => name)).toEqual(names)
    const field = (name: string) => schema.fields[names.indexOf(name)]
    expect(`${field('ts').type}`).toBe('Timestamp<MICROSECOND, UTC>')
    expect(field('price').nullable).toBe(true)
    expect(Object.fromEntries(field('price').metadata)).toEqual({
      doc: 'Units; NULL where there is none.',
      unit: '1e-9 currency units',
    })
    expect(field('float64').metadata.get('sentinel')).toBe('NaN')
    expect(schema.fields.filter(({ nullable }) => nullable)).toHaveLength(1)
  })

  test('are requested one after another, as they are consumed', async () => {
    let asked = 0
    async function* all() {
      for (; asked < 10; asked++) yield rowsOf(asked, 1)
    }
    const parts = tableFile(KINDS, all())
    await parts.next()
    expect(asked).toBeLessThan(2)
    for await (const _ of parts) expect(asked).toBeLessThanOrEqual(10)
    expect(asked).toBe(10)
  })
})
