import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PANELS } from '../../src/player/panels.ts'
import { MIN_COLUMNS, MIN_ROWS, type Rect, screenLayout } from '../../src/tui/layout.ts'
import { runs } from '../setup/long.ts'

const ALL = { panels: PANELS.all, isMapAlone: false }

describe('the layout', () => {
  test('parts lie on the screen, none over another, one row less than the terminal', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: MIN_COLUMNS, max: 400 }),
        fc.integer({ min: MIN_ROWS, max: 150 }),
        fc.boolean(),
        fc.record({
          ladder: fc.boolean(),
          profile: fc.boolean(),
          gamma: fc.boolean(),
          lines: fc.boolean(),
          prints: fc.boolean(),
        }),
        fc.boolean(),
        (columns, rows, hasOptions, panels, isMapAlone) => {
          const layout = screenLayout(columns, rows, hasOptions, { panels, isMapAlone })
          if (!layout) throw new Error('no layout')
          expect(layout.rows).toBe(rows - 1)
          const { header, gutter, heatmap, axis, ladder, profile, gex, prints } = layout
          const { timeLabels, spotLine, deltaLine, timeline, gauges, legend, footer } = layout
          const parts = [
            header,
            gutter,
            heatmap,
            axis,
            ladder,
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

  test('a terminal that is too small has none', () => {
    expect(screenLayout(MIN_COLUMNS - 1, 50, false, ALL)).toBeUndefined()
    expect(screenLayout(200, MIN_ROWS - 1, false, ALL)).toBeUndefined()
  })
})
