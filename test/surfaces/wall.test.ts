import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import type { ReferenceRow } from '../../src/surfaces/reference-rows.ts'
import { at, records, ticks } from '../book/records.ts'
import { type RunOptions, seconds, surfaces } from './run-seconds.ts'

/** A valid book that stays valid: 50 lots each at 97 and 103, an order of 10 each at 98 and 102. */
const BOOK = `
  -3600 A 901 B 97  50 s
  -3600 A 902 A 103 50 s
  -3600 A 11  B 98  10 s
  -3600 A 12  A 102 10 s.
`

type Flow = Partial<Record<'start' | 'end' | 'add' | 'pull' | 'fill' | 'hidden', number>>

/** The row of a level, or undefined; `end` names the second by its end. */
function level(text: string, side: string, tick: number, end = '1', options: RunOptions = {}) {
  const rows = seconds(BOOK + text, options).wall
  return rows.find(
    (row) => row.side === side && row.price_int === ticks(tick) && row.window_end_ts_ns === at(end),
  )
}

function flowOf(row: ReferenceRow | undefined): Flow | undefined {
  if (!row) return undefined
  const lots = (name: string) => row[name] as number
  return {
    start: lots('depth_qty_start'),
    end: lots('depth_qty_end'),
    add: lots('add_qty'),
    pull: lots('pull_qty_total'),
    fill: lots('fill_qty'),
    hidden: lots('hidden_fill_qty'),
  }
}

describe('orders are added, changed and removed', () => {
  test('A adds its size', () => {
    expect(flowOf(level('0.1 A 1 B 98 5 .', 'B', 98))).toEqual({
      start: 10,
      end: 15,
      add: 5,
      pull: 0,
      fill: 0,
      hidden: 0,
    })
  })

  test('C without a fill is a pull, in part or whole, and never of more than stands', () => {
    expect(flowOf(level('0.1 C 11 B 98 4 .', 'B', 98))).toMatchObject({ end: 6, pull: 4 })
    expect(flowOf(level('0.1 C 11 B 98 10 .', 'B', 98))).toMatchObject({ end: 0, pull: 10 })
    expect(flowOf(level('0.1 C 11 B 98 99 .', 'B', 98))).toMatchObject({ end: 0, pull: 10 })
    expect(flowOf(level('0.1 C 11 B 98 0 .', 'B', 98))).toMatchObject({ end: 10, pull: 0 })
  })

  test('M at the same price adds what it grew and pulls what it shrank', () => {
    expect(flowOf(level('0.1 M 11 B 98 14 .', 'B', 98))).toMatchObject({ end: 14, add: 4, pull: 0 })
    expect(flowOf(level('0.1 M 11 B 98 3 .', 'B', 98))).toMatchObject({ end: 3, add: 0, pull: 7 })
    expect(flowOf(level('0.1 M 11 B 98 0 .', 'B', 98))).toMatchObject({ end: 0, add: 0, pull: 10 })
  })

  test('a moved order is pulled whole from the old price and added whole at the new', () => {
    const move = '0.1 M 11 B 99 4 .'
    expect(flowOf(level(move, 'B', 98))).toMatchObject({ start: 10, end: 0, add: 0, pull: 10 })
    expect(flowOf(level(move, 'B', 99))).toMatchObject({ start: 0, end: 4, add: 4, pull: 0 })
  })

  test('M to size 0 leaves from where the order stood, whatever price it names', () => {
    const gone = '0.1 M 11 B 90 0 .'
    expect(flowOf(level(gone, 'B', 98))).toMatchObject({ end: 0, pull: 10 })
    expect(level(gone, 'B', 90)).toBeUndefined()
  })

  test('A of a known id is exactly M of it, and counted', () => {
    const again = '0.1 A 11 B 99 4 .'
    expect(flowOf(level(again, 'B', 98))).toMatchObject({ end: 0, pull: 10 })
    expect(flowOf(level(again, 'B', 99))).toMatchObject({ end: 4, add: 4 })
    expect(seconds(BOOK + again).quality.duplicate_add).toBe(1)
    const filled = '0.1 F 11 B 98 6\n 0.1 A 11 B 98 4 .'
    expect(flowOf(level(filled, 'B', 98))).toMatchObject({ end: 4, add: 0, pull: 0, fill: 6 })
  })

  test('M of another side keeps the order on its own, and is counted', () => {
    const turned = '0.1 M 11 A 99 4 .'
    expect(flowOf(level(turned, 'B', 99))).toMatchObject({ end: 4, add: 4 })
    expect(level(turned, 'A', 99)).toBeUndefined()
    expect(seconds(BOOK + turned).quality.side_change).toBe(1)
  })

  test('T and F never change the book', () => {
    const { wall } = seconds(`${BOOK} 0.1 T 5 A 98 10\n 0.1 F 11 B 98 10 .`)
    expect(wall.find((row) => row.price_int === ticks(98))).toMatchObject({
      depth_qty_start: 10,
      depth_qty_end: 10,
      order_count: 1,
    })
  })

  test('orders are counted at the end of the second', () => {
    const row = level('0.1 A 1 B 98 5 .\n 0.2 A 2 B 98 5 .\n 0.3 C 1 B 98 5 .', 'B', 98)
    expect(row).toMatchObject({ order_count: 2, depth_qty_end: 15, add_qty: 10, pull_qty_total: 5 })
  })
})

