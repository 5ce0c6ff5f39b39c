import { describe, expect, test } from 'vitest'
import type { ReferenceRow } from '../../src/surfaces/reference-rows.ts'
import { at, EPOCH_SECOND, NO_PRICE, ticks } from '../book/records.ts'
import { seconds } from '../surfaces/run-seconds.ts'

/** A valid book, 10 lots each at 98 and 102, its orders an hour old. */
const QUOTES = `
  -3600 A 901 B 98  10 s
  -3600 A 902 A 102 10 s.
`

const column = (rows: ReferenceRow[], name: string) => rows.map((row) => row[name])

describe('windows', () => {
  test('a record at exactly the end of a second belongs to the next', () => {
    const { snapshot } = seconds(`${QUOTES}
      0.999999999 A 1 B 97 1 .
      1           A 2 B 97 1 .
    `)
    expect(column(snapshot, 'event_count')).toEqual([1, 1])
    expect(column(snapshot, 'window_start_ts_ns')).toEqual([at('0'), at('1')])
    expect(column(snapshot, 'window_end_ts_ns')).toEqual([at('1'), at('2')])
  })

  test('idle seconds carry the book forward without flow', () => {
    const { snapshot, wall } = seconds(`${QUOTES}
      0.5 A 1 B 97 3 .
      4.5 C 1 B 97 3 .
    `)
    expect(column(snapshot, 'event_count')).toEqual([1, 0, 0, 0, 1])
    const idle = wall.filter((row) => row.window_end_ts_ns === at('3'))
    expect(idle.map((row) => [row.side, row.price_int, row.depth_qty_end, row.add_qty])).toEqual([
      ['A', ticks(102), 10, 0],
      ['B', ticks(97), 3, 0],
      ['B', ticks(98), 10, 0],
    ])
  })

  test('an event that spans a boundary belongs to the second of its first record', () => {
    const { snapshot, quality } = seconds(`${QUOTES}
      0.9 T 0 B 102 2
      1.1 F 902 A 102 2
      2.1 M 902 A 102 8 .
      2.2 N .
    `)
    expect(column(snapshot, 'event_count')).toEqual([3, 0, 1])
    expect(column(snapshot, 'best_ask_qty')).toEqual([8, 8, 8])
    expect(column(snapshot, 'buy_volume')).toEqual([2, 0, 0])
    expect(quality.late_records).toBe(0)
  })

  test('records that continue an event a second after its first are counted, by ts_recv', () => {
    const { quality } = seconds(`${QUOTES}
      0.1 A 1 B 97 1 @0.2
      0.1 A 2 B 97 1 @1.199999999
      0.1 A 3 B 97 1 @1.2
      0.1 A 4 B 97 1 . @5
      5.1 A 5 B 97 1 @5.1
      5.2 A 6 B 97 1 . @5.2
    `)
    expect(quality).toMatchObject({ events: 2, overlong_event_records: 2 })
  })

  test('a late record is applied in the current second and counted', () => {
    const { snapshot, quality } = seconds(`${QUOTES}
      5.5 A 1 B 97 3 .
      4.2 A 2 B 97 4 .
      5.0 A 3 B 97 1 .
    `)
    expect(snapshot).toHaveLength(1)
    expect(column(snapshot, 'event_count')).toEqual([3])
    expect(quality.late_records).toBe(1)
  })

  test('a day without a live record has no seconds', () => {
    const { snapshot, wall, quality } = seconds(QUOTES)
    expect(snapshot).toEqual([])
    expect(wall).toEqual([])
    expect(quality).toMatchObject({ records: 2, snapshot_records: 2, events: 0 })
  })

  test('an event without a last record runs on to the next last one, or to the end of the file', () => {
    const { snapshot, quality } = seconds(`${QUOTES}
      0.5 A 1 B 97 3
      7.5 A 2 B 97 4
      ===
      9.5 A 3 B 97 1 .
    `)
    expect(column(snapshot, 'event_count')).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    expect(quality.events).toBe(1)
  })
})

