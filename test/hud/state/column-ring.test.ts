import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ColumnRing,
  FACTS,
  FLOWS,
  RING_COLUMNS,
  RING_STRIKES,
  STANDING,
  TEXEL,
} from '../../../src/hud/state/column-ring.ts'
import type { HeatColumn } from '../../../src/player/heat-column.ts'
import { runs } from '../../setup/long.ts'
import { madeColumn } from './made-columns.ts'

/** What lies at a column's tick, read as the shader does; undefined where its column is not there. */
function cellOf(ring: ColumnRing, number: number, tick: number) {
  const slot = number & (RING_COLUMNS - 1)
  const facts = ring.facts.subarray(slot * 2 * TEXEL, (slot + 1) * 2 * TEXEL)
  if (facts[FACTS.number] !== number) return undefined
  const first = facts[FACTS.firstTick]
  if (tick < first || tick >= first + facts[FACTS.ticks]) return NOTHING
  const at = (slot * ring.rows + (tick & (ring.rows - 1))) * TEXEL
  return {
    asks: ring.standing[at + STANDING.asks],
    bids: ring.standing[at + STANDING.bids],
    vacuum: ring.standing[at + STANDING.vacuum],
    pulling: ring.standing[at + STANDING.pulling],
    added: ring.flows[at + FLOWS.added],
    pulled: ring.flows[at + FLOWS.pulled],
    bought: ring.flows[at + FLOWS.bought],
    sold: ring.flows[at + FLOWS.sold],
  }
}

const NOTHING = {
  asks: 0,
  bids: 0,
  vacuum: 0,
  pulling: 0,
  added: 0,
  pulled: 0,
  bought: 0,
  sold: 0,
}

/** The obvious twin: the column itself. */
function expectedOf(column: HeatColumn, tick: number) {
  const { firstTick, ticks, depth, vacuum, pulling, add, pull, fill, hidden } = column
  const offset = tick - firstTick
  if (offset < 0 || offset >= ticks) return NOTHING
  const [ask, bid] = [offset, ticks + offset]
  return {
    asks: depth[ask],
    bids: depth[bid],
    vacuum: Math.max(vacuum[ask], vacuum[bid]),
    pulling: Math.max(pulling[ask], pulling[bid]),
    added: add[ask] + add[bid],
    pulled: pull[ask] + pull[bid],
    bought: fill[ask] + hidden[ask],
    sold: fill[bid] + hidden[bid],
  }
}

const columns = fc
  .record({
    firstTick: fc.integer({ min: -300, max: 30_000 }),
    ticks: fc.integer({ min: 0, max: 200 }),
    seed: fc.nat(),
  })
  .map(({ firstTick, ticks, seed }) => {
    let state = seed
    const lots = () =>
      Int32Array.from({ length: 2 * ticks }, () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
        return state % 7 === 0 ? state % 5000 : 0
      })
    const vacuum = Float32Array.from(lots(), (value) => value / 5000)
    return madeColumn(seed, {
      firstTick,
      ticks,
      depth: lots(),
      add: lots(),
      pull: lots(),
      fill: lots(),
      hidden: lots(),
      vacuum,
      pulling: vacuum.map((score) => score / 2),
    })
  })

