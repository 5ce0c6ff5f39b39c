import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clockText } from '../../src/player/clock-text.ts'
import { parseDayPosition } from '../../src/player/go-to.ts'

/** 18:00 of 2026-01-05 to 17:00 of 2026-01-06, New York. */
const FIRST = Date.UTC(2026, 0, 5, 23) / 1000
const LAST = FIRST + 23 * 3600

describe('where to go', () => {
  test("the exchange's clock, of the day that the session is of", () => {
    expect(clockText(parseDayPosition('09:31:00', FIRST, LAST) as number)).toBe('09:31:00')
    expect(parseDayPosition('09:31', FIRST, LAST)).toBe(FIRST + (15 * 60 + 31) * 60)
    expect(parseDayPosition('23:59:59', FIRST, LAST)).toBe(FIRST + 6 * 3600 - 1)
    expect(parseDayPosition(' 9:31 ', FIRST, LAST)).toBe(parseDayPosition('09:31:00', FIRST, LAST))
  })

  test('a share of the day', () => {
    expect(parseDayPosition('0%', FIRST, LAST)).toBe(FIRST)
    expect(parseDayPosition('50 %', FIRST, LAST)).toBe(FIRST + 41_400)
    expect(parseDayPosition('100%', FIRST, LAST)).toBe(LAST)
  })

  test('a time outside the day gives the nearer end', () => {
    expect(parseDayPosition('17:05', FIRST, LAST)).toBe(LAST)
    expect(parseDayPosition('17:55', FIRST, LAST)).toBe(FIRST)
  })

  test.each(['', 'x', '24:00', '10:60', '10:00:60', '101%', '-1%', '9', '10:00:00.5'])(
    '%j is refused',
    (text) => expect(parseDayPosition(text, FIRST, LAST)).toBeUndefined(),
  )

  test('every second of the day is reached by its own clock', () => {
    fc.assert(
      fc.property(fc.integer({ min: FIRST, max: LAST }), (second) => {
        expect(parseDayPosition(clockText(second), FIRST, LAST)).toBe(second)
      }),
    )
  })
})