describe('session', () => {
  const inSession = { startSecond: EPOCH_SECOND + 2, endSecond: EPOCH_SECOND + 5 }

  test('records before the start build the book and the last trade, and are no flow', () => {
    const { snapshot, wall } = seconds(
      `${QUOTES}
      0.5 A 1 B 99 3 .
      0.6 T 0 N 99 7 .
      1.7 A 2 B 99 4 .
      2.0 N .
    `,
      inSession,
    )
    expect(column(snapshot, 'window_start_ts_ns')).toEqual([at('2')])
    expect(snapshot[0]).toMatchObject({
      best_bid_qty: 7,
      last_trade_price_int: ticks(99),
      spot_ref_price_int: ticks(99),
      trade_count: 0,
      event_count: 1,
      window_valid: true,
    })
    const bid = wall.find((row) => row.price_int === ticks(99))
    expect(bid).toMatchObject({ depth_qty_start: 7, depth_qty_end: 7, add_qty: 0 })
    // The first was at its price for 2.5 s when the second ended, the other for 1.3 s.
    expect(bid).toMatchObject({ depth_qty_rest: 7, order_count: 2 })
  })

  test('the first second is that of the first record inside, not the session start', () => {
    const { snapshot } = seconds(`${QUOTES} 1.5 N .\n 4.5 N .`, inSession)
    expect(column(snapshot, 'window_start_ts_ns')).toEqual([at('4')])
  })

  test('events that begin at the end or after it are left out, the book and trades too', () => {
    const { snapshot, quality } = seconds(
      `${QUOTES}
      4.999999999 A 1 B 99 3
      5.5 A 2 B 99 1 .
      5 A 3 B 99 4
      4 A 4 B 99 4 .
      5 T 0 B 100 4 .
      4.5 N .
      6 A 9 B 90 1 s. @6
    `,
      inSession,
    )
    expect(snapshot).toHaveLength(1)
    expect(snapshot[0]).toMatchObject({
      best_bid_qty: 4,
      last_trade_price_int: NO_PRICE,
      event_count: 3,
    })
    expect(quality).toMatchObject({
      records: 9,
      snapshot_records: 2,
      after_session_records: 4,
      late_records: 0,
      events: 2,
    })
  })

  test('a day of nothing but records without any time (2^64−1) lies after every session', () => {
    const { snapshot, quality } = seconds(`${QUOTES}\n 16679034273.709551615 N .`)
    expect(snapshot).toHaveLength(0)
    expect(quality.after_session_records).toBe(1)
  })
})

describe('clocks', () => {
  const ends = (snapshot: ReferenceRow[]) => column(snapshot, 'window_end_ts_ns')

  test('a time further ahead of its receipt than a second closes no seconds: it is placed by it', () => {
    const { snapshot, quality } = seconds(`${QUOTES}
      0.5 N .
      34.1 A 1 B 97 1 . @0.6
      1.5 N . @0.5
      1.500000001 N . @0.5
      1.6 N .
    `)
    // Exactly a second ahead is let pass; a nanosecond more is not.
    expect(ends(snapshot)).toEqual([at('1'), at('2')])
    expect(column(snapshot, 'event_count')).toEqual([2, 3])
    expect(quality).toMatchObject({ broken_clock: 2, late_records: 0 })
  })

  test('a time more than a minute before its receipt is placed by that, and is not late', () => {
    const { snapshot, quality } = seconds(`${QUOTES}
      70.5 N .
      10.5 N . @70.5
      10.499999999 N . @70.5
    `)
    expect(column(snapshot, 'event_count')).toEqual([3])
    expect(quality).toMatchObject({ broken_clock: 1, late_records: 1 })
  })

  test('a receipt that is not to be trusted, or none, counts as the last good one', () => {
    const { snapshot, quality } = seconds(`${QUOTES}
      0.5 N .
      0.6 N .! @9000
      0.7 N . @16679034273.709551615
      500 N .! @500
    `)
    expect(ends(snapshot)).toEqual([at('1')])
    expect(quality).toMatchObject({ broken_clock: 1, late_records: 0 })
  })

  test('before any good receipt the record’s own time counts', () => {
    const { snapshot, quality } = seconds(`${QUOTES}\n 3.5 N .! @9000`)
    expect(ends(snapshot)).toEqual([at('4')])
    expect(quality.broken_clock).toBe(0)
  })

  test('an order of a broken clock has rested since its receipt', () => {
    const { wall } = seconds(`${QUOTES}
      0.1 N .
      -80 A 1 B 97 1 . @0.2
      -80 A 2 B 96 1 . @0.7
    `)
    const rest = (tick: number) => wall.find((row) => row.price_int === ticks(tick))?.depth_qty_rest
    expect([rest(97), rest(96)]).toEqual([1, 0])
  })

  test('a snapshot’s record is as old as its order, whatever its receipt', () => {
    const { quality } = seconds(`0 R s @0\n-39594 A 1 B 98 1 s. @0\n 0.5 N .`)
    expect(quality.broken_clock).toBe(0)
  })
})

