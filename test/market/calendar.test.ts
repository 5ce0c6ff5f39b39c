import { describe, expect, test } from 'vitest'
import { globexHours } from '../../src/market/calendar.ts'

/** Start and end as times in UTC, to the minute. */
function span(root: string, date: string): string {
  const hours = globexHours(root, date)
  if (!hours) return 'closed'
  const text = (second: number) => new Date(second * 1000).toISOString().slice(5, 16)
  return `${text(hours.startSecond)} ${text(hours.endSecond)}`
}

/** The close as a clock in Chicago shows it. */
function close(root: string, date: string): string {
  const hours = globexHours(root, date)
  if (!hours) return 'closed'
  return new Date(hours.endSecond * 1000).toLocaleTimeString('en-GB', {
    timeZone: 'America/Chicago',
    hour: '2-digit',
    minute: '2-digit',
  })
}

describe('any day', () => {
  test('18:00 of the day before to 17:00 New York, in winter and in summer', () => {
    for (const root of ['ES', 'CL', 'GC', 'ZN', '6E', 'BTC']) {
      expect(span(root, '2026-01-06')).toBe('01-05T23:00 01-06T22:00')
      expect(span(root, '2026-07-07')).toBe('07-06T22:00 07-07T21:00')
    }
  })

  test('a Monday begins on Sunday, across both changes of daylight saving', () => {
    expect(span('ES', '2026-03-09')).toBe('03-08T22:00 03-09T21:00')
    expect(span('ES', '2026-11-02')).toBe('11-01T23:00 11-02T22:00')
  })

  test('grains and livestock keep hours of their own', () => {
    expect(span('ZC', '2026-01-06')).toBe('01-06T01:00 01-06T19:20')
    expect(span('LE', '2026-01-06')).toBe('01-06T14:30 01-06T19:05')
  })

  test('weekends have none', () => {
    expect(span('ES', '2026-01-10')).toBe('closed')
    expect(span('ES', '2026-01-11')).toBe('closed')
    expect(span('XYZ', '2026-01-11')).toBe('closed')
  })

  test('a root of no group, and any year outside the table: weekdays only', () => {
    expect(span('XYZ', '2026-12-25')).toBe('12-24T23:00 12-25T22:00')
    expect(span('ES', '2028-12-25')).toBe('12-24T23:00 12-25T22:00')
    expect(span('ES', '2014-12-25')).toBe('12-24T23:00 12-25T22:00')
    expect(span('ES', '2028-12-23')).toBe('closed')
  })
})

// As CME published them; the dates by hand from each year's calendar.
describe.each<readonly [string, string, readonly (readonly [string, string])[]]>([
  [
    'index',
    'ES',
    [
      ['2015-04-03', '08:15'],
      ['2016-12-26', 'closed'],
      ['2017-01-02', 'closed'],
      ['2018-07-03', '12:15'],
      ['2018-12-05', '08:30'],
      ['2019-12-24', '12:15'],
      ['2020-04-10', 'closed'],
      ['2020-07-03', '12:00'],
      ['2021-04-02', '08:15'],
      ['2021-06-18', '16:00'],
      ['2021-07-05', '12:00'],
      ['2021-12-24', 'closed'],
      ['2021-12-31', '16:00'],
      ['2022-06-20', '12:00'],
      ['2022-12-23', '16:00'],
      ['2022-12-26', 'closed'],
      ['2023-01-02', 'closed'],
      ['2023-01-16', '12:00'],
      ['2023-07-03', '12:15'],
      ['2023-11-23', '12:00'],
      ['2023-11-24', '12:15'],
      ['2024-02-19', '12:00'],
      ['2024-03-29', 'closed'],
      ['2024-05-27', '12:00'],
      ['2025-01-09', '08:30'],
      ['2025-09-01', '12:00'],
      ['2026-07-02', '16:00'],
      ['2026-07-03', '12:00'],
      ['2027-06-18', '12:00'],
    ],
  ],
  [
    'energy',
    'CL',
    [
      ['2021-01-18', '12:00'],
      ['2021-07-05', '12:00'],
      ['2021-04-02', 'closed'],
      ['2021-11-26', '12:45'],
      ['2022-01-17', '13:30'],
      ['2022-06-20', '13:30'],
      ['2022-09-05', '12:00'],
      ['2022-11-24', '13:30'],
      ['2023-07-03', '16:00'],
      ['2023-09-04', '13:30'],
      ['2022-12-26', 'closed'],
    ],
  ],
  [
    'rates',
    'ZN',
    [
      ['2021-04-02', '10:15'],
      ['2022-04-15', 'closed'],
      ['2023-05-29', '12:00'],
      ['2023-11-24', '12:15'],
      ['2023-07-03', '16:00'],
    ],
  ],
  [
    'FX',
    '6E',
    [
      ['2021-05-31', '12:00'],
      ['2022-05-30', '16:00'],
      ['2023-04-07', '10:15'],
      ['2024-12-24', '12:15'],
    ],
  ],
  [
    'grains',
    'ZS',
    [
      ['2023-01-16', 'closed'],
      ['2023-11-23', 'closed'],
      ['2023-11-24', '12:05'],
      ['2024-07-03', '12:05'],
      ['2021-06-18', '13:20'],
      ['2024-06-19', 'closed'],
    ],
  ],
  [
    'livestock',
    'HE',
    [
      ['2024-07-04', 'closed'],
      ['2024-11-29', '12:05'],
    ],
  ],
  [
    'crypto',
    'BTC',
    [
      ['2019-11-28', '12:00'],
      ['2019-11-29', '12:15'],
      ['2022-11-24', '16:00'],
      ['2022-11-25', '12:45'],
      ['2018-03-30', 'closed'],
    ],
  ],
])('holidays of %s', (_name, root, dates) => {
  test.each(dates)('%s: %s', (date, expected) => {
    expect(close(root, date)).toBe(expected)
  })
})

test('after some holidays grains open in the morning, after others in the evening', () => {
  expect(span('ZC', '2023-11-24')).toBe('11-24T14:30 11-24T18:05')
  expect(span('ZC', '2023-12-26')).toBe('12-26T14:30 12-26T19:20')
  expect(span('ZC', '2023-01-17')).toBe('01-17T01:00 01-17T19:20')
  expect(span('ES', '2023-11-24')).toBe('11-23T23:00 11-24T18:15')
})

test('every year has its ten to fourteen days of other hours, each on a weekday', () => {
  for (let year = 2015; year <= 2027; year++) {
    let other = 0
    for (let day = 0; day < 365; day++) {
      const date = new Date(Date.UTC(year, 0, 1 + day)).toISOString().slice(0, 10)
      const isWeekday = new Date(`${date}T00:00:00Z`).getUTCDay() % 6 !== 0
      if (isWeekday && close('ES', date) !== '16:00') other++
    }
    expect(other).toBeGreaterThanOrEqual(10)
    expect(other).toBeLessThanOrEqual(14)
  }
})
