import { describe, expect, it } from 'vitest'
import { ColumnSummary } from '../../src/table/column-statistics.ts'

describe('statistics of a column', () => {
  it('are over all batches, and exact for int64', () => {
    const summary = new ColumnSummary('price_int', 'int64', [])
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
    const summary = new ColumnSummary('vwap', 'float64', [])
    summary.add(Float64Array.of(Number.NaN, 2, Number.NaN, 4))
    expect(summary.statistics).toMatchObject({ minimum: 2, maximum: 4, mean: 3, undefinedCount: 2 })
  })

  it('of nothing, or of nothing defined, are NaN', () => {
    const summary = new ColumnSummary('vwap', 'float64', [])
    const none = { minimum: Number.NaN, maximum: Number.NaN, mean: Number.NaN }
    expect(summary.statistics).toMatchObject({ ...none, undefinedCount: 0 })
    summary.add(Float64Array.of(Number.NaN))
    expect(summary.statistics).toMatchObject({ ...none, undefinedCount: 1 })
  })

  it('of letters are letters, not their codes, and of texts texts', () => {
    const letters = new ColumnSummary('side', 'letter', ['B', 'A'])
    letters.add(Uint8Array.of(0, 1, 0))
    expect(letters.statistics).toMatchObject({ minimum: 'A', maximum: 'B', mean: Number.NaN })
    const texts = new ColumnSummary('symbol', 'text', [])
    texts.add(['ESM6', 'ESH6'])
    expect(texts.statistics).toMatchObject({ minimum: 'ESH6', maximum: 'ESM6' })
  })
})
