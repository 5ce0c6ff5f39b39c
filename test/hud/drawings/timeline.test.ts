import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { timelineSecond, timelineX } from '../../../src/hud/drawings/timeline.ts'
import type { DayDescription } from '../../../src/seconds/second.ts'

describe('the timeline', () => {
  const day = { firstEndSecond: 1000, lastEndSecond: 1000 + 23 * 3600 } as DayDescription

  test('the day’s ends are its ends, and beyond them too', () => {
    expect(timelineX({ day }, day.firstEndSecond, 900)).toBe(0)
    expect(timelineX({ day }, day.lastEndSecond, 900)).toBe(900)
    expect(timelineSecond({ day }, -50, 900)).toBe(day.firstEndSecond)
    expect(timelineSecond({ day }, 950, 900)).toBe(day.lastEndSecond)
  })

  test('a place is the second that is drawn there', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4000 }),
        fc.integer({ min: 1000, max: 83_800 }),
        (width, second) => {
          const x = timelineX({ day }, second, width)
          expect(timelineSecond({ day }, x, width)).toBe(second)
        },
      ),
    )
  })

  test('a day of one second is no division by nothing', () => {
    const short = { firstEndSecond: 5, lastEndSecond: 5 } as DayDescription
    expect(timelineX({ day: short }, 5, 100)).toBe(0)
    expect(timelineSecond({ day: short }, 70, 100)).toBe(5)
  })
})
