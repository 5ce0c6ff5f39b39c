import { expect, test } from 'vitest'
import { NO_TICK } from '../../src/player/day-line.ts'
import { eventText } from '../../src/player/notable-events.ts'

test('an event says when, of what kind and what; the kind once', () => {
  const second = Date.parse('2026-01-06T14:33:21Z') / 1000
  const what = '480 of 500 lots of asks pulled'
  expect(eventText({ second, kind: 'wall gone', what, tick: 27_600 })).toBe(
    '09:33:21  wall gone: 480 of 500 lots of asks pulled',
  )
  expect(eventText({ second, kind: 'vacuum', what: 'vacuum 0.58', tick: NO_TICK })).toBe(
    '09:33:21  vacuum 0.58',
  )
})
