import { describe, expect, test } from 'vitest'
import { at, records, ticks } from '../book/records.ts'
import { expectedEvents, foundEvents } from './run-events.ts'

/** The events of a file of records, which both detectors must agree on. */
function eventsOf(text: string) {
  const files = [records(text)]
  const found = foundEvents(files)
  expect(expectedEvents(files)).toEqual(found)
  return found
}

const BOOK = `
  0.1 A 1 A 100 5 .
  0.1 A 2 A 101 5 .
  0.1 A 3 A 102 5 .
  0.1 A 4 A 103 5 .
`

describe('sweep', () => {
  /** An order of 15 lots that takes 100 to `last`. */
  const sweep = (aggressors: readonly number[]) => `${BOOK}
    1.000000001 T ${aggressors[0]} B 100 5
    1.000000001 F 1 A 100 5
    1.000000001 T ${aggressors[1]} B 101 5
    1.000000001 F 2 A 101 5
    1.000000001 T ${aggressors[2]} B 102 2
    1.000000001 F 3 A 102 2
    1.000000001 C 1 A 100 5
    1.000000001 C 2 A 101 5
    1.000000001 M 3 A 102 3 .
  `

  test('one order takes three prices in one event', () => {
    expect(eventsOf(sweep([50, 50, 50]))).toEqual([
      {
        kind: 'sweep',
        cause: 'none',
        side: 'A',
        low: ticks(100),
        high: ticks(102),
        lots: 12,
        total: 12,
        start: at('1.000000001'),
        known: at('1.000000001'),
        end: at('1.000000001'),
        strength: 3,
      },
    ])
  })

  test('two orders, or one without an id, are none', () => {
    expect(eventsOf(sweep([50, 50, 51]))).toEqual([])
    expect(eventsOf(sweep([0, 0, 0]))).toEqual([])
  })
})

describe('sweep_run', () => {
  const run = (times: readonly string[], sides = 'BBBB') => `${BOOK}
    ${times[0]} T 50 ${sides[0]} 100 5 .
    ${times[1]} T 51 ${sides[1]} 101 5 .
    ${times[2]} T 52 ${sides[2]} 102 4 .
    ${times[3]} T 53 ${sides[3]} 102 1 .
  `

  test('is known at its third price, and ends with its last trade', () => {
    expect(eventsOf(run(['1', '1.05', '1.1', '1.15']))).toEqual([
      {
        kind: 'sweep_run',
        cause: 'none',
        side: 'A',
        low: ticks(100),
        high: ticks(102),
        lots: 14,
        total: 15,
        start: at('1'),
        known: at('1.1'),
        end: at('1.15'),
        strength: 3,
      },
    ])
  })

  test('a longer pause, or a trade of the other side, begins anew', () => {
    expect(eventsOf(run(['1', '1.05', '1.100000001', '1.15']))).toEqual([])
    expect(eventsOf(run(['1', '1.01', '1.02', '1.03'], 'BABB'))).toEqual([])
  })
})

describe('stop_run', () => {
  const stops = (second: number, first = 101) => `
    0 T 49 B 100 1 .
    60 T 48 B 99 1 .
    ${second} T 50 B ${first} 3
    ${second} T 51 B ${first + 1} 4 .
  `

  test('two orders in one event take out the highest trade of the 15 minutes before', () => {
    const [event, ...others] = eventsOf(stops(900))
    expect(others).toEqual([])
    expect(event).toMatchObject({ kind: 'stop_run', side: 'A', lots: 7, strength: 2 })
    expect([event.low, event.high, event.known]).toEqual([ticks(101), ticks(102), at('900')])
  })

  test('none before 15 minutes are known, nor at the extreme', () => {
    expect(eventsOf(stops(899))).toEqual([])
    expect(eventsOf(stops(900, 99))).toEqual([])
    // At 900.1 s the trade at 100 is older than 15 minutes.
    expect(eventsOf(stops(901, 99))).toHaveLength(1)
  })
})