describe('the ring', () => {
  test('any columns in any order: each as it was written last', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1_767_709_000, max: 1_767_712_000 }), columns), {
          minLength: 1,
          maxLength: 12,
        }),
        (writes) => {
          const ring = new ColumnRing()
          const twin = new Map<number, { number: number; column: HeatColumn }>()
          for (const [number, column] of writes) {
            ring.write(number, column)
            twin.set(number & (RING_COLUMNS - 1), { number, column })
          }
          for (const { number, column } of twin.values()) {
            expect(ring.column(number)).toBe(column)
            expect(ring.column(number + RING_COLUMNS)).toBeUndefined()
            for (let tick = column.firstTick - 2; tick <= column.firstTick + 202; tick++) {
              expect(cellOf(ring, number, tick)).toEqual(expectedOf(column, tick))
            }
          }
        },
      ),
      { numRuns: runs(40) },
    )
  })

  test('only what was written is handed on, in runs, once', () => {
    const ring = new ColumnRing()
    const column = madeColumn(1, { firstTick: 100, ticks: 21 })
    const runs: [number, number][] = []
    const drain = () => {
      runs.length = 0
      ring.drain((slot, count) => runs.push([slot, count]))
      return [...runs]
    }
    drain()
    for (const number of [10, 12, 11, 40, RING_COLUMNS - 1, RING_COLUMNS]) {
      ring.write(number, column)
    }
    expect(drain()).toEqual([
      [0, 1],
      [10, 3],
      [40, 1],
      [RING_COLUMNS - 1, 1],
    ])
    expect(drain()).toEqual([])
    ring.clearColumn(11)
    ring.clearColumn(11)
    expect(drain()).toEqual([[11, 1]])
    expect(ring.column(11)).toBeUndefined()
  })

  test('a column that reaches further makes room, and all are sent anew', () => {
    const ring = new ColumnRing()
    const narrow = madeColumn(1, { firstTick: 1000, ticks: 121 })
    narrow.depth[5] = 77
    ring.write(1, narrow)
    const { generation, rows } = ring
    ring.write(2, madeColumn(2, { firstTick: 900, ticks: rows + 1 }))
    expect(ring.generation).toBeGreaterThan(generation)
    expect(ring.rows).toBe(2 * rows)
    expect(cellOf(ring, 1, 1005)).toEqual(expectedOf(narrow, 1005))
  })

  test('of a column beyond all bounds, what lies around its last spot', () => {
    const ring = new ColumnRing()
    const ticks = 5000
    const column = madeColumn(1, { firstTick: 0, ticks, spot: 4000 })
    column.depth.fill(3)
    ring.write(1, column)
    expect(cellOf(ring, 1, 4000)?.asks).toBe(3)
    expect(cellOf(ring, 1, 4000 - ring.rows / 2)?.asks).toBe(3)
    expect(cellOf(ring, 1, 4000 - ring.rows / 2 - 1)).toEqual(NOTHING)
    expect(cellOf(ring, 1, 4000 + ring.rows / 2)).toEqual(NOTHING)
  })

  test('strikes and their exposures; more than there is room for are left out', () => {
    const ring = new ColumnRing()
    const strike = Float64Array.from(
      { length: RING_STRIKES + 5 },
      (_, index) => 27_400 + index * 20,
    )
    const gex = strike.map((_, index) => index - 10)
    ring.write(3, madeColumn(3, { firstTick: 27_800, ticks: 11, strike, gex }))
    const at = 3 * 2 * TEXEL
    expect(ring.facts[at + FACTS.strikes]).toBe(RING_STRIKES)
    const floats = new Float32Array(ring.facts.buffer)
    expect(floats[at + FACTS.firstStrike]).toBe(27_400)
    expect(floats[at + FACTS.strikeStep]).toBe(20)
    expect([...ring.gex.subarray(3 * RING_STRIKES, 4 * RING_STRIKES)]).toEqual(
      Array.from({ length: RING_STRIKES }, (_, index) => index - 10),
    )
  })

  test('strikes that are not equally far apart lie in places of the smallest gap', () => {
    const ring = new ColumnRing()
    const strike = Float64Array.of(27_400, 27_500, 27_520, 27_540)
    const gex = Float64Array.of(1, 2, 3, 4)
    ring.write(3, madeColumn(3, { firstTick: 27_800, ticks: 11, strike, gex }))
    expect(ring.facts[3 * 2 * TEXEL + FACTS.strikes]).toBe(8)
    const kept = [...ring.gex.subarray(3 * RING_STRIKES, 3 * RING_STRIKES + 9)]
    expect(kept).toEqual([1, 0, 0, 0, 0, 2, 3, 4, 0])
  })

  test('cleared, it holds nothing', () => {
    const ring = new ColumnRing()
    ring.write(1, madeColumn(1, { firstTick: 0, ticks: 3 }))
    ring.clear()
    expect(ring.column(1)).toBeUndefined()
    expect(cellOf(ring, 1, 1)).toBeUndefined()
  })
})
