import { describe, expect, test } from 'vitest'
import { ColumnRing } from '../../../src/hud/state/column-ring.ts'
import type { Instances } from '../../../src/hud/state/instances.ts'
import { LINE, Marks, type MarksInput } from '../../../src/hud/state/marks.ts'
import { NO_TICK } from '../../../src/player/day-line.ts'
import { LEVELS } from '../../../src/player/levels.ts'
import { initialView } from '../../../src/player/view.ts'
import { madeColumn } from './made-columns.ts'

const SPOT = 1000
const VIEW = { ...initialView({ surfaces: [] }), quotes: false, trades: false, levels: false }

function subject(ring: ColumnRing, parts: Partial<MarksInput>): MarksInput {
  return {
    ring,
    first: 1,
    last: 6,
    columnSeconds: 1,
    view: VIEW,
    spot: SPOT,
    gex: undefined,
    statistics: [],
    candles: [],
    spotOf: () => SPOT,
    ...parts,
  }
}

/** The instances, each as its numbers; sorted, for their order means nothing. */
function instancesOf({ values, count, stride }: Instances): number[][] {
  return Array.from({ length: count }, (_, index) => [
    ...values.subarray(index * stride, (index + 1) * stride),
  ])
}

function linesOf(marks: Marks, kind: number): number[][] {
  return instancesOf(marks.lines)
    .filter((line) => line[4] === kind)
    .map((line) => line.slice(0, 4))
}

describe('lines', () => {
  test('quotes are runs of what stays, joined where they move, broken where nothing is known', () => {
    const ring = new ColumnRing()
    const bids = [999, 999, 1001, undefined, 1001, NO_TICK]
    for (const [at, bid] of bids.entries()) {
      if (bid === undefined) continue
      ring.write(at + 1, madeColumn(at + 1, { firstTick: 990, ticks: 21, bid }))
    }
    const marks = new Marks()
    marks.build(subject(ring, { view: { ...VIEW, quotes: true } }))
    expect(linesOf(marks, LINE.bid)).toEqual([
      [0, 2, 999, 999],
      [2, 2, 999, 1001],
      [2, 3, 1001, 1001],
      [4, 5, 1001, 1001],
    ])
    expect(linesOf(marks, LINE.spot)).toEqual([[0, 6, SPOT, SPOT]])
  })

  test('where columns are around their own spots, so are their lines', () => {
    const ring = new ColumnRing()
    ring.write(1, madeColumn(1, { firstTick: 990, ticks: 21, spot: 998, bid: 997 }))
    ring.write(2, madeColumn(2, { firstTick: 990, ticks: 21, spot: SPOT, bid: 999 }))
    const marks = new Marks()
    const view = { ...VIEW, quotes: true, anchor: 'spot' } as const
    marks.build(subject(ring, { view, last: 2 }))
    expect(linesOf(marks, LINE.bid)).toEqual([[0, 2, 999, 999]])
  })

  test('levels that are there, and the walls of gamma', () => {
    const ring = new ColumnRing()
    const levels = new Float64Array(LEVELS.length).fill(Number.NaN)
    levels[0] = 1000.3
    ring.write(1, madeColumn(1, { firstTick: 990, ticks: 21, levels }))
    const gex = { total: 1, callWall: 1020, putWall: Number.NaN, zeroGamma: 980, coverage: 1 }
    const marks = new Marks()
    const statistics = [1004]
    marks.build(subject(ring, { view: { ...VIEW, levels: true }, gex, statistics, last: 1 }))
    expect(linesOf(marks, LINE.level)).toEqual([
      [0, 1, 1000.25, 1000.25],
      [0, 1, 1004, 1004],
    ])
    expect(linesOf(marks, LINE.callWall)).toEqual([[0, 1, 1020, 1020]])
    expect(linesOf(marks, LINE.putWall)).toEqual([])
    expect(linesOf(marks, LINE.zeroGamma)).toEqual([[0, 1, 980, 980]])
  })

  test.each([999, 1000, 1001, 5000])('are the same at prices %d ticks lower', (lowered) => {
    const marksAt = (low: number) => {
      const ring = new ColumnRing()
      const levels = new Float64Array(LEVELS.length).fill(Number.NaN)
      levels[0] = 1000.3 - low
      for (const [at, bid] of [999, 999, 1001, undefined, 1000].entries()) {
        const quotes = bid === undefined ? {} : { bid: bid - low, ask: bid + 2 - low }
        ring.write(
          at + 1,
          madeColumn(at + 1, { firstTick: 990 - low, ticks: 21, levels, ...quotes }),
        )
      }
      const marks = new Marks()
      const spot = SPOT - low
      const view = { ...VIEW, quotes: true, levels: true }
      marks.build(subject(ring, { view, spot, spotOf: () => spot }))
      return instancesOf(marks.lines).map(([from, to, y, end, kind]) => [
        ...[from, to],
        ...[y + low, end + low],
        kind,
      ])
    }
    expect(marksAt(lowered)).toEqual(marksAt(0))
  })

  test('candles: a body and its wicks, up and down', () => {
    const marks = new Marks()
    const up = { first: 1, last: 2, open: 1000, high: 1004, low: 999, close: 1003 }
    const down = { first: 3, last: 6, open: 1003, high: 1003, low: 1001, close: 1001 }
    marks.build(subject(new ColumnRing(), { candles: [up, down] }))
    expect(linesOf(marks, LINE.bodyUp)).toEqual([[0, 2, 1000, 1003]])
    expect(linesOf(marks, LINE.candleUp)).toEqual([
      [1, 1, 1003, 1004],
      [1, 1, 999, 1000],
    ])
    // A gap before the next one, and no wicks where there are none.
    expect(linesOf(marks, LINE.bodyDown)).toEqual([[2, 5, 1001, 1003]])
    expect(linesOf(marks, LINE.candleDown)).toEqual([])
  })
})

describe('dots', () => {
  test('every price that traded, displayed or hidden, by who took', () => {
    const ring = new ColumnRing()
    const column = madeColumn(2, { firstTick: 995, ticks: 11 })
    column.fill[3] = 5
    column.hidden[3] = 2
    column.fill[11 + 6] = 9
    ring.write(2, column)
    const marks = new Marks()
    marks.build(subject(ring, { view: { ...VIEW, trades: true } }))
    expect(instancesOf(marks.dots)).toEqual([
      [1, 998, 7, 0],
      [1, 1001, 0, 9],
    ])
    marks.build(subject(ring, {}))
    expect(marks.dots.count).toBe(0)
  })

  test('more than there was room for', () => {
    const ring = new ColumnRing()
    const ticks = 121
    for (let number = 1; number <= 100; number++) {
      const column = madeColumn(number, { firstTick: 900, ticks })
      column.fill.fill(number)
      ring.write(number, column)
    }
    const marks = new Marks()
    marks.build(subject(ring, { view: { ...VIEW, trades: true }, last: 100 }))
    expect(marks.dots.count).toBe(100 * ticks)
    expect(instancesOf(marks.dots).at(-1)).toEqual([99, 900 + ticks - 1, 100, 100])
  })
})
