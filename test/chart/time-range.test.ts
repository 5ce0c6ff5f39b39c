import { describe, expect, it } from 'vitest'
import { timeRangeOf } from '../../src/chart/time-range.ts'
import { MadeSource, OPEN_SECOND } from '../player/made-source.ts'

/** Four minutes from 09:30:00 New York. */
const { day } = new MadeSource()

describe('a stretch of a day', () => {
  it.each([
    [undefined, '90s', 0, 90],
    [undefined, '2m', 0, 120],
    [undefined, '45', 0, 45],
    ['09:31', '1m30s', 60, 150],
    ['09:31:30', '1h', 90, 240],
    ['50%', 'all', 120, 240],
    ['09:33:59', '5m', 239, 240],
  ])('at %s for %s', (at, length, from, to) => {
    expect(timeRangeOf(day, at, length)).toEqual({ from: OPEN_SECOND + from, to: OPEN_SECOND + to })
  })

  it.each(['0s', '0m', '', 'soon', '-5m', '5 m', '1m1h', '1e3'])(
    'of length "%s" makes no sense',
    (length) => {
      expect(() => timeRangeOf(day, undefined, length)).toThrow(
        `--span: the span is invalid (expected a length like 90s, 5m or 1h30m, or all${length ? `, found ${length}` : ''}).`,
      )
    },
  )

  it.each(['noon', '9:3', '25:00', '101%'])('at "%s" cannot be read', (at) => {
    expect(() => timeRangeOf(day, at, '1m')).toThrow('--at: the time is invalid (expected HH:MM')
  })

  it('at an opening time begins with the first second, where the market is some seconds late', () => {
    const late = { ...day, firstEndSecond: day.firstEndSecond + 3 }
    expect(timeRangeOf(late, '09:30', '1m')).toEqual({
      from: OPEN_SECOND + 3,
      to: OPEN_SECOND + 63,
    })
    for (const at of ['09:30:00', '09:29']) {
      expect(() => timeRangeOf(late, at, '1m')).toThrow('(expected a time from 09:30:03')
    }
  })

  it.each(['09:29', '09:29:59', '09:34:00', '16:00', '100%'])('at %s is not in the day', (at) => {
    expect(() => timeRangeOf(day, at, '1m')).toThrow(
      `--at: the time is outside ESH6 2026-01-06 (expected a time from 09:30:00 to 09:33:59, found ${at}).`,
    )
  })
})
