import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  strikeStepOf,
  strikesAround,
  zeroGridReach,
  zeroGridStep,
} from '../../src/options/strike-grid.ts'

const around = (strikes: readonly number[], price: number) => {
  const span = { first: -1, end: -1 }
  strikesAround(Float64Array.from(strikes), price, span)
  return strikes.slice(span.first, span.end)
}

describe('the strikes around a price', () => {
  const strikes = Array.from({ length: 60 }, (_, index) => 100 + 10 * index)

  test('are the nearest and twelve on each side; of two as near it is the lower', () => {
    expect(around(strikes, 303)).toEqual(strikes.slice(8, 33))
    expect(around(strikes, 305)).toEqual(strikes.slice(8, 33))
    expect(around(strikes, 306)).toEqual(strikes.slice(9, 34))
  })

  test('are fewer where fewer are listed', () => {
    expect(around([7], -5)).toEqual([7])
    expect(around(strikes, 0)).toEqual(strikes.slice(0, 13))
    expect(around(strikes, 130)).toEqual(strikes.slice(0, 16))
    expect(around(strikes, 10_000)).toEqual(strikes.slice(-13))
  })

  test('as a search through all of them has it', () => {
    const chain = fc.uniqueArray(fc.integer({ min: -500, max: 500 }), { minLength: 1 })
    fc.assert(
      fc.property(chain, fc.integer({ min: -600, max: 600 }), (unsorted, price) => {
        const sorted = [...unsorted].sort((a, b) => a - b)
        const [nearest] = [...sorted].sort(
          (a, b) => Math.abs(a - price) - Math.abs(b - price) || a - b,
        )
        const place = sorted.indexOf(nearest)
        expect(around(sorted, price)).toEqual(sorted.filter((_, at) => Math.abs(at - place) <= 12))
      }),
    )
  })
})

test('the step of strikes is their smallest gap', () => {
  expect(strikeStepOf(Float64Array.of(100, 125, 130, 140))).toBe(5)
  expect(strikeStepOf(Float64Array.of(100))).toBe(0)
})

test.each([
  ['ES at 4800, strikes 5 apart: a point, 144 of them', 4800e9, 5e9, 0.25e9, 1e9, 144],
  ['ES at 4800, strikes 25 apart: 1.44 points, down to ticks', 4800e9, 25e9, 0.25e9, 1.25e9, 115],
  ['6L at 6.9, strikes 0.005 apart', 6.9e9, 5e6, 50_000, 1e6, 207],
  ['6J at 0.0067, strikes 0.00005 apart', 6.7e6, 50_000, 500, 2000, 100],
  ['a tick coarser than that', 100e9, 5e9, 1e9, 1e9, 3],
  ['one strike', 4800e9, 0, 0.25e9, 1.25e9, 115],
])('the grid of zero gamma: %s', (_, spot, strikeStep, tick, step, reach) => {
  expect(zeroGridStep(spot, strikeStep, tick)).toBe(step)
  expect(zeroGridReach(spot, step)).toBe(reach)
})
