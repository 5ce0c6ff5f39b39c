import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { priceRows } from '../../../src/hud/drawings/price-rows.ts'
import { Viewport } from '../../../src/hud/viewport.ts'

const viewport = (tickHeight: number, middleTick = 27_600, height = 500) =>
  new Viewport({
    width: 800,
    height,
    columnSeconds: 1,
    columnWidth: 4,
    tickHeight,
    rightColumn: 1_767_709_981,
    middleTick,
  })

describe('rows of prices', () => {
  test('each tick in view is in one row, and every row has room for its text', () => {
    const heights = fc.double({ min: 0.5, max: 48, noNaN: true })
    const middles = fc.double({ min: -5000, max: 50_000, noNaN: true })
    fc.assert(
      fc.property(heights, middles, (tickHeight, middle) => {
        const view = viewport(tickHeight, middle)
        const rows = priceRows(view, 13)
        const { low, high } = view.ticks
        expect(rows[0].low).toBeLessThanOrEqual(low)
        expect(rows.at(-1)?.high).toBeGreaterThanOrEqual(high)
        for (const [index, row] of rows.entries()) {
          if (index > 0) expect(row.low).toBe(rows[index - 1].high + 1)
          expect((row.high - row.low + 1) * tickHeight).toBeGreaterThanOrEqual(13)
          expect(row.y).toBeCloseTo((view.tickToY(row.low) + view.tickToY(row.high)) / 2, 6)
        }
      }),
    )
  })

  test('the same ticks are together wherever one has panned', () => {
    const lows = (middle: number) => priceRows(viewport(4, middle), 13).map(({ low }) => low % 4)
    expect(new Set([...lows(27_600), ...lows(27_601.5), ...lows(27_603)])).toEqual(new Set([0]))
  })
})
