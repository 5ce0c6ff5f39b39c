import { expect, test } from 'vitest'
import { clockSecond } from '../../src/market/exchange-clock.ts'

const utc = (time: string) => Date.parse(time) / 1000

test('a clock shows its own zone’s time', () => {
  expect(clockSecond('2026-01-06', 8, 30, 'America/Chicago')).toBe(utc('2026-01-06T14:30:00Z'))
  expect(clockSecond('2026-01-06', 0, 0, 'UTC')).toBe(utc('2026-01-06T00:00:00Z'))
})

test('daylight saving included', () => {
  const open = (date: string) => clockSecond(date, 9, 30, 'America/New_York')
  expect(open('2026-03-08')).toBe(utc('2026-03-08T13:30:00Z'))
  expect(open('2026-11-01')).toBe(utc('2026-11-01T14:30:00Z'))
})
