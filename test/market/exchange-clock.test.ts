import { expect, test } from 'vitest'
import { clockSecond, isTimeZone } from '../../src/market/exchange-clock.ts'

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

test('a time that is skipped is as much later, one that is shown twice is the first', () => {
  const at = (date: string, hour: number) => clockSecond(date, hour, 30, 'America/New_York')
  expect(at('2026-03-08', 2)).toBe(utc('2026-03-08T07:30:00Z'))
  expect(at('2026-11-01', 1)).toBe(utc('2026-11-01T05:30:00Z'))
})

test('it is what the zone’s clock shows, every day of ten years', () => {
  for (const zone of ['America/New_York', 'America/Chicago', 'Europe/London', 'Asia/Kolkata']) {
    const clock = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'short',
      hourCycle: 'h23',
    })
    for (let day = 0; day < 3650; day++) {
      const date = new Date(Date.UTC(2018, 0, 1 + day)).toISOString().slice(0, 10)
      const shown = clock.format(clockSecond(date, 17, 5, zone) * 1000)
      if (shown !== `${date}, 17:05`) expect(`${zone}: ${shown}`).toBe(`${zone}: ${date}, 17:05`)
    }
  }
})

test.each(['UTC', 'Asia/Tokyo', 'America/Argentina/Buenos_Aires'])('%s is a zone', (zone) => {
  expect(isTimeZone(zone)).toBe(true)
})

test.each(['', 'Mars/Olympus', 'UTC ', '2026-01-06T00:00[UTC]'])('%j is none', (zone) => {
  expect(isTimeZone(zone)).toBe(false)
})
