import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { naturalLog } from '../../src/surfaces/natural-log.ts'
import { ReferenceLog } from '../../src/surfaces/reference-log.ts'
import { runs } from '../setup/long.ts'

const exact = new ReferenceLog()

/** How many doubles lie between two of the same sign. */
function places(a: number, b: number): number {
  const bits = new BigInt64Array(Float64Array.of(a, b).buffer)
  return Math.abs(Number(bits[0] - bits[1]))
}

const argument = fc.oneof(
  fc
    .tuple(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 100_000 }))
    .map(([pull, add]) => pull / add),
  fc.double({ min: 0.999, max: 1.001, noNaN: true }),
  fc.double({ min: -20, max: 20, noNaN: true }).map((power) => 2 ** power),
)

describe('the nearest double', () => {
  test('never a place off by more than one, and hardly ever by that', () => {
    let count = 0
    let wrong = 0
    fc.assert(
      fc.property(argument, (x) => {
        const off = places(naturalLog(x), exact.of(x))
        count++
        if (off > 0) wrong++
        expect(off).toBeLessThanOrEqual(1)
      }),
      { numRuns: runs(5000) },
    )
    expect(wrong / count).toBeLessThan(0.002)
  })

  test('for every ratio of small counts', () => {
    const wrong: string[] = []
    for (let pull = 1; pull <= 64; pull++) {
      for (let add = 1; add <= 64; add++) {
        const ratio = pull / add
        if (naturalLog(ratio) !== exact.of(ratio)) wrong.push(`${pull}/${add}`)
      }
    }
    expect(wrong).toEqual([])
  })
})

test('a ratio that grows by equal factors has no acceleration', () => {
  expect(naturalLog(9) - 2 * naturalLog(3)).toBe(0)
  expect(naturalLog(25) - 2 * naturalLog(5)).toBe(0)
})

test('1 has none, and what has no logarithm is as Math.log says', () => {
  expect(naturalLog(1)).toBe(0)
  expect(naturalLog(0)).toBe(Number.NEGATIVE_INFINITY)
  expect(naturalLog(-1)).toBeNaN()
  expect(naturalLog(Number.NaN)).toBeNaN()
  expect(naturalLog(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY)
  expect(naturalLog(Number.MIN_VALUE)).toBe(Math.log(Number.MIN_VALUE))
})

test('around the powers of √2, where its argument is split', () => {
  for (let power = -40; power <= 40; power++) {
    for (const x of [Math.SQRT1_2, Math.SQRT1_2 * (1 + 2e-7), Math.SQRT1_2 * (1 - 2e-7), 1]) {
      const scaled = x * 2 ** power
      if (scaled !== 1) expect(places(naturalLog(scaled), exact.of(scaled))).toBeLessThanOrEqual(1)
    }
  }
})