describe('fills are not pulls', () => {
  test('T F C: a full fill', () => {
    const row = level('0.1 T 5 A 98 10\n 0.1 F 11 B 98 10\n 0.1 C 11 B 98 10 .', 'B', 98)
    expect(flowOf(row)).toEqual({ start: 10, end: 0, add: 0, pull: 0, fill: 10, hidden: 0 })
  })

  test('T F M: a partial fill', () => {
    const row = level('0.1 T 5 A 98 3\n 0.1 F 11 B 98 3\n 0.1 M 11 B 98 7 .', 'B', 98)
    expect(flowOf(row)).toEqual({ start: 10, end: 7, add: 0, pull: 0, fill: 3, hidden: 0 })
  })

  test('a C of more than was filled pulls the rest; of less leaves the rest hidden', () => {
    const more = level('0.1 F 11 B 98 4\n 0.1 C 11 B 98 10 .', 'B', 98)
    expect(flowOf(more)).toMatchObject({ end: 0, fill: 4, pull: 6, hidden: 0 })
    const less = level('0.1 F 11 B 98 9\n 0.1 C 11 B 98 5 .', 'B', 98)
    expect(flowOf(less)).toMatchObject({ end: 5, fill: 5, pull: 0, hidden: 4 })
  })

  test('an M that shrinks by more than was filled pulls the rest', () => {
    const row = level('0.1 F 11 B 98 4\n 0.1 M 11 B 98 2 .', 'B', 98)
    expect(flowOf(row)).toMatchObject({ end: 2, fill: 4, pull: 4, add: 0 })
  })

  test('an iceberg: filled beyond its display, refilled by an add, the rest hidden', () => {
    const row = level('0.1 T 5 A 98 15\n 0.1 F 11 B 98 15\n 0.1 M 11 B 98 10 .', 'B', 98)
    expect(flowOf(row)).toEqual({ start: 10, end: 10, add: 10, pull: 0, fill: 10, hidden: 5 })
  })

  test('a filled order that moves: filled at the old price, the rest of it pulled, all added anew', () => {
    const text = '0.1 F 11 B 98 4\n 0.1 M 11 B 99 6 .'
    expect(flowOf(level(text, 'B', 98))).toMatchObject({ end: 0, fill: 4, pull: 6, add: 0 })
    expect(flowOf(level(text, 'B', 99))).toMatchObject({ end: 6, fill: 0, pull: 0, add: 6 })
  })

  test('a filled order that M takes to size 0 was filled, not pulled', () => {
    const row = level('0.1 F 11 B 98 10\n 0.1 M 11 B 98 0 .', 'B', 98)
    expect(flowOf(row)).toMatchObject({ end: 0, fill: 10, pull: 0, add: 0 })
  })

  test('T F C A: the aggressor that rests is an add', () => {
    const text = `
      0.1 T 5 A 98 10
      0.1 F 11 B 98 10
      0.1 C 11 B 98 10
      0.1 A 5 A 98 3 .
    `
    expect(flowOf(level(text, 'A', 98))).toMatchObject({ end: 3, add: 3, fill: 0 })
    expect(flowOf(level(text, 'B', 98))).toMatchObject({ end: 0, fill: 10, pull: 0 })
  })

  test('T F A C: the remainder may rest before the filled order is gone', () => {
    const text = `
      0.1 T 5 A 98 10
      0.1 F 11 B 98 10
      0.1 A 5 A 98 3
      0.1 C 11 B 98 10 .
    `
    expect(flowOf(level(text, 'B', 98))).toMatchObject({ end: 0, fill: 10, pull: 0 })
    expect(seconds(BOOK + text).snapshot[0]).toMatchObject({ book_valid: true })
  })

  test('a sweep: each order by its own fills, whatever the order of the records', () => {
    const text = `
      0.05 A 21 B 98 5 .
      0.1 T 5 A 98 60
      0.1 F 11 B 98 10
      0.1 F 21 B 98 5
      0.1 T 5 A 97 20
      0.1 F 901 B 97 20
      0.1 C 21 B 98 5
      0.1 C 11 B 98 10
      0.1 M 901 B 97 30 .
    `
    expect(flowOf(level(text, 'B', 98))).toEqual({
      start: 10,
      end: 0,
      add: 5,
      pull: 0,
      fill: 15,
      hidden: 0,
    })
    expect(flowOf(level(text, 'B', 97))).toMatchObject({ end: 30, fill: 20, pull: 0 })
  })

  test('several F of one order: the oldest is consumed first', () => {
    // 3 at 98 and 4 at 97 are owed; the C takes 5: all of the first, two of the second.
    const text = '0.1 F 11 B 98 3\n 0.1 F 11 B 97 4\n 0.1 C 11 B 98 5 .'
    expect(flowOf(level(text, 'B', 98))).toMatchObject({ end: 5, fill: 5, pull: 0, hidden: 0 })
    expect(flowOf(level(text, 'B', 97))).toMatchObject({ start: 50, end: 50, hidden: 2 })
  })

  test('a fill worse for its owner than the order’s price is a pull there, and no fill anywhere', () => {
    // The bid at 98 was repriced through the market and bought at 100: 98 lost it unfilled.
    const moved = '0.1 F 11 B 100 4\n 0.1 C 11 B 98 4 .'
    expect(flowOf(level(moved, 'B', 98))).toMatchObject({ end: 6, fill: 0, pull: 4, hidden: 0 })
    // What is left of a worse fill beyond the order's size was never displayed.
    const more = '0.1 F 11 B 100 12\n 0.1 C 11 B 98 10 .'
    expect(flowOf(level(more, 'B', 98))).toMatchObject({ end: 0, fill: 0, pull: 10, hidden: 0 })
    expect(flowOf(level(more, 'B', 100))).toMatchObject({ hidden: 2 })
    const repriced = '0.1 F 11 B 100 4\n 0.1 M 11 B 99 6 .'
    expect(flowOf(level(repriced, 'B', 98))).toMatchObject({ end: 0, fill: 0, pull: 10 })
    expect(flowOf(level(repriced, 'B', 99))).toMatchObject({ end: 6, add: 6, fill: 0 })
  })

  test('several C of one order share what it is owed', () => {
    const text = '0.1 F 11 B 98 6\n 0.1 C 11 B 98 4\n 0.1 C 11 B 98 6 .'
    expect(flowOf(level(text, 'B', 98))).toMatchObject({ end: 0, fill: 6, pull: 4, hidden: 0 })
  })

  test('a fill is owed within its event only', () => {
    const text = '0.1 F 11 B 98 6 .\n 0.2 C 11 B 98 10 .'
    expect(flowOf(level(text, 'B', 98))).toMatchObject({ fill: 0, pull: 10, hidden: 6 })
  })

  test('an unknown M is an add and consumes no owed fill', () => {
    const text = '0.1 F 77 B 99 6\n 0.1 M 77 B 99 2 .'
    expect(flowOf(level(text, 'B', 99))).toMatchObject({ end: 2, add: 2, fill: 0, hidden: 6 })
  })

  test('a fill no order owns is hidden at its own side and price; without a side only counted', () => {
    const text = '0.1 T 0 N 98 8\n 0.1 F 77 B 98 3\n 0.1 F 78 N 98 5 .'
    expect(flowOf(level(text, 'B', 98))).toMatchObject({ end: 10, fill: 0, pull: 0, hidden: 3 })
    const { wall, quality } = seconds(BOOK + text)
    expect(wall.reduce((sum, row) => sum + (row.hidden_fill_qty as number), 0)).toBe(3)
    expect(quality.hidden_fill_qty).toBe(8)
  })

  test("what is owed when the file ends was hidden too, though its event isn't over", () => {
    expect(flowOf(level('0.1 F 11 B 98 6', 'B', 98))).toMatchObject({ hidden: 6, fill: 0, end: 10 })
  })

  test('a level where nothing ever stood has a row for a hidden fill', () => {
    expect(flowOf(level('0.1 F 77 A 100 3 .', 'A', 100))).toEqual({
      start: 0,
      end: 0,
      add: 0,
      pull: 0,
      fill: 0,
      hidden: 3,
    })
  })
})

