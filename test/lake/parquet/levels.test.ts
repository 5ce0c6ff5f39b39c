import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withNulls, withoutNulls } from '../../../src/lake/parquet/levels.ts'
import { UNDEF_PRICE } from '../../../src/market/price.ts'
import { runs } from '../../setup/long.ts'

/** Runs of NULLs and of values, so that both forms of levels come. */
const column = fc
  .array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 40 })), { maxLength: 30 })
  .map((runs) =>
    runs.flatMap(([isNull, length]) =>
      Array.from({ length }, (_, row) => (isNull ? UNDEF_PRICE : BigInt(row) - 7n)),
    ),
  )
/** Next to the value that is none, by one bit. */
const near = fc.constantFrom(UNDEF_PRICE, UNDEF_PRICE - 1n, -1n, UNDEF_PRICE - 2n ** 32n, 0n)

describe('a nullable column', () => {
  it('is its values without those that are none, and comes back', () => {
    const any = fc.oneof(column, fc.array(near, { maxLength: 70 }))
    fc.assert(
      fc.property(any, (values) => {
        const found = withoutNulls(BigInt64Array.from(values))
        const there = values.filter((value) => value !== UNDEF_PRICE)
        expect([...found.values]).toEqual(there)
        expect(found.nulls).toBe(values.length - there.length)
        expect([...withNulls(found, values.length)]).toEqual(values)
      }),
      { numRuns: runs(1000) },
    )
  })

  it('is itself where every row has a value, with levels of three bytes', () => {
    const values = BigInt64Array.from({ length: 5000 }, (_, row) => BigInt(row))
    const found = withoutNulls(values)
    expect(found.values).toBe(values)
    expect([...found.levels]).toEqual([0x90, 0x4e, 1])
    expect(withNulls(found, 5000)).toBe(values)
  })

  it('is nothing but levels where no row has one', () => {
    const found = withoutNulls(new BigInt64Array(3).fill(UNDEF_PRICE))
    expect(found).toEqual({ values: new BigInt64Array(0), levels: Uint8Array.of(6, 0), nulls: 3 })
  })
})

describe('levels', () => {
  const rows = [1n, UNDEF_PRICE, 3n, ...Array<bigint>(20).fill(UNDEF_PRICE), 9n]
  const sound = withoutNulls(BigInt64Array.from(rows))

  it.each([
    ['of fewer rows', { ...sound }, 23],
    ['of more rows', { ...sound }, 99],
    ['with a value too few', { ...sound, values: sound.values.slice(1) }, 24],
    ['with a value too many', { ...sound, values: BigInt64Array.of(...sound.values, 5n) }, 24],
    ['that have none where some are said', { ...sound, nulls: 0 }, 24],
    ['of no bytes', { ...sound, levels: new Uint8Array(0) }, 24],
    ['of runs without rows', { ...sound, levels: new Uint8Array(24) }, 24],
    ['of endless counts', { ...sound, levels: new Uint8Array(24).fill(255) }, 24],
    ['of too many bytes', { ...sound, levels: Uint8Array.of(...sound.levels, 0) }, 24],
  ])('%s are refused', (_, levels, count) => {
    expect(() => withNulls(levels, count)).toThrow()
  })
})
