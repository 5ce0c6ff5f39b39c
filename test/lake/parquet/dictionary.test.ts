import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Coded, ColumnCoder, unpackCodes } from '../../../src/lake/parquet/dictionary.ts'
import { words } from '../../../src/table/table.ts'

/** One coder for all: what a column leaves behind must not show in the next. */
const coder = new ColumnCoder()

function decoded32({ values, count, page }: Coded, rows: number): number[] {
  const list = new Int32Array(values.buffer)
  expect(list.length).toBe(count)
  return Array.from(unpackCodes(page, rows, count), (code) => list[code])
}

function decoded64({ values, count, page }: Coded, rows: number): bigint[] {
  const list = new BigInt64Array(values.buffer)
  expect(list.length).toBe(count)
  return Array.from(unpackCodes(page, rows, count), (code) => list[code])
}

/** Rows of a few values, so that a dictionary is worth it. */
function repeated<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc
    .uniqueArray(value, { minLength: 1, maxLength: 12 })
    .chain((values) =>
      fc.array(fc.constantFrom(...values), { minLength: 4 * values.length, maxLength: 200 }),
    )
}

describe('codes of a column', () => {
  it('stand for its values, of 32 bits', () => {
    const near = fc.integer({ min: -16_000, max: 16_000 }).map((value) => value - 7)
    fc.assert(
      fc.property(repeated(near), (column) => {
        const coded = coder.code32(Int32Array.from(column))
        expect(coded && decoded32(coded, column.length)).toEqual(column)
      }),
    )
  })

  it('stand for its values, of 64 bits', () => {
    fc.assert(
      fc.property(repeated(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), (column) => {
        const coded = coder.code64(words(BigInt64Array.from(column)))
        expect(coded && decoded64(coded, column.length)).toEqual(column)
      }),
    )
  })

  it('reach over both ends of the 32 bits', () => {
    const column = [2 ** 31 - 1, -(2 ** 31), 2 ** 31 - 1, -(2 ** 31), 2 ** 31 - 1, 0, 0, 0].slice(
      0,
      5,
    )
    const rows = [...column, ...column, ...column]
    const coded = coder.code32(Int32Array.from(rows))
    expect(coded && decoded32(coded, rows.length)).toEqual(rows)
  })

  it.each([255, 256, 257, 1000])('of %i values take as many bytes as they need', (count) => {
    const column = Int32Array.from({ length: 5003 }, (_, row) => (row * 7919) % count)
    const coded = coder.code32(column)
    expect(coded?.count).toBe(count)
    expect(coded?.page[0]).toBe(count <= 256 ? 8 : 16)
    expect(coded && decoded32(coded, column.length)).toEqual([...column])
    const wide = BigInt64Array.from(column, (value) => BigInt(value) << 32n)
    const wideCoded = coder.code64(words(wide))
    expect(wideCoded?.page).toEqual(coded?.page)
    expect(wideCoded && decoded64(wideCoded, wide.length)).toEqual([...wide])
  })

  it('are given up where they are not worth it', () => {
    expect(coder.code32(Int32Array.of())).toBeUndefined()
    expect(coder.code32(Int32Array.of(1, 1, 1))).toBeUndefined()
    expect(coder.code32(Int32Array.of(1, 2, 1, 2))).toBeUndefined()
    expect(coder.code32(Int32Array.of(0, 0, 0, 0, 0, 0, 0, 40_000))).toBeUndefined()
    expect(coder.code64(words(BigInt64Array.of(1n, 2n, 1n, 2n)))).toBeUndefined()
    const many = Int32Array.from({ length: 90_000 }, (_, row) => row % 20_000)
    expect(coder.code32(many)).toBeUndefined()
  })
})

describe('a page of codes', () => {
  const coded = coder.code32(Int32Array.from({ length: 1000 }, (_, row) => row % 3)) as Coded

  it('is refused with another number of rows', () => {
    for (const rows of [0, 992, 1001, 8000])
      expect(() => unpackCodes(coded.page, rows, 3)).toThrow('not those of')
  })

  it('is refused cut short, empty, or with codes of other bits', () => {
    for (const length of [0, 1, 2, 500, coded.page.length - 1])
      expect(() => unpackCodes(coded.page.subarray(0, length), 1000, 3)).toThrow()
    for (const bits of [0, 1, 4, 16, 24, 255])
      expect(() => unpackCodes(Uint8Array.of(bits, ...coded.page.slice(1)), 1000, 3)).toThrow()
  })

  it('is refused if a code is out of range', () => {
    expect(() => unpackCodes(coded.page, 1000, 2)).toThrow('code 2 of 2 values')
  })
})
