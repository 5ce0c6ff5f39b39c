import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readSide } from '../../src/player/cell-reading.ts'
import { ColumnStore } from '../../src/player/column-store.ts'
import { DayLine } from '../../src/player/day-line.ts'
import { ASKS, BIDS } from '../../src/player/heat-column.ts'
import { CELL_KIND, Heatmap, nextOrigin } from '../../src/player/heatmap.ts'
import { scaleOf } from '../../src/player/scale.ts'
import { CELL_TICKS, initialView, LAYERS } from '../../src/player/view.ts'
import { FIRST_SPOT, MAX_REL_TICKS, MadeSource, WALL_TICK } from './made-source.ts'

const source = new MadeSource({ hasOptions: true })
const line = new DayLine(source)
const store = new ColumnStore(source, line)
const { firstEndSecond, lastEndSecond } = source.day
await store.load(firstEndSecond)
await store.load(lastEndSecond)
const columns = Array.from({ length: 60 }, (_, at) =>
  store.column(1, lastEndSecond - 140 + at, lastEndSecond),
)
const view = initialView(source.day)
const scale = scaleOf(columns, view)

function painted(change: Partial<typeof view> = {}, cells = 40) {
  const heatmap = new Heatmap(columns.length, cells)
  heatmap.paint(columns, { ...view, ...change }, scale, FIRST_SPOT, MAX_REL_TICKS)
  return heatmap
}

describe('the heatmap', () => {
  test('a tick and its cell find each other at every zoom', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CELL_TICKS),
        fc.integer({ min: 2, max: 120 }),
        fc.integer({ min: -200, max: 200 }),
        (cellTicks, cells, offset) => {
          const heatmap = painted({ cellTicks }, cells)
          const tick = FIRST_SPOT + offset
          const cell = heatmap.cellAt(0, tick)
          const low = heatmap.tickAt(0, cell)
          expect(tick).toBeGreaterThanOrEqual(low)
          expect(tick).toBeLessThan(low + Math.max(cellTicks, 1))
        },
      ),
    )
  })

  test('bids, asks and what is not recorded are told apart, cell by cell', () => {
    const heatmap = painted({ layer: 'wall' })
    for (const [at, column] of columns.entries()) {
      if (!column) throw new Error('no column')
      for (let cell = 0; cell < heatmap.cells; cell++) {
        const tick = heatmap.tickAt(at, cell)
        const index = at * heatmap.cells + cell
        const asks = readSide(column, ASKS, tick).depth
        const bids = readSide(column, BIDS, tick).depth
        if (asks + bids > 0) {
          expect(heatmap.kind[index]).toBe(asks > bids ? CELL_KIND.ask : CELL_KIND.bid)
          const isBright = Math.log2(1 + Math.max(asks, bids)) > scale.lowDepth
          expect(heatmap.value[index] > 0).toBe(isBright)
        } else {
          expect(heatmap.value[index]).toBe(0)
          const isRecorded = Math.abs(tick - column.spot) <= MAX_REL_TICKS
          expect(heatmap.kind[index] === CELL_KIND.unrecorded).toBe(!isRecorded)
        }
      }
    }
  })

  test('the planted wall is the strongest, until it is pulled', () => {
    const heatmap = painted({ layer: 'wall' })
    const strengthAt = (at: number) =>
      heatmap.value[at * heatmap.cells + heatmap.cellAt(at, WALL_TICK)]
    expect(strengthAt(0)).toBe(1)
    expect(strengthAt(59)).toBeLessThan(0.9)
  })

  test('its pull is the vacuum, and in the balance', () => {
    const at = columns.findIndex((column) => column && readSide(column, ASKS, WALL_TICK).pull > 500)
    expect(at).toBeGreaterThan(0)
    const both = painted({ layer: 'both' })
    const index = at * both.cells + both.cellAt(at, WALL_TICK)
    // Its score, weighted by the share of it that was pulled.
    expect(both.overlay[index]).toBeGreaterThan(0.9)
    expect(both.overlay[index]).toBeLessThanOrEqual(0.95)
    const vacuum = painted({ layer: 'vacuum' })
    expect(vacuum.kind[index]).toBe(CELL_KIND.vacuum)
    expect(vacuum.value[index]).toBeCloseTo(0.95)
    const balance = painted({ layer: 'balance' })
    expect(balance.kind[index]).toBe(CELL_KIND.pulled)
    expect(balance.value[index]).toBe(1)
  })

  test('GEX is painted around its strikes, by sign', () => {
    const heatmap = painted({ layer: 'gex' })
    const kindAt = (tick: number) => heatmap.kind[heatmap.cellAt(0, tick)]
    expect(kindAt(FIRST_SPOT - 16)).toBe(CELL_KIND.gexNegative)
    expect(kindAt(FIRST_SPOT)).toBe(CELL_KIND.gexPositive)
  })

  test('anchored to their own spot, all columns have it in one cell', () => {
    const heatmap = painted({ anchor: 'spot' })
    const cells = columns.map((column, at) => heatmap.cellAt(at, column?.spot as number))
    expect(new Set(cells).size).toBe(1)
  })

  test('trades are where they were, all of those in view', () => {
    const heatmap = painted()
    const sum = (values: Int32Array) => values.reduce((total, value) => total + value, 0)
    const traded = columns.reduce((total, column) => {
      const { fill, hidden } = column as NonNullable<typeof column>
      return total + sum(fill) + sum(hidden)
    }, 0)
    expect(traded).toBeGreaterThan(0)
    expect(sum(heatmap.bought) + sum(heatmap.sold)).toBe(traded)
  })

  test('a column that is not there is left blank', () => {
    const heatmap = new Heatmap(1, 10)
    heatmap.paint([undefined], view, scale, FIRST_SPOT, MAX_REL_TICKS)
    expect([...heatmap.kind]).toEqual(Array(10).fill(CELL_KIND.none))
    expect(heatmap.isValid[0]).toBe(0)
  })

  test('the origin moves when spot leaves the middle third', () => {
    expect(nextOrigin(100, 110, 60)).toBe(100)
    expect(nextOrigin(100, 111, 60)).toBe(111)
    expect(nextOrigin(100, 89, 60)).toBe(89)
  })

  test('each end of the contrast moves by itself, in steps of a factor of √2', () => {
    const low = scaleOf(columns, { ...view, lowCut: 1 })
    expect(low.lowDepth).toBe(scale.lowDepth + 0.5)
    expect(low.highDepth).toBe(scale.highDepth)
    const high = scaleOf(columns, { ...view, highCut: -2 })
    expect(high.lowDepth).toBe(scale.lowDepth)
    expect(high.highDepth).toBe(scale.highDepth - 1)
  })

  test('half of the levels are black, and only a few in a hundred are brightest', () => {
    const { kind, value } = painted({ layer: 'wall' })
    const levels = [...value].filter(
      (_, index) => kind[index] === CELL_KIND.ask || kind[index] === CELL_KIND.bid,
    )
    const share = (holds: (level: number) => boolean) => levels.filter(holds).length / levels.length
    expect(share((level) => level === 0)).toBeGreaterThan(0.4)
    expect(share((level) => level === 0)).toBeLessThan(0.75)
    expect(share((level) => level >= 0.95)).toBeLessThan(0.05)
  })

  test('the ends stay where they are while they almost fit', () => {
    const grown = columns.map(
      (column) =>
        column && { ...column, depth: column.depth.map((lots) => Math.round(lots * 1.3)) },
    )
    expect(scaleOf(grown, view, scale).lowDepth).toBe(scale.lowDepth)
    const doubled = columns.map(
      (column) => column && { ...column, depth: column.depth.map((lots) => lots * 4) },
    )
    expect(scaleOf(doubled, view, scale).lowDepth).toBeGreaterThan(scale.lowDepth + 1)
  })
})

