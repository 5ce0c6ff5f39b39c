import { flowWalls } from '../../player/flow-walls.ts'
import type { HeatColumn } from '../../player/heat-column.ts'
import type { Picture } from '../../player/player.ts'
import type { Rect } from '../layout.ts'
import type { CellBuffer } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'
import { rowOf } from './axis-pane.ts'

/** The glyph of the bars of open interest. */
const LOWER_HALF = 0x2584

/**
 * Exposure of today's trades, on the scale of the bars of open interest: in the upper half of their
 * rows.
 */
export function paintFlow(
  cells: CellBuffer,
  rect: Rect,
  picture: Picture,
  { gex: ofInterest }: HeatColumn,
  theme: Theme,
): void {
  const flow = picture.moment.dealers?.flow
  if (!flow || !theme.halfBlocks) return
  const half = (rect.columns - 2) >> 1
  const middle = rect.column + 1 + half
  const most = ofInterest.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 0) || 1
  for (let index = 0; index < flow.strike.length; index++) {
    const row = rowOf(picture, Math.round(flow.strike[index]), theme)
    if (row < 0 || row >= rect.rows) continue
    const value: number = flow.gex[index]
    const length = Math.round(Math.min(Math.abs(value) / most, 1) * (half - 1))
    const colour = value < 0 ? theme.seller : theme.buyer
    for (let at = 1; at <= length; at++) {
      const column: number = middle + (value < 0 ? -at : at)
      const cell = (rect.row + row) * cells.columns + column
      const isBar = cells.glyph[cell] === LOWER_HALF
      if (isBar) cells.background[cell] = colour
      else cells.write(column, rect.row + row, '▀', { colour })
    }
  }
  for (const { tick, short } of flowWalls(flow)) {
    const row = rowOf(picture, Math.round(tick), theme)
    if (row < 1 || row >= rect.rows) continue
    const colour = short === 'F+' ? theme.buyer : theme.seller
    cells.writeRight(rect.column + rect.columns - 1, rect.row + row, `${short}▸`, { colour })
  }
}
