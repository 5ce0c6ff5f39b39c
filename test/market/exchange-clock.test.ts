import { expect, test } from 'vitest'
import { cashOpen, clockSecond } from '../../src/market/exchange-clock.ts'

const utc = (time: string) => Date.parse(time) / 1000

test.each([
  ['winter', '2026-01-06', '2026-01-06T14:30:00Z'],
  ['summer', '2026-07-06', '2026-07-06T13:30:00Z'],
  ['the Friday before clocks go forward', '2026-03-06', '2026-03-06T14:30:00Z'],
  ['the Sunday they do', '2026-03-08', '2026-03-08T13:30:00Z'],
  ['the Sunday they go back', '2026-11-01', '2026-11-01T14:30:00Z'],
])('the cash market opens at 09:30 New York in %s', (_, date, open) => {
  expect(cashOpen(date)).toEqual({
    openSecond: utc(open),
    rangeEndSecond: utc(open) + 15 * 60,
  })
})

test('a clock shows its own zone’s time', () => {
  expect(clockSecond('2026-01-06', 8, 30, 'America/Chicago')).toBe(utc('2026-01-06T14:30:00Z'))
  expect(clockSecond('2026-01-06', 0, 0, 'UTC')).toBe(utc('2026-01-06T00:00:00Z'))
})
