import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { featureRows } from '../../src/vectors/feature-rows.ts'
import { FEATURES } from '../../src/vectors/features.ts'
import { type FeatureScale, scaleOf } from '../../src/vectors/scale.ts'
import {
  APART_SECONDS,
  nearestAnswers,
  type SearchedDay,
  VectorSearch,
} from '../../src/vectors/search.ts'
import { runs } from '../setup/long.ts'
import { randomColumns } from './random-columns.ts'

const SECONDS = 2000
const FIRST = 1_767_709_801
const DAY_SECONDS = 86_400

function dayOf(seed: number, index: number): SearchedDay {
  const rows = featureRows(randomColumns(seed, SECONDS, 0.0005), SECONDS, 0.25, SECONDS)
  return { ...rows, firstSecond: FIRST + index * DAY_SECONDS }
}

const days = [dayOf(1, 0), dayOf(2, 1), dayOf(3, 2)]
const scale = scaleOf(days.slice(0, 2))
const vectorAt = ({ values }: SearchedDay, row: number) =>
  values.slice(row * FEATURES.length, (row + 1) * FEATURES.length)

/** Distances by the book: scaled, clipped, each family's mean square. */
function slowDistance(a: Float32Array, b: Float32Array, { median, spread }: FeatureScale): number {
  const families = new Map<string, number[]>()
  for (const [index, { family }] of FEATURES.entries()) {
    if (Number.isNaN(a[index])) continue
    const scaled = (value: number) =>
      Math.min(8, Math.max(-8, (value - median[index]) / spread[index]))
    const square = (scaled(a[index]) - scaled(b[index])) ** 2
    families.set(family, [...(families.get(family) ?? []), square])
  }
  const means = [...families.values()].map(
    (squares) => squares.reduce((sum, each) => sum + each, 0) / squares.length,
  )
  return Math.sqrt(means.reduce((sum, mean) => sum + mean, 0))
}

describe('a search', () => {
  it('finds the nearest of all seconds, each 10 minutes from nearer ones', () => {
    const second = days[2].firstSecond + 1500
    const vector = vectorAt(days[2], 1500)
    const search = new VectorSearch({ vector, second, lastSecond: second - 300 }, scale, 5)
    const found = nearestAnswers(
      days.flatMap((day) => search.day(day).answers),
      5,
    )
    const all = days.flatMap((day) =>
      Array.from({ length: SECONDS }, (_, row) => ({
        second: day.firstSecond + row,
        distance: slowDistance(vector, vectorAt(day, row), scale),
      })),
    )
    const left = all
      .filter((each) => !Number.isNaN(each.distance) && each.second <= second - 300)
      .filter((each) => Math.abs(each.second - second) >= APART_SECONDS)
      .sort((a, b) => a.distance - b.distance)
    for (const answer of found) {
      const nearest = left.find((each) =>
        found
          .slice(0, found.indexOf(answer))
          .every((nearer) => Math.abs(nearer.second - each.second) >= APART_SECONDS),
      )
      expect(answer.second).toBe(nearest?.second)
      expect(answer.distance).toBeCloseTo(nearest?.distance ?? Number.NaN, 9)
    }
    expect(found.length).toBeGreaterThan(3)
  })

  it('finds a moment that was copied into another day, at distance 0', () => {
    const vector = vectorAt(days[2], 1700)
    const copy = { ...days[0], values: days[0].values.slice() }
    copy.values.set(vector, 777 * FEATURES.length)
    const second = days[2].firstSecond + 1700
    const search = new VectorSearch({ vector, second, lastSecond: second - 300 }, scale, 1)
    expect(search.day(copy).answers).toEqual([{ second: copy.firstSecond + 777, distance: 0 }])
  })

  it('compares what the query has, and leaves out seconds that lack it', () => {
    const vector = vectorAt(days[2], 1700)
    const [lacking] = FEATURES.keys()
    vector[lacking] = Number.NaN
    const second = days[2].firstSecond + 1700
    const search = new VectorSearch({ vector, second, lastSecond: second }, scale, 1)
    expect(search.features).not.toContain(FEATURES[lacking].name)
    const { compared, incomplete } = search.day(days[0])
    expect(compared + incomplete).toBe(SECONDS)
    // The first five minutes have no volatility of five minutes.
    expect(incomplete).toBeGreaterThanOrEqual(300)
  })

  it('does not depend on how the answers of the days are put together', () => {
    const answer = fc.record({
      second: fc.integer({ min: 0, max: 5000 }),
      distance: fc.integer({ min: 0, max: 9 }),
    })
    fc.assert(
      fc.property(fc.array(fc.array(answer), { maxLength: 4 }), fc.nat(6), (lists, count) => {
        const moved = lists.map((list, day) =>
          list.map((each) => ({ ...each, second: each.second + day * DAY_SECONDS })),
        )
        const byDay = moved.flatMap((list) => nearestAnswers(list, count))
        expect(nearestAnswers(byDay, count)).toEqual(nearestAnswers(moved.flat(), count))
      }),
      { numRuns: runs(300) },
    )
  })
})

it('the scale is the median and the larger of two spreads', () => {
  const values = new Float32Array(5 * FEATURES.length).fill(Number.NaN)
  for (const [row, value] of [1, 2, 3, 4, 100].entries()) values[row * FEATURES.length] = value
  for (let row = 0; row < 5; row++) values[row * FEATURES.length + 1] = 7
  const { median, spread } = scaleOf([{ seconds: 5, values }])
  expect(median[0]).toBe(3)
  // q95 = 80.8, q05 = 1.2; 1.4826 · 1 is less.
  expect(spread[0]).toBeCloseTo((80.8 - 1.2) / 3.29, 12)
  expect([median[1], spread[1]]).toEqual([7, 1e-6])
  expect(spread[2]).toBeNaN()
})
