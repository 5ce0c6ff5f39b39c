import * as arrow from 'apache-arrow'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Kind } from '../../src/contracts/kinds.ts'
import { loadContract } from '../../src/contracts/load.ts'
import { Failure } from '../../src/failure.ts'
import { type Column, Table } from '../../src/table/table.ts'
import { decodeTable, decodeTables } from '../../src/wire/decode-table.ts'
import {
  concatenate,
  encodeRows,
  encodeSchema,
  encodeTable,
  STREAM_END,
} from '../../src/wire/encode-table.ts'
import { KINDS } from '../lake/lake.ts'
import { runs } from '../setup/long.ts'

const int = (minimum: number, maximum: number) => fc.integer({ min: minimum, max: maximum })

/** A value of each column of {@link KINDS}. */
const row = fc.record({
  window_end_ts_ns: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  int32: int(-(2 ** 31), 2 ** 31 - 1),
  uint32: int(0, 2 ** 32 - 1),
  int16: int(-(2 ** 15), 2 ** 15 - 1),
  uint16: int(0, 2 ** 16 - 1),
  int8: int(-128, 127),
  uint8: int(0, 255),
  float64: fc.double(),
  boolean: int(0, 1),
  letter: int(0, 2),
  uint64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  char: int(0, 255),
  price: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  text: fc.string({ unit: 'grapheme' }),
})
type Row = typeof row extends fc.Arbitrary<infer R> ? R : never

function tableOf(rows: readonly Row[]): Table {
  const table = new Table(KINDS, rows.length)
  table.length = rows.length
  for (const { name, kind } of KINDS.fields) {
    const column = table.column(name, kind) as unknown as unknown[]
    for (const [index, each] of rows.entries()) column[index] = each[name as keyof Row]
  }
  return table
}

function columnsOf(table: Table): Record<string, Column> {
  return Object.fromEntries(table.contract.fields.map(({ name }) => [name, table.filled(name)]))
}

describe('a table', () => {
  test('comes back as it was, whatever it holds', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
        const table = tableOf(rows)
        const back = decodeTable(encodeTable(table))
        expect(back.length).toBe(table.length)
        expect(columnsOf(back)).toEqual(columnsOf(table))
      }),
    )
  })

  test('comes back from bytes that lie anywhere in memory', () => {
    const table = tableOf(fc.sample(row, { numRuns: 9, seed: 3 }))
    const bytes = encodeTable(table)
    for (const offset of [1, 4, 8]) {
      const moved = new Uint8Array(bytes.length + offset)
      moved.set(bytes, offset)
      expect(columnsOf(decodeTable(moved.subarray(offset)))).toEqual(columnsOf(table))
      const buffer = Buffer.from(moved.buffer, offset)
      expect(columnsOf(decodeTable(buffer))).toEqual(columnsOf(table))
    }
  })

  test('brings what its reader must know of its contract', () => {
    const { contract } = decodeTable(encodeTable(tableOf([])))
    const brief = ({ name, kind, letters }: (typeof KINDS.fields)[number]) => [name, kind, letters]
    expect(contract.key).toBe(KINDS.key)
    expect(contract.fields.map(brief)).toEqual(KINDS.fields.map(brief))
  })

  test('is the rows of one part of a larger table', () => {
    const rows = fc.sample(row, { numRuns: 12, seed: 4 })
    const back = decodeTable(encodeTable(tableOf(rows).rows(3, 8)))
    expect(columnsOf(back)).toEqual(columnsOf(tableOf(rows.slice(3, 8))))
  })
})

describe('what any Arrow reader sees', () => {
  const typesOf = (bytes: Uint8Array) =>
    arrow.tableFromIPC(bytes).schema.fields.map(({ name, type, nullable }) => {
      return `${name} ${type}${nullable ? ' nullable' : ''}`
    })

  test('the types of every kind, with rows and without', () => {
    const expected = [
      'window_end_ts_ns Int64',
      'int32 Int32',
      'uint32 Uint32',
      'int16 Int16',
      'uint16 Uint16',
      'int8 Int8',
      'uint8 Uint8',
      'float64 Float64',
      'boolean Bool',
      'letter Utf8',
      'uint64 Uint64',
      'char Utf8',
      'price Int64',
      'text Utf8',
    ]
    expect(typesOf(encodeTable(tableOf([])))).toEqual(expected)
    expect(typesOf(encodeTable(tableOf(fc.sample(row, 2))))).toEqual(expected)
  })

  test('sides are texts in the wall', () => {
    const wall = new Table(loadContract('silver/wall_surface_1s'), 2)
    wall.length = 2
    wall.columns.side.set([0, 1])
    const seen = arrow.tableFromIPC(encodeTable(wall))
    expect([...(seen.getChild('side') ?? [])]).toEqual(['A', 'B'])
    expect(`${seen.schema.fields.find(({ name }) => name === 'price_int')?.type}`).toBe('Int64')
  })

  test("the values, by the library's own accessors", () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
        const seen = arrow.tableFromIPC(encodeTable(tableOf(rows)))
        for (const [index, each] of rows.entries()) {
          for (const { name, kind, letters } of KINDS.fields) {
            const value = each[name as keyof Row]
            const shown: Partial<Record<Kind, unknown>> = {
              boolean: value === 1,
              letter: letters[Number(value)],
              char: value === 0 ? '' : String.fromCharCode(Number(value)),
            }
            expect(seen.getChild(name)?.get(index)).toEqual(shown[kind] ?? value)
          }
        }
      }),
      { numRuns: runs(30) },
    )
  })
})