describe('rest', () => {
  const rested = (text: string, side: string, tick: number, end = '1') => {
    const row = level(text, side, tick, end)
    return row && [row.depth_qty_rest, row.pull_qty_rest]
  }

  test('depth rests from exactly 500 ms before the end of the second', () => {
    expect(rested('0.5 A 1 B 99 5 .', 'B', 99)).toEqual([5, 0])
    expect(rested('0.500000001 A 1 B 99 5 .', 'B', 99)).toEqual([0, 0])
    expect(rested('0.500000001 A 1 B 99 5 .\n 1.5 N .', 'B', 99, '2')).toEqual([5, 0])
  })

  test('a pull is of rested lots from exactly 500 ms after the order came', () => {
    expect(rested('0.1 A 1 B 99 5 .\n 0.6 C 1 B 99 5 .', 'B', 99)).toEqual([0, 5])
    expect(rested('0.1 A 1 B 99 5 .\n 0.599999999 C 1 B 99 5 .', 'B', 99)).toEqual([0, 0])
    expect(rested('0.1 A 1 B 99 5 .\n 0.6 M 1 B 99 2 .', 'B', 99)).toEqual([2, 3])
  })

  test('a pull may be of rested lots though the order never rested at the end of a second', () => {
    expect(rested('0.6 A 1 B 99 5 .\n 1.2 C 1 B 99 5 .', 'B', 99, '2')).toEqual([0, 5])
  })

  test('a changed price restarts the age; a changed size does not', () => {
    const moved = '0.1 A 1 B 99 5 .\n 0.7 M 1 B 100 5 .\n 1.5 N .'
    expect(rested(moved, 'B', 100)).toEqual([0, 0])
    expect(rested(moved, 'B', 100, '2')).toEqual([5, 0])
    expect(rested(moved, 'B', 99)).toEqual([0, 5])
    expect(rested('0.1 A 1 B 99 5 .\n 0.7 M 1 B 99 8 .', 'B', 99)).toEqual([8, 0])
    expect(rested('0.1 A 1 B 99 5 .\n 0.7 A 1 B 99 8 .', 'B', 99)).toEqual([8, 0])
  })

  test('an order that left and came back is new; a snapshot order is as old as its time', () => {
    expect(rested('0.1 C 11 B 98 10 .\n 0.7 A 11 B 98 10 .', 'B', 98)).toEqual([0, 10])
    const { wall } = seconds(`
      0.4 A 1 B 98 5 s
      0.6 A 2 A 99 7 s. @0.7
      0.8 N .
    `)
    expect(wall.map((row) => row.depth_qty_rest)).toEqual([0, 5])
  })

  test('an order from the future rests once its time has come', () => {
    const text = '0.1 N\n 2.4 A 1 B 99 5 .\n 0.3 N .\n 4.5 N .'
    expect(['1', '2', '3', '4'].map((end) => rested(text, 'B', 99, end)?.[0])).toEqual([0, 0, 5, 5])
  })

  test('fills of a rested order are no rested pulls', () => {
    expect(rested('0.1 F 11 B 98 4\n 0.1 C 11 B 98 10 .', 'B', 98)).toEqual([0, 6])
  })
})

