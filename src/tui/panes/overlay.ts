import { NO_TICK } from '../../player/day-line.ts'
import { LEVELS } from '../../player/levels.ts'
import type { Picture } from '../../player/player.ts'

/** Overlay lines of a heatmap cell; a higher value wins. */
export const OVERLAY = {
  nothing: 0,
  spot: 1,
  candleUp: 2,
  candleDown: 3,
  level: 4,
  bid: 5,
  ask: 6,
} as const

/** Level and spot lines are dotted, to let depth show through: one cell per this many columns. */
const LEVEL_DOT_COLUMNS = 3
const SPOT_DOT_COLUMNS = 6

/** The overlay line of each cell, at `column · cells + cell`. */
export function overlay({ heatmap, columns, view, candles, second, line }: Picture): Uint8Array {
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
    }
    if (view.quotes) {
      if (column.bid !== NO_TICK) put(at, heatmap.cellAt(at, column.bid), OVERLAY.bid)
      if (column.ask !== NO_TICK) put(at, heatmap.cellAt(at, column.ask), OVERLAY.ask)
    }
  }
  const newest = Math.ceil(second / view.columnSeconds)
  const columnOf = (end: number) =>
    heatmap.columns - 1 - (newest - Math.ceil(end / view.columnSeconds))
  for (const { first, last, open, high, low, close } of candles) {
    const what = close >= open ? OVERLAY.candleUp : OVERLAY.candleDown
    const [left, right] = [columnOf(first), columnOf(last)]
    // A gap between candles, where there is room.
    const end = right - left >= 2 ? right - 1 : right
    const [upper, lower] = [Math.max(open, close), Math.min(open, close)]
    for (let column = left; column <= end; column++) {
      const top = heatmap.cellAt(column, upper)
      const bottom = heatmap.cellAt(column, lower)
      const isEdge = column === left || column === end
      for (let cell = top; cell <= bottom; cell++) {
        if (isEdge || cell === top || cell === bottom) put(column, cell, what)
      }
      if (column !== (left + end) >> 1) continue
      for (let cell = heatmap.cellAt(column, high); cell < top; cell++) put(column, cell, what)
      for (let cell = bottom; cell <= heatmap.cellAt(column, low); cell++) put(column, cell, what)
    }
  }
  return over
}
