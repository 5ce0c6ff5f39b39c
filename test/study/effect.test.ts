import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differenceOf, effectOf } from '../../src/study/effect.ts'
import { rowsOf } from '../../src/study/sample.ts'
import { meanInterval, sessionInterval } from '../../src/study/session-interval.ts'
import { tQuantile, tTwoSided, tUpperTail } from '../../src/study/student-t.ts'
import { runs } from '../setup/long.ts'
import { denseEffect } from './dense-least-squares.ts'
import { sampleOfRows, samples } from './random-sample.ts'

const row = (isEpisode: boolean, move: number, session: number, halfHour: number) => ({
  isEpisode,
  move,
  session,
  halfHour,
  tercile: 0,
})

describe('the effect', () => {
  it('is that of least squares with a dummy for every hour and a sandwich of whole matrices', () => {
    fc.assert(
      fc.property(samples, (sample) => {
        const effect = effectOf(sample)
        fc.pre(effect !== undefined)
        const dense = denseEffect(sample)
        expect(effect?.estimate).toBeCloseTo(dense.estimate, 9)
        expect(effect?.standardError).toBeCloseTo(dense.standardError, 9)
      }),
      { numRuns: runs(300) },
    )
  })

  it('compares within hours: an hour that moves as a whole says nothing', () => {
    const sample = sampleOfRows([
      ...[1, 2, 3].flatMap((halfHour) => [row(true, 11 + halfHour, 0, halfHour)]),
      ...[0, 1, 2, 3].flatMap((halfHour) => [row(false, 10 + halfHour, 0, halfHour)]),
      row(false, -100, 1, 0),
      row(true, 100, 2, 0),
    ])
    expect(differenceOf(sample)).toBeCloseTo(1.2, 12)
    expect(effectOf(sample)?.estimate).toBeCloseTo(1.2, 12)
    expect(effectOf(sample)?.degreesOfFreedom).toBe(3)
  })

  it('is none without two clusters or without both kinds of moments', () => {
    expect(effectOf(sampleOfRows([row(true, 1, 0, 0), row(false, 2, 0, 0)]))).toBeUndefined()
    expect(effectOf(sampleOfRows([row(true, 1, 0, 0), row(true, 2, 0, 1)]))).toBeUndefined()
  })
})

describe('the sessions’ interval', () => {
  it('takes each session for one observation', () => {
    fc.assert(
      fc.property(samples, (sample) => {
        const differences = [0, 1, 2, 3].flatMap(
          (session) => differenceOf(rowsOf(sample, (at) => sample.session[at] === session)) ?? [],
        )
        const interval = sessionInterval(sample)
        expect([...(interval?.bySession.values() ?? [])]).toEqual(
          differences.length < 2 ? [] : differences,
        )
      }),
      { numRuns: runs(100) },
    )
  })

  it('is mean ± t·sd/√G', () => {
    const interval = meanInterval([1, 2, 3, 4, 5])
    expect(interval?.estimate).toBe(3)
    // 2.776445 · √2.5/√5
    expect(interval?.high).toBeCloseTo(3 + 1.963243, 5)
    expect(meanInterval([1])).toBeUndefined()
  })
})

/** From tables of Student's t. */
it.each([
  [0.975, 4, 2.776445],
  [0.975, 30, 2.042272],
  [0.95, 1, 6.313752],
  [0.995, 120, 2.617421],
])('the quantile %d of t with %d degrees of freedom is %d', (share, freedom, t) => {
  expect(tQuantile(share, freedom)).toBeCloseTo(t, 5)
  expect(tUpperTail(t, freedom)).toBeCloseTo(1 - share, 6)
  expect(tTwoSided(-t, freedom)).toBeCloseTo(2 * (1 - share), 6)
})
