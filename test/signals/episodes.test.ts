import { expect, it } from 'vitest'
import { episodes } from '../../src/signals/episodes.ts'

const _ = Number.NaN
const starts = (values: readonly number[], refractory: number) =>
  episodes(Float64Array.from(values), refractory).map(({ start, end }) => [start, end])

it('an episode lasts from the rising edge to the last second in which the signal is true', () => {
  expect(starts([0, 1, 1, 0, 1, 0], 0)).toEqual([
    [1, 2],
    [4, 4],
  ])
})

it('a signal that is true from the beginning, or again after missing seconds, has not risen', () => {
  expect(starts([1, 1, 0], 0)).toEqual([])
  expect(starts([_, 1, 0], 0)).toEqual([])
  expect(starts([0, 1, _, 1, 0], 0)).toEqual([[1, 1]])
  expect(starts([0, _, 1], 0)).toEqual([[2, 2]])
})

it('edges sooner than the refractory time after one are ignored', () => {
  expect(starts([0, 1, 0, 1, 0, 0, 1], 5).map(([start]) => start)).toEqual([1, 6])
  expect(starts([0, 1, 0, 1, 0, 0, 1], 6).map(([start]) => start)).toEqual([1])
})
