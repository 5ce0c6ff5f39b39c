import type { Colour } from '../../player/colour.ts'
import { NO_TICK } from '../../player/day-line.ts'
import { LEVELS } from '../../player/levels.ts'
import type { Picture } from '../../player/player.ts'
import type { Theme } from '../theme.ts'

/** Overlay lines of a heatmap cell; a higher value wins. */
export const OVERLAY = {
  nothing: 0,
  /** Beside a quote's line, dimmed so that the line stands out. */
  halo: 1,
  spot: 2,
  level: 3,
  callWall: 4,
  putWall: 5,
  zeroGamma: 6,
  candleUp: 7,
  candleDown: 8,
  bid: 9,
  ask: 10,
} as const

/** Opacity of each overlay line, by {@link OVERLAY}. */
export const OVERLAY_OPACITY = [0, 0.45, 0.16, 0.6, 0.85, 0.85, 0.85, 0.85, 0.85, 0.9, 0.9]

/** Glyph of each overlay line where a row is one cell. */
export const LINE_GLYPHS = Array.from('  --CPZ##^v', (glyph) => glyph.charCodeAt(0))

/** Colour of each overlay line. */
export function lineColours(theme: Theme): readonly Colour[] {
  const { canvas, spot, level, callWall, putWall, zeroGamma, buyer, seller } = theme
  const lines = [callWall, putWall, zeroGamma, buyer, seller, theme.bidLine, theme.askLine]
  return [0, canvas, spot, level, ...lines]
}

/** Level and spot lines are dotted, to let depth show through: one cell per this many columns. */
const LEVEL_DOT_COLUMNS = 3
const SPOT_DOT_COLUMNS = 6

/** The overlay line of each cell, at `column · cells + cell`. */
export function overlay(picture: Picture): Uint8Array {
  const { heatmap, columns, view, candles, second, line, axis, moment, statistics } = picture
  const over = new Uint8Array(heatmap.columns * heatmap.cells)
  const put = (column: number, cell: number, what: number) => {
    if (cell < 0 || cell >= heatmap.cells || column < 0 || column >= heatmap.columns) return
    const index = column * heatmap.cells + cell
    if (over[index] < what) over[index] = what
  }
  const spot = line.spot[line.index(second)] ?? NO_TICK
  for (const [at, column] of columns.entries()) {
    if (!column || column.spot === NO_TICK) continue
    if (view.anchor === 'price' && spot !== NO_TICK && at % SPOT_DOT_COLUMNS === 0) {
      put(at, heatmap.cellAt(at, spot), OVERLAY.spot)
    }
    if (view.levels && at % LEVEL_DOT_COLUMNS === 0) {
      for (let level = 0; level < LEVELS.length; level++) {
        const tick = column.levels[level]
        if (!Number.isNaN(tick)) put(at, heatmap.cellAt(at, Math.round(tick)), OVERLAY.level)
      }
      for (const { tick } of statistics) put(at, heatmap.cellAt(at, tick), OVERLAY.level)
    }
    if (view.levels && moment.gex) {
      for (const name of ['callWall', 'putWall', 'zeroGamma'] as const) {
        const tick = moment.gex[name]
        if (!Number.isNaN(tick)) put(at, heatmap.cellAt(at, Math.round(tick)), OVERLAY[name])
      }
    }
    if (view.quotes) {
      const [bid, ask] = [column.bid, column.ask].map((tick) =>
        tick === NO_TICK ? -2 : heatmap.cellAt(at, tick),
      )
      put(at, bid, OVERLAY.bid)
      put(at, bid + 1, OVERLAY.halo)
      put(at, ask, OVERLAY.ask)
      put(at, ask - 1, OVERLAY.halo)
    }
  }
  for (const { first, last, open, high, low, close } of candles) {
    const what = close >= open ? OVERLAY.candleUp : OVERLAY.candleDown
    const [left, right] = [axis.columnOf(first), axis.lastColumnOf(last)]
    // A gap between candles, where there is room.
    const end = right - left >= 2 ? right - 1 : right
    const [upper, lower] = [Math.max(open, close), Math.min(open, close)]
    for (let column = left; column <= end; column++) {
      const top = heatmap.cellAt(column, upper)
      const bottom = heatmap.cellAt(column, lower)
      for (let cell = top; cell <= bottom; cell++) put(column, cell, what)
      if (column !== (left + end) >> 1) continue
      for (let cell = heatmap.cellAt(column, high); cell < top; cell++) put(column, cell, what)
      for (let cell = bottom; cell <= heatmap.cellAt(column, low); cell++) put(column, cell, what)
    }
  }
  return over
}
