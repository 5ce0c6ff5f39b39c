import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseContract } from '../../src/contracts/contract.ts'
import type { Kind } from '../../src/contracts/kinds.ts'
import { storeInt64, storeSecond, Table, words } from '../../src/table/table.ts'
import { runs } from '../setup/long.ts'

const AVRO_TYPE: Record<Kind, unknown> = {
  int64: 'long',
  int32: 'int',
  uint32: { type: 'int', logicalType: 'uint32' },
  int16: { type: 'int', logicalType: 'int16' },
  uint16: { type: 'int', logicalType: 'uint16' },
  int8: { type: 'int', logicalType: 'int8' },
  uint8: { type: 'int', logicalType: 'uint8' },
  float64: 'double',
  boolean: 'boolean',
  letter: { type: 'enum', name: 'Letter', symbols: ['A', 'B'] },
  uint64: { type: 'long', logicalType: 'uint64' },
  char: { type: 'string', logicalType: 'char' },
  text: 'string',
}
const KINDS = Object.keys(AVRO_TYPE) as Kind[]

/** A contract with one column of every kind, named after it. */
const CONTRACT = parseContract(
  JSON.stringify({
    type: 'record',
    namespace: 'test',
    name: 'kinds',
    fields: KINDS.map((name) => ({ name, type: AVRO_TYPE[name], doc: name })),
  }),
)

/** Fills a row of every column with its number, as the kind holds it. */
function fill(table: Table, row: number): void {
  for (const kind of KINDS) {
    if (kind === 'text') table.column(kind, kind)[row] = `row ${row}`
    else if (kind === 'int64' || kind === 'uint64')
      table.column<'int64' | 'uint64'>(kind, kind)[row] = BigInt(row)
    else table.column(kind, kind)[row] = row % 100
  }
}

describe('Table', () => {
  test('a column of every kind, and rows that survive growth', () => {
    const table = new Table(CONTRACT, 2)
    for (let row = 0; row < 100; row++) {
      table.reserve(1)
      table.length++
      fill(table, row)
    }
    expect(table.capacity).toBe(128)
    for (const kind of KINDS) {
      const filled = table.filled(kind)
      expect(filled).toHaveLength(100)
      expect(filled[57]).toBe(kind === 'text' ? 'row 57' : kind.endsWith('int64') ? 57n : 57)
    }
  })

  test('it grows by doubling, or to the requested capacity, and not when there is room', () => {
    const table = new Table(CONTRACT, 4)
    const before = table.column('int32', 'int32')
    table.reserve(4)
    expect(table.column('int32', 'int32')).toBe(before)
    table.length = 4
    table.reserve(1)
    expect(table.capacity).toBe(8)
    table.reserve(1000)
    expect(table.capacity).toBe(1004)
    const none = new Table(CONTRACT, 0)
    none.reserve(1)
    expect(none.capacity).toBe(1)
  })

  test('a column is checked against the requested kind', () => {
    const table = new Table(CONTRACT)
    expect(() => table.column('int32', 'int64')).toThrow('column int32 is int32, not int64')
    expect(() => table.column('nothing', 'int64')).toThrow('column nothing is missing, not int64')
    expect(() => table.filled('nothing')).toThrow('table test.kinds: no column nothing')
  })

  test('what is filled shares memory with the column, and clearing keeps it', () => {
    const table = new Table(CONTRACT, 8)
    table.length = 3
    const filled = table.filled('int32') as Int32Array
    table.column('int32', 'int32')[2] = 77
    expect([...filled]).toEqual([0, 0, 77])
    table.clear()
    expect(table.length).toBe(0)
    expect(table.filled('int32')).toHaveLength(0)
    expect(table.capacity).toBe(8)
  })

  test('over columns that exist: the same arrays, and a copy once it grows', () => {
    const whole = new Table(CONTRACT, 50)
    whole.length = 50
    for (let row = 0; row < 50; row++) fill(whole, row)
    const columns = Object.fromEntries(KINDS.map((kind) => [kind, whole.column(kind, kind)]))
    const table = Table.from(CONTRACT, columns, 3)
    expect(table.column('int64', 'int64')).toBe(whole.column('int64', 'int64'))
    table.reserve(1)
    expect(table.capacity).toBe(6)
    for (const kind of KINDS) {
      expect(table.column(kind, kind)).toHaveLength(6)
      expect([...table.filled(kind)]).toEqual([...whole.filled(kind)].slice(0, 3))
    }
  })

  test('a column that is missing or too short is refused', () => {
    expect(() => Table.from(CONTRACT, {}, 0)).toThrow('column int64 has no rows, 0 needed')
    const short = { ...Object.fromEntries(KINDS.map((kind) => [kind, new Int32Array(2)])) }
    expect(() => Table.from(CONTRACT, short, 3)).toThrow('column int64 has 2 rows, 3 needed')
  })
})

describe('int64 by words', () => {
  test('words are the low and the high half of each value, of a part of an array too', () => {
    const column = new BigInt64Array([1n, -1n, 0x1234_5678_9abc_def0n])
    expect([...words(column)]).toEqual([1, 0, 0xffff_ffff, 0xffff_ffff, 0x9abc_def0, 0x1234_5678])
    expect([...words(column.subarray(2))]).toEqual([0x9abc_def0, 0x1234_5678])
  })

  test('storeInt64 stores what BigInt would', () => {
    const edge = fc.constantFrom(
      0,
      -1,
      2 ** 32,
      -(2 ** 32),
      2 ** 32 - 1,
      -(2 ** 32) - 1,
      2 ** 53 - 1,
      -(2 ** 53) + 1,
    )
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeInteger(), edge), (value) => {
        const column = new BigInt64Array(2)
        storeInt64(words(column), 1, value)
        expect([...column]).toEqual([0n, BigInt(value)])
      }),
      { numRuns: runs(2000) },
    )
  })

  test('storeSecond stores the nanoseconds BigInt would, for every second an int64 holds', () => {
    const last = 9_223_372_036
    const second = fc.oneof(
      fc.integer({ min: 0, max: last }),
      fc.integer({ min: 1_600_000_000, max: 2_000_000_000 }),
      fc.integer({ min: 0, max: 2_147_483 }).map((n) => Math.round((n * 4_294_967_296) / 1e9)),
      fc.constantFrom(0, 1, 4, 5, last),
    )
    fc.assert(
      fc.property(second, (second) => {
        const column = new BigInt64Array(1)
        storeSecond(words(column), 0, second)
        expect(column[0]).toBe(BigInt(second) * 1_000_000_000n)
      }),
      { numRuns: runs(5000) },
    )
  })
})
