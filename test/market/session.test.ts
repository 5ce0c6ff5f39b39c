import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { parseSession } from '../../src/market/session.ts'

/** Start and end as UTC times, to the minute. */
function span(name: string, date: string): [string, string] {
  const { startSecond, endSecond } = parseSession(name, date)
  return [startSecond, endSecond].map((second) =>
    new Date(second * 1000).toISOString().slice(0, 16),
  ) as [string, string]
}

describe('rth', () => {
  test('09:30–16:00 New York, in winter and in summer', () => {
    expect(span('rth', '2026-01-06')).toEqual(['2026-01-06T14:30', '2026-01-06T21:00'])
    expect(span('rth', '2026-07-06')).toEqual(['2026-07-06T13:30', '2026-07-06T20:00'])
    expect(parseSession('rth', '2026-01-06')).toMatchObject({
      name: 'rth',
      startSecond: 1_767_709_800,
      dates: ['2026-01-06'],
    })
  })

  test('across the changes of daylight saving', () => {
    expect(span('rth', '2026-03-06')).toEqual(['2026-03-06T14:30', '2026-03-06T21:00'])
    expect(span('rth', '2026-03-09')).toEqual(['2026-03-09T13:30', '2026-03-09T20:00'])
    expect(span('rth', '2026-10-30')).toEqual(['2026-10-30T13:30', '2026-10-30T20:00'])
    expect(span('rth', '2026-11-02')).toEqual(['2026-11-02T14:30', '2026-11-02T21:00'])
  })
})

describe('globex', () => {
  test('18:00 of the day before to 17:00: 23 hours, two UTC dates', () => {
    expect(span('globex', '2026-01-06')).toEqual(['2026-01-05T23:00', '2026-01-06T22:00'])
    expect(parseSession('globex', '2026-01-06').dates).toEqual(['2026-01-05', '2026-01-06'])
  })

  test('22 hours in the night that loses one, 24 in the night that gains one', () => {
    expect(span('globex', '2026-03-08')).toEqual(['2026-03-07T23:00', '2026-03-08T21:00'])
    expect(span('globex', '2026-11-01')).toEqual(['2026-10-31T22:00', '2026-11-01T22:00'])
    expect(span('globex', '2026-03-09')).toEqual(['2026-03-08T22:00', '2026-03-09T21:00'])
    expect(span('globex', '2026-11-02')).toEqual(['2026-11-01T23:00', '2026-11-02T22:00'])
  })
})

describe('file', () => {
  test('all of the date, and a day either way for clocks that are off', () => {
    expect(span('file', '2026-01-06')).toEqual(['2026-01-05T00:00', '2026-01-08T00:00'])
    expect(parseSession('file', '2026-01-06').dates).toEqual(['2026-01-06'])
  })
})

describe('a range of the clock', () => {
  test('New York without a zone, and the zone it names', () => {
    expect(span('10:00-11:30', '2026-01-06')).toEqual(['2026-01-06T15:00', '2026-01-06T16:30'])
    expect(span('08:30-15:00@America/Chicago', '2026-01-06')).toEqual(span('rth', '2026-01-06'))
    expect(span('14:30-21:00@UTC', '2026-01-06')).toEqual(span('rth', '2026-01-06'))
    expect(span('09:00-10:00@Asia/Tokyo', '2026-01-06')).toEqual([
      '2026-01-06T00:00',
      '2026-01-06T01:00',
    ])
  })

  test('one that ends at or before its start begins on the day before', () => {
    expect(span('22:00-04:00@UTC', '2026-01-01')).toEqual(['2025-12-31T22:00', '2026-01-01T04:00'])
    expect(span('00:00-00:00@UTC', '2026-01-06')).toEqual(['2026-01-05T00:00', '2026-01-06T00:00'])
  })

  test('it reads every UTC date it touches, and none that it only ends at', () => {
    const dates = (name: string) => parseSession(name, '2026-01-06').dates
    expect(dates('00:00-23:59@UTC')).toEqual(['2026-01-06'])
    expect(dates('00:00-00:00@UTC')).toEqual(['2026-01-05'])
    expect(dates('20:00-19:00@Asia/Tokyo')).toEqual(['2026-01-05', '2026-01-06'])
    expect(dates('19:00-20:00@America/New_York')).toEqual(['2026-01-07'])
  })
})

test.each([
  '',
  'RTH',
  'day',
  '9:30-16:00',
  '09:30',
  '09:30-16:00@',
  '09:30-16:00@Mars/Olympus',
  '24:00-25:00',
  '09:60-10:00',
  '09:30-16:00 @UTC',
  ' 09:30-16:00',
])('%j is no session: a failure of usage that says what would be', (name) => {
  const read = () => parseSession(name, '2026-01-06')
  expect(read).toThrow(Failure)
  expect(read).toThrow('expected file, rth, globex or HH:MM-HH:MM[@zone]')
  try {
    read()
  } catch (error) {
    expect((error as Failure).detail).toMatchObject({ code: 'usage', where: '--session' })
    expect((error as Failure).exitCode).toBe(2)
  }
})
