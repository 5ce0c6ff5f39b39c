import { describe, expect, test } from 'vitest'
import { NO_TICK } from '../../src/player/day-line.ts'
import {
  eventBesideByRank,
  eventText,
  type NotableEvent,
  orderedEvents,
} from '../../src/player/notable-events.ts'

const SECOND = Date.parse('2026-01-06T14:33:21Z') / 1000
const DAY = { tickSize: 250_000_000 }
const PULL: NotableEvent = {
  second: SECOND,
  kind: 'wall gone',
  side: 'asks',
  low: 27_619,
  high: 27_633,
  lots: 812,
  note: '',
  rank: 3,
  others: [],
}
const VACUUM: NotableEvent = {
  ...PULL,
  kind: 'vacuum',
  side: undefined,
  low: NO_TICK,
  high: NO_TICK,
  lots: 0,
  note: '0.58',
  rank: 1.2,
}

describe('an event says when and what', () => {
  test('side, price range and lots of a pull', () => {
    expect(eventText(PULL, DAY)).toBe('09:33:21  asks 6904.75–6908.25 pulled, 812 lots')
    expect(eventText({ ...PULL, high: PULL.low }, DAY)).toBe(
      '09:33:21  asks 6904.75 pulled, 812 lots',
    )
  })

  test('what was gone through, and which way', () => {
    const through = { ...PULL, kind: 'through a wall', side: 'bids', high: PULL.low } as const
    expect(eventText(through, DAY)).toBe('09:33:21  spot down through 812 lots of bids at 6904.75')
    expect(
      eventText({ ...through, kind: 'through a level', side: 'asks', note: 'VWAP' }, DAY),
    ).toBe('09:33:21  spot up through VWAP at 6904.75')
  })

  test('all of one second', () => {
    expect(eventText({ ...PULL, others: [VACUUM] }, DAY)).toBe(
      '09:33:21  asks 6904.75–6908.25 pulled, 812 lots; vacuum 0.58',
    )
  })
})

describe('events in order', () => {
  const later = { ...PULL, second: SECOND + 60, rank: 9 }
  const last = { ...VACUUM, second: SECOND + 90 }
  const events = [PULL, later, last]

  test('by time, or the largest first; of all kinds, or of one', () => {
    expect(orderedEvents(events, 'time', undefined)).toEqual(events)
    expect(orderedEvents(events, 'rank', undefined)).toEqual([later, PULL, last])
    expect(orderedEvents(events, 'rank', 'vacuum')).toEqual([last])
  })

  test('the next by rank is the next smaller; from between them, the largest', () => {
    expect(eventBesideByRank(events, later.second, 1, undefined)).toBe(PULL)
    expect(eventBesideByRank(events, PULL.second, -1, undefined)).toBe(later)
    expect(eventBesideByRank(events, last.second, 1, undefined)).toBeUndefined()
    expect(eventBesideByRank(events, SECOND + 1, 1, undefined)).toBe(later)
  })
})
