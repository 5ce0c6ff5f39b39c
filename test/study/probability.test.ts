import { expect, it } from 'vitest'
import { holm } from '../../src/study/holm.ts'
import { probabilityOf } from '../../src/study/probability.ts'
import { sampleOfRows } from './random-sample.ts'

it('forecasts come from earlier sessions alone, zeros are counted apart', () => {
  const rows = (session: number, isEpisode: boolean, ...moves: number[]) =>
    moves.map((move) => ({ isEpisode, move, session, halfHour: 0, tercile: 0 }))
  const found = probabilityOf(
    sampleOfRows([
      ...rows(0, true, 1, 2, 3, -1, 0),
      ...rows(0, false, 1, -1, -1, 0),
      ...rows(1, true, 2, -2, 0),
      ...rows(1, false, 5),
      ...rows(2, true, 4),
    ]),
  )
  // Session 1: (3 + 1)/(4 + 2) against (1 + 1)/(3 + 2); session 2: (4 + 1)/(6 + 2) against 3/6.
  const [s1, b1, s2, b2] = [4 / 6, 2 / 5, 5 / 8, 3 / 6]
  expect(found).toMatchObject({ scored: 3, hits: 5, misses: 2, zeros: 2 })
  expect(found?.brier.signal).toBeCloseTo(((1 - s1) ** 2 + s1 ** 2 + (1 - s2) ** 2) / 3, 12)
  expect(found?.brier.base).toBeCloseTo(((1 - b1) ** 2 + b1 ** 2 + (1 - b2) ** 2) / 3, 12)
  expect(found?.logLoss.signal).toBeCloseTo(
    -(Math.log(s1) + Math.log(1 - s1) + Math.log(s2)) / 3,
    12,
  )
  expect(found?.logLoss.base).toBeCloseTo(-(Math.log(b1) + Math.log(1 - b1) + Math.log(b2)) / 3, 12)
})

it('a single session has nothing to be forecast from', () => {
  expect(
    probabilityOf(
      sampleOfRows([{ isEpisode: true, move: 1, session: 0, halfHour: 0, tercile: 0 }]),
    ),
  ).toBeUndefined()
})

it('Holm multiplies the smallest p by the number of tests, the next by one less', () => {
  const adjusted = holm([0.04, 0.01, 0.03, 0.5]).map((p) => Math.round(p * 1e6) / 1e6)
  expect(adjusted).toEqual([0.09, 0.04, 0.09, 0.5])
  expect(holm([0.9, 0.8])).toEqual([1, 1])
  expect(holm([])).toEqual([])
})