describe('snapshots and clears', () => {
  test('a snapshot without R builds the book, opens no second and is no flow', () => {
    const { snapshot, wall, quality } = seconds(`${QUOTES}\n 0.5 N .`)
    expect(quality).toMatchObject({ snapshot_records: 2, clears: 0, book_origin: 'snapshot' })
    expect(snapshot[0]).toMatchObject({ event_count: 1, book_valid: true, window_valid: true })
    expect(column(wall, 'add_qty')).toEqual([0, 0])
    expect(column(wall, 'depth_qty_start')).toEqual([10, 10])
    expect(column(wall, 'depth_qty_rest')).toEqual([10, 10])
  })

  test('a snapshot with R counts it as a clear, and stays the origin of the book', () => {
    const { quality } = seconds(`0 R s\n${QUOTES}\n 0.5 N .`)
    expect(quality).toMatchObject({ snapshot_records: 3, clears: 1, book_origin: 'snapshot' })
  })

  test('a snapshot without a last record ends before the first live one, whose second is valid', () => {
    const { snapshot } = seconds(`
      0 A 901 B 98  10 s
      0 A 902 A 102 10 s
      0.5 N .
      1.5 N .
    `)
    expect(column(snapshot, 'book_valid')).toEqual([true, true])
    expect(column(snapshot, 'window_valid')).toEqual([true, true])
  })

  test('a snapshot in mid-file clears what stood, and unmakes the seconds up to that it was taken in', () => {
    const { snapshot, wall, quality } = seconds(`${QUOTES}
      0.5 A 1 B 99 3 .
      0 A 11 B 97 5 s @4
      0 A 12 A 103 5 s. @4
      5.5 N .
    `)
    expect(column(snapshot, 'best_bid_price_int')).toEqual(Array(6).fill(ticks(97)))
    expect(column(snapshot, 'book_valid')).toEqual(Array(6).fill(true))
    expect(column(snapshot, 'window_valid')).toEqual([...Array(5).fill(false), true])
    expect(column(snapshot, 'event_count')).toEqual([1, 0, 0, 0, 0, 1])
    expect(quality).toMatchObject({ clears: 0, resting_orders: 2, snapshot_records: 4 })
    const gone = wall.find((row) => row.price_int === ticks(98))
    expect(gone).toMatchObject({ depth_qty_start: 10, depth_qty_end: 0, pull_qty_total: 0 })
  })

  test('further snapshot records with no live one between do not clear again', () => {
    const { quality } = seconds(`
      0 A 1 B 98 1 s.
      0 A 2 B 97 1 s
      0 A 3 A 99 1 s.
      0.5 N .
    `)
    expect(quality).toMatchObject({ resting_orders: 3, duplicate_add: 0 })
  })

  test('the first snapshot record of a file clears, though the file before held nothing else', () => {
    const { quality, snapshot } = seconds(`
      0 A 1 B 98 1 s
      0 A 2 A 99 1 s.
      ===
      0 A 2 A 101 4 s.
      0.5 N .
    `)
    expect(quality).toMatchObject({ resting_orders: 1, duplicate_add: 0 })
    expect(snapshot[0]).toMatchObject({ best_bid_qty: 0, best_ask_price_int: ticks(101) })
  })

  test('a snapshot under way at the end leaves the book not valid', () => {
    const { snapshot } = seconds(`${QUOTES}
      0.5 N .
      0 A 11 B 97 5 s @0.6
      0 A 12 A 103 5 s @0.6
    `)
    expect(snapshot[0]).toMatchObject({ book_valid: false, window_valid: false })
  })

  test('a snapshot drops the fills an event before it still owed', () => {
    const { quality, wall } = seconds(`${QUOTES}
      0.5 F 901 B 98 4
      0 A 901 B 98 10 s
      0 A 902 A 102 10 s.
      0.6 C 901 B 98 10 .
      0.7 A 903 B 98 1 .
    `)
    expect(quality).toMatchObject({ hidden_fill_qty: 0, events: 2 })
    const bid = wall.find((row) => row.side === 'B')
    expect(bid).toMatchObject({ fill_qty: 0, pull_qty_total: 10 })
  })

  test('an R inside the day clears the book, unmakes its second and is the origin where first', () => {
    const { snapshot, quality, wall } = seconds(`
      0.2 R .
      0.3 A 1 B 98 1 .
      0.4 A 2 A 102 1 .
      1.5 N .
      2.5 R
      2.5 A 3 B 97 2
      2.5 A 4 A 102 2 .
      3.5 N .
    `)
    expect(column(snapshot, 'book_valid')).toEqual([true, true, true, true])
    expect(column(snapshot, 'window_valid')).toEqual([false, true, false, true])
    expect(quality).toMatchObject({ clears: 2, book_origin: 'clear', resting_orders: 2 })
    const cleared = wall.find(
      (row) => row.price_int === ticks(98) && row.window_end_ts_ns === at('3'),
    )
    expect(cleared).toMatchObject({ depth_qty_start: 1, depth_qty_end: 0, pull_qty_total: 0 })
  })

  test('a book that grew from live records alone has no origin', () => {
    expect(seconds('0.2 A 1 B 98 1 .').quality.book_origin).toBe('none')
  })
})