describe("another producer's stream", () => {
  test('of rows without nulls is read, however its flatbuffers are laid out', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 9 }), (rows) => {
        const table = tableOf(rows)
        const bytes = arrow.tableToIPC(arrow.tableFromIPC(encodeTable(table)), 'stream')
        expect(columnsOf(decodeTable(bytes))).toEqual(columnsOf(table))
      }),
      { numRuns: runs(30) },
    )
  })

  test('with nulls or dictionaries is refused', () => {
    const nulls = new arrow.Table({ a: arrow.vectorFromArray([1, null], new arrow.Int32()) })
    expect(() => decodeTables(arrow.tableToIPC(nulls))).toThrow('with nulls')
    const dictionary = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32())
    const coded = new arrow.Table({ a: arrow.vectorFromArray(['x', 'y'], dictionary) })
    expect(() => decodeTables(arrow.tableToIPC(coded))).toThrow('column a')
  })
})

describe('a stream in parts', () => {
  test('a schema, batches and an end are one stream', () => {
    const rows = fc.sample(row, { numRuns: 7, seed: 5 })
    const parts = [tableOf(rows.slice(0, 3)), tableOf([]), tableOf(rows.slice(3))]
    const bytes = concatenate([
      encodeSchema(KINDS),
      ...parts.map((part) => encodeRows(part)),
      STREAM_END,
    ])
    const { tables } = decodeTables(bytes)
    expect(tables.map(columnsOf)).toEqual([columnsOf(parts[0]), columnsOf(parts[2])])
    expect(() => decodeTable(bytes)).toThrow(Failure)
  })

  test('without rows it is a schema and an end', () => {
    expect(encodeTable(tableOf([]))).toEqual(concatenate([encodeSchema(KINDS), STREAM_END]))
  })
})

describe('bytes that are no stream', () => {
  const bytes = encodeTable(tableOf(fc.sample(row, { numRuns: 5, seed: 6 })))

  test.each([
    ['nothing', new Uint8Array(0)],
    ['text', new TextEncoder().encode('{"type":"batch_start"}')],
    ['half a stream', bytes.slice(0, bytes.length >> 1)],
    ['a schema cut short', encodeSchema(KINDS).slice(0, 40)],
  ])('%s is refused in a sentence', (_, broken) => {
    expect(() => decodeTables(broken)).toThrow(Failure)
  })

  test('cut anywhere, or changed behind the schema, it is a table or a refusal', () => {
    const rowsAt = encodeSchema(KINDS).length
    const spots = fc.record({ at: fc.nat(bytes.length - 1), value: int(0, 255) })
    fc.assert(
      fc.property(spots, ({ at, value }) => {
        const spoiled = at < rowsAt ? bytes.slice(0, at) : bytes.slice()
        if (at >= rowsAt) spoiled[at] = value
        try {
          decodeTables(spoiled)
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
        }
      }),
      { numRuns: runs(1000) },
    )
    for (let length = 0; length < bytes.length; length += 7) {
      expect(() => decodeTables(bytes.slice(0, length))).toThrow(Failure)
    }
  })

  test('a letter that the schema does not list is refused', () => {
    const spoiled = bytes.slice()
    const table = decodeTable(bytes)
    const letters = table.contract.fields.find(({ name }) => name === 'letter')?.letters ?? []
    const texts = Array.from(
      table.column('letter', 'letter').subarray(0, 5),
      (code) => letters[code],
    )
    const at = Buffer.from(spoiled).lastIndexOf(texts.join(''))
    spoiled[at] = 'X'.charCodeAt(0)
    expect(() => decodeTable(spoiled)).toThrow('letter "X"')
  })

  test('a type that no table holds is refused by column', () => {
    const dates = arrow.tableToIPC(arrow.tableFromArrays({ day: [new Date(0)] }))
    expect(() => decodeTables(dates)).toThrow('column day')
  })
})
