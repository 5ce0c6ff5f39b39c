import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { QuantilePasses } from '../../src/surfaces/quantile-passes.ts'
import { referenceQuantile } from '../../src/surfaces/reference-calibration.ts'
import { runs } from '../setup/long.ts'

/** Pushes a sample in pieces, as often as it is wanted. */
function passesOver(values: readonly number[], ...shares: number[]): QuantilePasses {
  const passes = new QuantilePasses(...shares)
  while (!passes.isDone) {
    for (let from = 0; from < values.length; from += 100) {
      passes.push(Float64Array.from(values.slice(from, from + 100)))
    }
    passes.endPass()
  }
  return passes
}

describe('quantiles in passes', () => {
  // Small numbers come often; neighbouring doubles differ in the last bits only.
  const value = fc.oneof(
    fc.integer({ min: -4, max: 9 }),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }),
    fc.nat(100).map((steps) => 1000 * (1 + steps * 2 ** -50)),
  )
  const values = fc.array(
    value.map((each) => each + 0),
    { minLength: 1, maxLength: 1000, size: 'max' },
  )

  test('equal those of the sorted sample, to the last bit', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const sorted = [...values].sort((a, b) => a - b)
        const shares = [0, 0.05, 0.5, 0.95, 1, share]
        const passes = passesOver(values, ...shares)
        expect(passes.count).toBe(values.length)
        expect(passes.quantiles(...shares)).toEqual(
          shares.map((each) => referenceQuantile(sorted, each)),
        )
      }),
      { numRuns: runs(100) },
    )
  })

  test('an empty sample has none', () => {
    const passes = passesOver([], 0.05, 0.95)
    expect(passes.count).toBe(0)
    expect(() => passes.quantiles(0.05)).toThrow('empty sample')
  })

  test('only those that were announced, and not before all passes', () => {
    const passes = new QuantilePasses(0.5)
    passes.push(Float64Array.of(1, 2))
    expect(() => passes.quantiles(0.5)).toThrow('3 passes')
    expect(() => passesOver([1, 2], 0.5).quantiles(0.25)).toThrow('0.25')
  })
})
