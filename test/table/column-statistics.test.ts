import { describe, expect, it } from 'vitest'
import type { Field } from '../../src/contracts/contract.ts'
import type { Kind } from '../../src/contracts/kinds.ts'
import { ColumnSummary } from '../../src/table/column-statistics.ts'

function field(name: string, kind: Kind, letters: readonly string[] = []): Field {
  const unbounded = { nan: true, nullable: false, minimum: -Infinity, maximum: Infinity }
  return { name, kind, letters, doc: '', ...unbounded }
}

describe('statistics of a column', () => {
  it('are over all batches, and exact for int64', () => {
    const summary = new ColumnSummary(field('price_int', 'int64'))
    summary.add(BigInt64Array.of(9_007_199_254_740_993n, -3n))
    summary.add(new BigInt64Array())
    summary.add(BigInt64Array.of(9_007_199_254_740_995n))
    expect(summary.statistics).toMatchObject({
      minimum: -3n,
      maximum: 9_007_199_254_740_995n,
      undefinedCount: 0,
    })
    expect(summary.statistics.mean).toBeCloseTo(6.0048e15, -12)
  })

  it('leave out what is not defined, and count it', () => {
    const summary = new ColumnSummary(field('vwap', 'float64'))
    summary.add(Float64Array.of(Number.NaN, 2, Number.NaN, 4))
    expect(summary.statistics).toMatchObject({ minimum: 2, maximum: 4, mean: 3, undefinedCount: 2 })
  })

  it('of nothing, or of nothing defined, are NaN', () => {
    const summary = new ColumnSummary(field('vwap', 'float64'))
    const none = { minimum: Number.NaN, maximum: Number.NaN, mean: Number.NaN }
    expect(summary.statistics).toMatchObject({ ...none, undefinedCount: 0 })
    summary.add(Float64Array.of(Number.NaN))
    expect(summary.statistics).toMatchObject({ ...none, undefinedCount: 1 })
  })

  it('of letters are letters, not their codes, and of texts texts', () => {
    const letters = new ColumnSummary(field('side', 'letter', ['B', 'A']))
    letters.add(Uint8Array.of(0, 1, 0))
    expect(letters.statistics).toMatchObject({ minimum: 'A', maximum: 'B', mean: Number.NaN })
    const texts = new ColumnSummary(field('symbol', 'text'))
    texts.add(['ESM6', 'ESH6'])
    expect(texts.statistics).toMatchObject({ minimum: 'ESH6', maximum: 'ESM6' })
  })

  it('know how many different values there are', () => {
    const side = new ColumnSummary(field('side', 'letter', ['B', 'A', 'N']))
    side.add(Uint8Array.of(0, 1, 0, 0))
    expect(side.statistics.distinct).toBe(2)
    const price = new ColumnSummary(field('price_int', 'int64'))
    price.add(BigInt64Array.of(5n, 2n ** 40n, 5n, -5n))
    expect(price.statistics.distinct).toBe(3)
  })

  it('leave out undefined prices and times, and empty texts', () => {
    const price = new ColumnSummary({ ...field('price', 'int64'), nullable: true })
    price.add(BigInt64Array.of(2n ** 63n - 1n, 4n, 2n, -1n))
    expect(price.statistics).toMatchObject({ minimum: -1n, maximum: 4n, undefinedCount: 1 })
    const trade = new ColumnSummary(field('trade_open_price_int', 'int64'))
    trade.add(BigInt64Array.of(0n, 4n, -2n))
    expect(trade.statistics).toMatchObject({ minimum: -2n, maximum: 4n, undefinedCount: 0 })
    const time = new ColumnSummary(field('ts_recv', 'int64'))
    time.add(BigInt64Array.of(-1n, 7n))
    expect(time.statistics).toMatchObject({ minimum: 7n, maximum: 7n, mean: 7, undefinedCount: 1 })
    const quantity = new ColumnSummary(field('quantity', 'int64'))
    quantity.add(BigInt64Array.of(-1n, 2n ** 63n - 1n))
    expect(quantity.statistics).toMatchObject({
      minimum: -1n,
      maximum: 2n ** 63n - 1n,
      undefinedCount: 0,
    })
    const action = new ColumnSummary(field('action', 'char'))
    action.add(Uint8Array.of(84, 0, 65, 84))
    const letters = { minimum: 'A', maximum: 'T', undefinedCount: 1, distinct: 2 }
    expect(action.statistics).toMatchObject(letters)
    const text = new ColumnSummary(field('asset', 'text'))
    text.add(['', 'ES', ''])
    expect(text.statistics).toMatchObject({ minimum: 'ES', undefinedCount: 2, distinct: 1 })
  })

  it('of unsigned integers are not those of their bits', () => {
    const id = new ColumnSummary(field('order_id', 'uint64'))
    id.add(BigUint64Array.of(2n ** 64n - 1n, 7n, 2n ** 63n))
    expect(id.statistics).toMatchObject({ minimum: 7n, maximum: 2n ** 64n - 1n })
    expect(id.statistics.mean).toBeCloseTo(2 ** 63, -12)
  })

  it('have a mean of each part of the day, and none where there is nothing', () => {
    const summary = new ColumnSummary(field('vwap', 'float64'), 3)
    summary.add(Float64Array.of(1, 3, Number.NaN), Uint8Array.of(0, 0, 1))
    summary.add(Float64Array.of(8), Uint8Array.of(2))
    expect(summary.statistics.day).toEqual([2, Number.NaN, 8])
  })
})
