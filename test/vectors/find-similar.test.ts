import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import { findSimilar, type SimilarRequest } from '../../src/vectors/find-similar.ts'
import { lakeOf, makeDays, removeFolders } from '../metamorphic/made-days.ts'
import { SLOW } from '../setup/long.ts'

const SESSION = '09:30-09:50'
const DATES = ['2026-01-06', '2026-01-07', '2026-01-08']
const targets = DATES.map((dt) => ({ symbol: 'ESH6', dt }))
const { signal } = new AbortController()

const secondOf = (dt: string, time: string) => Date.parse(`${dt}T${time}-05:00`) / 1000

describe('moments alike in a lake', SLOW, () => {
  let lake: Lake
  beforeAll(async () => {
    const folder = await makeDays({ days: 3, expiries: [], session: SESSION, events: 3000 })
    lake = await lakeOf({ paths: [folder], options: { session: SESSION } })
  })
  afterAll(removeFolders)

  const request = (change: Partial<SimilarRequest> = {}): SimilarRequest => ({
    query: targets[1],
    second: secondOf(DATES[1], '09:46:00'),
    targets,
    count: 9,
    looksAhead: false,
    ...change,
  })

  it('are those whose outcome was known, 10 minutes apart', async () => {
    const { second } = request()
    const { moments, scaledBy, features } = await findSimilar(lake, request(), signal)
    expect(scaledBy).toEqual([DATES[0]])
    expect(features).not.toContain('gamma_sign')
    expect(moments.length).toBeGreaterThan(1)
    for (const [index, moment] of moments.entries()) {
      expect(moment.second + 300).toBeLessThanOrEqual(second)
      for (const nearer of moments.slice(0, index)) {
        expect(Math.abs(nearer.second - moment.second)).toBeGreaterThanOrEqual(600)
        expect(nearer.distance).toBeLessThanOrEqual(moment.distance)
      }
    }
  })

  it('are of later days too, where looking ahead is asked for', async () => {
    const known = await findSimilar(lake, request(), signal)
    const ahead = await findSimilar(lake, request({ looksAhead: true }), signal)
    expect(known.moments.some(({ dt }) => dt === DATES[2])).toBe(false)
    expect(ahead.moments.some(({ dt }) => dt === DATES[2])).toBe(true)
  })

  it('do not depend on the days that are searched besides', async () => {
    const both = await findSimilar(lake, request(), signal)
    const one = await findSimilar(lake, request({ targets: [targets[0]] }), signal)
    expect(one.moments).toEqual(both.moments.filter(({ dt }) => dt === DATES[0]))
  })

  it('need an earlier session, and a second with features', async () => {
    const first = request({ query: targets[0], second: secondOf(DATES[0], '09:46:00') })
    await expect(findSimilar(lake, first, signal)).rejects.toThrow('no earlier session')
  })
})