describe('differences of depth', () => {
  const differences = (text: string, tick: number, end: string) => {
    const row = level(text, 'B', tick, end)
    return row && [row.d1_depth_qty, row.d2_depth_qty, row.d3_depth_qty]
  }

  test('before the first second, depth is that of its end: its own flow makes no difference', () => {
    const text =
      '0.1 A 1 B 99 7 .\n 1.1 M 1 B 99 9 .\n 2.1 M 1 B 99 4 .\n 3.1 C 1 B 99 4 .\n 4.1 N .'
    expect(differences(text, 99, '1')).toEqual([0, 0, 0])
    // D = 7, 7, 7, 7 | 9: 2, 9 − 14 + 7, 9 − 21 + 21 − 7.
    expect(differences(text, 99, '2')).toEqual([2, 2, 2])
    // 7, 7, 9 | 4: −5, 4 − 18 + 7, 4 − 27 + 21 − 7.
    expect(differences(text, 99, '3')).toEqual([-5, -7, -9])
    // 7, 9, 4 | 0: −4, 0 − 8 + 9, 0 − 12 + 27 − 7.
    expect(differences(text, 99, '4')).toEqual([-4, 1, 8])
    expect(differences(text, 99, '5')).toBeUndefined()
  })

  test('idle seconds count: an old change fades from the differences one by one', () => {
    const text = '0.1 N .\n 1.1 A 1 B 99 5 .\n 6.1 N .'
    expect(['2', '3', '4', '5'].map((end) => differences(text, 99, end))).toEqual([
      [5, 5, 5],
      [0, -5, -10],
      [0, 0, 5],
      [0, 0, 0],
    ])
  })

  test('they are true depths, though no row was written while spot was elsewhere', () => {
    const text = `
      0.1 T 0 B 100 1 .
      1.1 A 1 B 99 5 .
      1.2 T 0 B 500 1 .
      2.1 M 1 B 99 8 .
      3.1 T 0 B 100 1 .
    `
    const options = { maxRelTicks: 5 }
    expect(level(text, 'B', 99, '3', options)).toBeUndefined()
    // D = 0, 5, 8 | 8.
    expect(level(text, 'B', 99, '4', options)).toMatchObject({
      depth_qty_start: 8,
      add_qty: 0,
      d1_depth_qty: 0,
      d2_depth_qty: -3,
      d3_depth_qty: 8 - 24 + 15 - 0,
    })
  })
})

