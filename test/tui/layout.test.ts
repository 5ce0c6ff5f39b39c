import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PANELS } from '../../src/player/panels.ts'
import { MIN_COLUMNS, MIN_ROWS, type Rect, screenLayout } from '../../src/tui/layout.ts'
import { runs } from '../setup/long.ts'

const NO_OPTIONS = { hasOptions: false, hasHedge: false, hasSmile: false }
const ALL = { panels: PANELS.all, isMapAlone: false }

describe('the layout', () => {
  test('parts lie on the screen, none over another, one row less than the terminal', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: MIN_COLUMNS, max: 400 }),
        fc.integer({ min: MIN_ROWS, max: 150 }),
        fc.record({
          hasOptions: fc.boolean(),
          hasHedge: fc.boolean(),
          hasSmile: fc.boolean(),
        }),
        fc.record({
          ladder: fc.boolean(),
          profile: fc.boolean(),
          gamma: fc.boolean(),
          hedge: fc.boolean(),
          lines: fc.boolean(),
          prints: fc.boolean(),
          smile: fc.boolean(),
        }),
        fc.boolean(),
        (columns, rows, day, panels, isMapAlone) => {
          const layout = screenLayout(columns, rows, day, { panels, isMapAlone })
          if (!layout) throw new Error('no layout')
          expect(layout.rows).toBe(rows - 1)
          const { header, gutter, heatmap, axis, ladder, hedge, profile, gex } = layout
          const { prints, smile, pressure, dealers, timeLabels, spotLine, deltaLine } = layout
          const { timeline, gauges, legend, footer } = layout
          const parts = [
            header,
            gutter,
            heatmap,
            axis,
            ladder,
            hedge,
            smile,
            pressure,
            dealers,
            profile,
            gex,
            prints,
            timeline,
            timeLabels,
            spotLine,
            deltaLine,
            gauges,
            legend,
            footer,
          ]
          const taken = new Uint8Array(columns * rows)
          for (const part of parts.filter((part): part is Rect => part !== undefined)) {
            expect(part.columns).toBeGreaterThan(0)
            expect(part.rows).toBeGreaterThan(0)
            expect(part.column + part.columns).toBeLessThanOrEqual(columns)
            expect(part.row + part.rows).toBeLessThanOrEqual(rows - 1)
            for (let row = part.row; row < part.row + part.rows; row++) {
              for (let column = part.column; column < part.column + part.columns; column++) {
                taken[row * columns + column]++
              }
            }
          }
          expect(Math.max(...taken)).toBe(1)
          expect(heatmap.columns).toBeGreaterThanOrEqual(20)
        },
      ),
      { numRuns: runs(60) },
    )
  })

  test('hedging has room beside the ladder and under the map on wide and high screens', () => {
    const day = { hasOptions: true, hasHedge: true, hasSmile: true }
    const wide = screenLayout(180, 50, day, ALL)
    expect(wide?.hedge?.column).toBe((wide?.ladder?.column ?? 0) + (wide?.ladder?.columns ?? 0))
    expect(wide?.pressure).toMatchObject({ column: 5, rows: 2 })
    expect(wide?.dealers?.rows).toBe(6)
    const narrow = screenLayout(100, 50, day, ALL)
    expect([narrow?.hedge, narrow?.dealers]).toEqual([undefined, undefined])
    const without = screenLayout(180, 50, { ...day, hasHedge: false }, ALL)
    expect([without?.hedge, without?.pressure]).toEqual([undefined, undefined])
  })

  test('a terminal that is too small has none', () => {
    expect(screenLayout(MIN_COLUMNS - 1, 50, NO_OPTIONS, ALL)).toBeUndefined()
    expect(screenLayout(200, MIN_ROWS - 1, NO_OPTIONS, ALL)).toBeUndefined()
  })
})