/** Lower by a multiple of every cell's ticks, so that cells begin at the same ticks. */
describe.each([
  ['at zero', FIRST_SPOT],
  ['around zero', FIRST_SPOT - 8],
  ['below zero', FIRST_SPOT + 80],
])('prices %s', (_, lowered) => {
  const low = new MadeSource({ hasOptions: true, firstSpot: FIRST_SPOT - lowered })
  const lowLine = new DayLine(low)
  const lowStore = new ColumnStore(low, lowLine)

  test('make the same picture', async () => {
    await lowStore.load(firstEndSecond)
    await lowStore.load(lastEndSecond)
    const lowColumns = columns.map(
      (column) => column && lowStore.column(1, column.last, lastEndSecond),
    )
    expect(lowColumns.map((column) => column?.spot)).toEqual(
      columns.map((column) => column && column.spot - lowered),
    )
    for (const layer of LAYERS) {
      for (const anchor of ['price', 'spot'] as const) {
        for (const cellTicks of CELL_TICKS) {
          const expected = painted({ layer, anchor, cellTicks })
          const heatmap = new Heatmap(columns.length, 40)
          const change = { layer, anchor, cellTicks }
          const origin = FIRST_SPOT - lowered
          heatmap.paint(lowColumns, { ...view, ...change }, scale, origin, MAX_REL_TICKS)
          expect(heatmap.kind).toEqual(expected.kind)
          expect(heatmap.value).toEqual(expected.value)
          expect(heatmap.bought).toEqual(expected.bought)
          expect(heatmap.topTick).toEqual(expected.topTick.map((tick) => tick - lowered))
        }
      }
    }
  })
})
