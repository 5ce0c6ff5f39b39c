import { expect, test } from 'vitest'
import { latestDay } from '../../../src/hud/loader/latest-day.ts'

const days = [
  { symbol: 'ESH6', dt: '2026-01-05', surfaces: [] },
  { symbol: 'ESH6', dt: '2026-01-07', surfaces: [] },
  { symbol: 'NQH6', dt: '2026-01-07', surfaces: [] },
  { symbol: 'ESH6', dt: '2026-01-06', surfaces: [] },
]

test('the latest day that is meant', () => {
  expect(latestDay(days, undefined, undefined)).toEqual({ symbol: 'ESH6', dt: '2026-01-07' })
  expect(latestDay(days, 'NQ', undefined)).toEqual({ symbol: 'NQH6', dt: '2026-01-07' })
  expect(latestDay(days, undefined, '2026-01-05')).toEqual({ symbol: 'ESH6', dt: '2026-01-05' })
  expect(latestDay(days, 'NQH6', '2026-01-05')).toBeUndefined()
  expect(latestDay([], undefined, undefined)).toBeUndefined()
})
