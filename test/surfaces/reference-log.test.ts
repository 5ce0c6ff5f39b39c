import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ReferenceLog } from '../../src/surfaces/reference-log.ts'

const log = new ReferenceLog()

describe('the nearest double', () => {
  // From tables that have more digits than a double.
  test.each([
    [2, Math.LN2],
    [3, 1.0986122886681098],
    [10, Math.LN10],
    [0.5, -Math.LN2],
    [1.25, 0.22314355131420976],
    [1 + 2 ** -52, 2 ** -52 - 2 ** -105],
    [2 ** 1023, 709.0895657128241],
    [2 ** -1022, -708.3964185322641],
  ])('ln %d', (x, expected) => {
    expect(log.of(x)).toBe(expected)
  })

  test('of 1 is 0, and of powers of 2 that many times ln 2, rounded once', () => {
    expect(log.of(1)).toBe(0)
    for (const power of [1, 2, 4, 8, 16]) {
      expect(log.of(2 ** power)).toBe(power * Math.LN2)
      expect(log.of(2 ** -power)).toBe(-power * Math.LN2)
    }
  })

  test('is Math.log within a place', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
        const expected = Math.log(x)
        const places = 2 * Number.EPSILON * Math.max(Math.abs(expected), Number.MIN_VALUE)
        expect(Math.abs(log.of(x) - expected)).toBeLessThanOrEqual(places)
      }),
    )
  })
})

test('what was kept is found again, and forgotten without harm', () => {
  const small = new ReferenceLog()
  const before = small.of(3)
  for (let count = 1; count <= 70_000; count++) small.of(1 + count / 2 ** 20)
  expect(small.of(3)).toBe(before)
})
