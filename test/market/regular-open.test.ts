import { expect, test } from 'vitest'
import { regularOpen } from '../../src/market/regular-open.ts'

const STOCKS = '09:30-16:00@America/New_York'
const utc = (time: string) => Date.parse(time) / 1000

test.each([
  ['winter', STOCKS, '2026-01-06', '2026-01-06T14:30:00Z'],
  ['summer', STOCKS, '2026-07-06', '2026-07-06T13:30:00Z'],
  ['the Friday before clocks go forward', STOCKS, '2026-03-06', '2026-03-06T14:30:00Z'],
  ['the Sunday they do', STOCKS, '2026-03-08', '2026-03-08T13:30:00Z'],
  ['the Sunday they go back', STOCKS, '2026-11-01', '2026-11-01T14:30:00Z'],
  ['Chicago', '07:20-14:00@America/Chicago', '2026-01-06', '2026-01-06T13:20:00Z'],
  ['a night', '18:00-17:00@America/New_York', '2026-01-06', '2026-01-05T23:00:00Z'],
])('the regular session opens, %s', (_, session, date, open) => {
  expect(regularOpen(session, 15, date)).toEqual({
    openSecond: utc(open),
    rangeEndSecond: utc(open) + 15 * 60,
  })
  expect(regularOpen(session, 30, date).rangeEndSecond).toBe(utc(open) + 30 * 60)
})