describe('validity', () => {
  test('a suspect record spoils the book until the next clear or snapshot', () => {
    const { snapshot } = seconds(`${QUOTES}
      0.5 N .
      1.5 N ?.
      2.5 N .
      3.5 A 11 B 97 5 s
      3.5 A 12 A 103 5 s.
      4.5 N ?
      4.6 R
      4.6 A 13 B 97 5
      4.6 A 14 A 103 5 .
      5.5 N .
    `)
    expect(column(snapshot, 'book_valid')).toEqual([true, false, true, true, true, true])
    expect(column(snapshot, 'window_valid')).toEqual([true, false, false, false, false, true])
  })

  test('one side, crossed and locked books are not valid; only crossed ones are counted so', () => {
    const { snapshot, quality } = seconds(`
      0.5 A 1 B 98 1 .
      1.5 A 2 A 99 1 .
      2.5 M 1 B 99 1 .
      3.5 M 1 B 100 1 .
      4.5 C 1 B 100 1 .
      4.6 A 3 B 98 1 .
      5.5 N .
    `)
    expect(column(snapshot, 'book_valid')).toEqual([false, true, false, false, true, true])
    expect(column(snapshot, 'window_valid')).toEqual([false, false, false, false, false, true])
    expect(quality.crossed_windows).toBe(1)
  })

  test('a book crossed within an event and not at its end is valid', () => {
    const { snapshot } = seconds(`${QUOTES}
      0.5 A 1 B 102 5
      0.5 C 902 A 102 10
      0.5 A 2 A 103 1 .
    `)
    expect(snapshot[0]).toMatchObject({ book_valid: true, window_valid: true })
  })
})

describe('records that cannot be applied', () => {
  test('unknown ids: C is left out, M adds, both counted', () => {
    const { quality, wall } = seconds(`${QUOTES}
      0.1 C 1 B 98 5 .
      0.2 M 2 B 98 5 .
    `)
    expect(quality).toMatchObject({ cancel_unknown: 1, modify_unknown: 1, resting_orders: 3 })
    const bid = wall.find((row) => row.side === 'B')
    expect(bid).toMatchObject({ depth_qty_end: 15, add_qty: 5, pull_qty_total: 0 })
  })

  test('no price, no size, no side: counted and without effect', () => {
    const { quality, snapshot } = seconds(`${QUOTES}
      0.1 A 1 B - 5 .
      0.2 A 2 B 99 - .
      0.3 A 3 N 99 5 .
      0.4 M 901 B - 3 .
      0.5 C 901 B 98 - .
      0.6 T 0 B - 3 .
      0.7 T 0 B 99 - .
      0.8 F 901 B 98 - .
    `)
    expect(quality).toMatchObject({ undefined_records: 8, hidden_fill_qty: 0, resting_orders: 2 })
    expect(snapshot[0]).toMatchObject({ best_bid_price_int: ticks(98), best_bid_qty: 10 })
    expect(snapshot[0]).toMatchObject({ trade_count: 0, last_trade_price_int: NO_PRICE })
  })

  test('sizes of zero: A adds nothing, M takes the order off', () => {
    const { quality, wall } = seconds(`${QUOTES}
      0.1 A 1 B 98 0 .
      0.2 A 2 B 97 1 .
      0.3 M 901 B 98 0 .
    `)
    expect(quality).toMatchObject({ resting_orders: 2, modify_unknown: 0, undefined_records: 1 })
    expect(wall.find((row) => row.price_int === ticks(98))).toMatchObject({
      depth_qty_end: 0,
      pull_qty_total: 10,
      order_count: 0,
    })
  })

  test('off-grid prices floor to their tick, below zero too, and are counted', () => {
    const { quality, wall, snapshot } = seconds(`
      0.1 A 1 B -1.5 1 .
      0.2 A 2 A 3.25 1 .
      0.3 M 2 A 3.75 2 .
      0.4 T 0 B 1.5 1 .
    `)
    expect(quality).toMatchObject({ off_grid: 4 })
    expect(snapshot[0]).toMatchObject({
      best_bid_price_int: ticks(-2),
      best_ask_price_int: ticks(3),
      spot_ref_price_int: ticks(1),
      mid_price_int: ticks(0.5),
      trade_value: 0.25,
    })
    expect(wall.map((row) => [row.side, row.rel_ticks, row.depth_qty_end])).toEqual([
      ['A', 2, 2],
      ['B', -3, 1],
    ])
  })

  test('64-bit ids are distinguished by every bit', () => {
    const { quality } = seconds(`
      0.1 A 1 B 98 1 .
      0.2 A 4294967297 B 98 1 .
      0.3 A 9223372036854775809 B 98 1 .
      0.4 A 18446744073709551615 B 98 1 .
      0.5 C 9223372036854775809 B 98 1 .
    `)
    expect(quality).toMatchObject({ resting_orders: 3, duplicate_add: 0, cancel_unknown: 0 })
  })
})
