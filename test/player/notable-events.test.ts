import { describe, expect, test } from 'vitest'
import { NO_TICK } from '../../src/player/day-line.ts'
import { eventBesideByRank, orderedEvents, placeText } from '../../src/player/event-order.ts'
import { eventText, whatText } from '../../src/player/event-text.ts'
import type { NotableEvent } from '../../src/player/notable-events.ts'
import { Player } from '../../src/player/player.ts'
import { FIRST_SPOT, MadeSource, OPEN_SECOND } from './made-source.ts'

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

  test('where one stands among them', () => {
    expect(placeText(events, PULL, 'rank', undefined)).toBe('2 of 3, by size')
    expect(placeText(events, PULL, 'time', 'wall gone')).toBe('1 of 2, by time')
    expect(placeText(events, PULL, 'time', 'vacuum')).toBe('')
  })

  test('the next by rank is the next smaller; from none of them, the largest', () => {
    expect(eventBesideByRank(events, later.second, 1, undefined)).toBe(PULL)
    expect(eventBesideByRank(events, PULL.second, -1, undefined)).toBe(later)
    expect(eventBesideByRank(events, last.second, 1, undefined)).toBeUndefined()
    expect(eventBesideByRank(events, undefined, 1, undefined)).toBe(later)
  })
})

describe('events of the orders and trades', () => {
  const source = new MadeSource({
    events: [
      { at: 30, kind: 'sweep', side: 'A', low: 1, high: 3, lots: 48 },
      { at: 50, kind: 'sweep_run', side: 'B', low: -3, high: -1, lots: 900 },
      { at: 100, kind: 'stop_run', side: 'B', low: -2, high: 0, lots: 70, strength: 4 },
      { at: 101, kind: 'iceberg', side: 'A', low: 2, high: 2, lots: 13, strength: 2 },
      { at: 102, kind: 'iceberg_synthetic', side: 'A', low: 2, high: 2, lots: 9, strength: 3 },
      { at: 103, kind: 'absorption', side: 'B', low: -1, high: -1, lots: 250, strength: 210 },
    ],
  })

  test('are among those of note: of a kind the largest of a minute', async () => {
    const player = new Player(source, OPEN_SECOND + 200)
    await player.searchDay(() => 0)
    const market = player.events
      .flatMap((event) => [event, ...event.others])
      .filter(({ kind }) => /sweep|run|iceberg|absorption/.test(kind))
    const price = (offset: number) => ((FIRST_SPOT + offset) / 4).toFixed(2)
    expect(
      market.map((event) => [event.second - OPEN_SECOND, whatText(event, source.day)]),
    ).toEqual([
      [50, `bids ${price(-3)}–${price(-1)} swept in a run, 900 lots`],
      [100, `stop run down through ${price(-2)}–${price(0)}, 70 lots by 4 orders`],
      [101, `iceberg of asks at ${price(2)}, 13 hidden lots, 2 refills`],
      [102, `possible iceberg of asks at ${price(2)}, 9 lots, 3 refills`],
      [103, `bids at ${price(-1)} absorbed 250 lots`],
    ])
    const [largest] = orderedEvents(player.events, 'rank', 'sweep')
    expect(largest.second).toBe(OPEN_SECOND + 50)
    // The next by rank follows the one gone to, wherever playing has got to since.
    const first = await player.findEvent(1, 0, 'rank')
    player.clock.seek(0, OPEN_SECOND + 7)
    const next = await player.findEvent(1, 0, 'rank')
    expect(placeText(player.events, first ?? largest, 'rank', undefined)).toMatch(/^1 of/)
    expect(placeText(player.events, next ?? largest, 'rank', undefined)).toMatch(/^2 of/)
    await player.close()
  })
})