describe('rows', () => {
  test('asks before bids, each by price; relative to the spot of the same second', () => {
    const { wall } = seconds(`${BOOK} 0.1 T 0 B 102 1 .\n 1.1 T 0 A 98 1 .`)
    const second = (end: string) =>
      wall
        .filter((row) => row.window_end_ts_ns === at(end))
        .map((row) => [row.side, row.rel_ticks, row.price_int])
    expect(second('1')).toEqual([
      ['A', 0, ticks(102)],
      ['A', 1, ticks(103)],
      ['B', -5, ticks(97)],
      ['B', -4, ticks(98)],
    ])
    expect(second('2').map(([, rel]) => rel)).toEqual([4, 5, -1, 0])
  })

  test('up to max_rel_ticks on either side, both ends included', () => {
    const text = `${BOOK} 0.1 T 0 B 100 1 .`
    const reach = (maxRelTicks: number) =>
      seconds(text, { maxRelTicks }).wall.map((row) => row.rel_ticks)
    expect(reach(3)).toEqual([2, 3, -3, -2])
    expect(reach(2)).toEqual([2, -2])
    expect(reach(1)).toEqual([])
    expect(reach(0)).toEqual([])
  })

  test('no rows while there is no spot; one at zero or below is one', () => {
    expect(seconds('0.1 A 1 B 98 5 .').wall).toEqual([])
    const below = '0 A 1 B -5 5 s\n 0 A 2 A -4 5 s.\n 0.1 N .\n 1.1 T 0 B 0 1 .'
    const { wall } = seconds(below)
    expect(wall.map((row) => [row.spot_ref_price_int, row.side, row.rel_ticks])).toEqual([
      [ticks(-5), 'A', 1],
      [ticks(-5), 'B', 0],
      [ticks(0), 'A', -4],
      [ticks(0), 'B', -5],
    ])
  })

  test('a level that was emptied has one more row, and none after', () => {
    const text = '0.1 C 11 B 98 10 .\n 2.1 N .'
    expect(level(text, 'B', 98, '1')).toMatchObject({ depth_qty_start: 10, depth_qty_end: 0 })
    expect(level(text, 'B', 98, '2')).toBeUndefined()
  })

  test('a level that came and went within the second has a row', () => {
    const text = '0.1 A 1 B 99 5 .\n 0.2 C 1 B 99 5 .'
    expect(flowOf(level(text, 'B', 99))).toMatchObject({ start: 0, end: 0, add: 5, pull: 5 })
  })

  test('prices below zero have rows of their own', () => {
    const { wall } = seconds('0 A 1 B -2 5 s\n 0 A 2 A 3 4 s.\n 0.1 T 0 B 1 1 .')
    expect(wall.map((row) => [row.side, row.price_int, row.rel_ticks])).toEqual([
      ['A', ticks(3), 2],
      ['B', ticks(-2), -3],
    ])
  })

  test('more lots than a column holds: a failure that says which, and when', () => {
    const text = `${BOOK} 0.1 A 1 B 98 2147483647 .`
    expect(() => surfaces([records(text)])).toThrow(Failure)
    expect(() => surfaces([records(text)])).toThrow(
      'second ending 2026-01-06T14:30:01.000Z: best_bid_qty is beyond an int32',
    )
  })
})