describe('iceberg', () => {
  /** Refills at 1 s, 2 s and 3 s, and the rest of it at 4 s. */
  const iceberg = (tick = 100) => `
    0.5 A 1 B 100 10 .
    1 T 50 A 100 10
    1 F 1 B 100 10
    1 M 1 B ${tick} 10 .
    2 T 51 A 100 4
    2 F 1 B 100 4
    2 M 1 B 100 8 .
    3 T 52 A 100 8
    3 F 1 B 100 8
    3 C 1 B 100 8 .
  `

  test('keeps its id, and shows more than its fills left', () => {
    expect(eventsOf(iceberg())).toEqual([
      {
        kind: 'iceberg',
        cause: 'none',
        side: 'B',
        low: ticks(100),
        high: ticks(100),
        lots: 4,
        total: 12,
        start: at('1'),
        known: at('2'),
        end: at('3'),
        strength: 2,
      },
    ])
  })

  test('an order that is refilled once, or moves, is none', () => {
    expect(eventsOf(iceberg().split('2 T')[0])).toEqual([])
    expect(eventsOf(iceberg(99))).toEqual([])
  })

  test("fills of the aggressor's own order are no passive fills", () => {
    expect(eventsOf(iceberg().replaceAll(/T 5\d/g, 'T 1'))).toEqual([])
  })

  test('one that leaves and comes back in the same event is a refill', () => {
    const again = iceberg().replace('1 M 1 B 100 10 .', '1 C 1 B 100 10\n 1 A 1 B 100 10 .')
    expect(eventsOf(again)).toEqual(eventsOf(iceberg()))
  })
})

describe('iceberg_synthetic', () => {
  /** Four orders of 5 lots, each filled whole and followed by the next after a delay. */
  const chain = (delay: string, size = 5) => `
    0.5 A 1 B 100 5 .
    1 T 50 A 100 5
    1 F 1 B 100 5
    1 C 1 B 100 5 .
    1.${delay} A 2 B 100 5 .
    2 T 51 A 100 5
    2 F 2 B 100 5
    2 C 2 B 100 5 .
    2.${delay} A 3 B 100 5 .
    3 T 52 A 100 5
    3 F 3 B 100 5
    3 C 3 B 100 5 .
    3.${delay} A 4 B 100 ${size} .
    4 T 52 A 100 5
    4 F 4 B 100 5
    4 C 4 B 100 5 .
  `

  test('three refills of one size, each within a millisecond', () => {
    expect(eventsOf(chain('001'))).toEqual([
      {
        kind: 'iceberg_synthetic',
        cause: 'none',
        side: 'B',
        low: ticks(100),
        high: ticks(100),
        lots: 15,
        total: 20,
        start: at('1'),
        known: at('3.001'),
        end: at('4'),
        strength: 3,
      },
    ])
  })

  test('later refills, or one of another size, are none', () => {
    expect(eventsOf(chain('001000001'))).toEqual([])
    expect(eventsOf(chain('001', 6))).toEqual([])
  })
})

describe('absorption', () => {
  /** A bid that is filled at 2, 30 and `last` s, and shows more each time; D is 10 lots. */
  const level = (last: string, until = 'C 2 B 99 10') => `
    0.5 A 1 B 100 10 .
    0.5 A 2 B 99 10 .
    0.5 A 3 B 98 10 .
    2 T 50 A 100 20
    2 F 1 B 100 20
    2 M 1 B 100 10 .
    30 T 50 A 100 20
    30 F 1 B 100 20
    30 M 1 B 100 10 .
    ${last} T 51 A 100 15
    ${last} F 1 B 100 15
    ${last} M 1 B 100 10 .
    65 T 51 A 100 2
    65 F 1 B 100 2
    65 M 1 B 100 8 .
    71.999 ${until} .
    90 N .
  `
  const absorptions = (text: string) => eventsOf(text).filter(({ kind }) => kind === 'absorption')

  test('is known once the level has held for ten seconds, with the fills until then', () => {
    expect(absorptions(level('62'))).toEqual([
      {
        kind: 'absorption',
        cause: 'none',
        side: 'B',
        low: ticks(100),
        high: ticks(100),
        lots: 57,
        total: 57,
        start: at('2'),
        known: at('72'),
        end: at('72'),
        strength: 110,
      },
    ])
  })

  test('a level that is empty before, or fills over a longer time, are none', () => {
    expect(absorptions(level('62', 'C 1 B 100 8'))).toEqual([])
    expect(absorptions(level('62.000000001'))).toEqual([])
  })

  test('as many fills are none where the levels are large', () => {
    expect(absorptions(level('62').replace('98 10', '98 70').replace('99 10', '99 70'))).toEqual([])
  })
})

test('events before the session count for what comes after, and are no rows', () => {
  const early = BOOK.replaceAll('0.1', '-2')
  expect(
    eventsOf(`${early}
    -1 T 50 B 100 5
    -1 T 50 B 101 5
    -1 T 50 B 102 5 .
  `),
  ).toEqual([])
})
