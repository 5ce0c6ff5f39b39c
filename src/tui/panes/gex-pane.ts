import { emptyGexNote } from '../../player/empty-gex.ts'
import { gammaLevels, strikeText } from '../../player/gamma-levels.ts'
import type { HeatColumn } from '../../player/heat-column.ts'
import { GEX_UNIT } from '../../player/legend.ts'
import type { GexLevelTicks } from '../../player/moment.ts'
import type { Picture } from '../../player/player.ts'
import { shortNumber } from '../../player/series.ts'
import type { Rect } from '../layout.ts'
import { ATTRIBUTE, type CellBuffer } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'
import { rowOf } from './axis-pane.ts'
import { paintFlow } from './flow-bars.ts'

/**
 * Paints gamma exposure by strike on the heatmap's price axis, and the GEX levels.
 *
 * @param heads the row below, for the unit
 */
export function paintGex(
  cells: CellBuffer,
  rect: Rect,
  heads: Rect,
  picture: Picture,
  theme: Theme,
): void {
  const { day, newest, moment } = picture
  cells.write(rect.column + 1, heads.row, `GEX ${GEX_UNIT}`, { colour: theme.dim })
  const note = emptyGexNote(day, newest)
  if (!day.surfaces.includes('gex') || !newest || newest.strike.length === 0) {
    paintText(cells, rect, note, theme)
    return
  }
  paintBars(cells, rect, picture, newest, theme)
  paintFlow(cells, rect, picture, newest, theme)
  paintText(cells, rect, note, theme)
  if (moment.gex) paintLevels(cells, rect, picture, moment.gex, theme)
}

function paintText(cells: CellBuffer, rect: Rect, lines: readonly string[], theme: Theme): void {
  const from = rect.row + ((rect.rows - lines.length) >> 1)
  for (const [at, line] of lines.entries()) {
    const indent = Math.max((rect.columns - line.length) >> 1, 0)
    cells.write(rect.column + indent, from + at, line, { colour: theme.dim })
  }
}

/** Positive exposure grows right from the middle, negative left. */
function paintBars(
  cells: CellBuffer,
  rect: Rect,
  picture: Picture,
  { strike, gex }: HeatColumn,
  theme: Theme,
): void {
  const { day } = picture
  const half = (rect.columns - 2) >> 1
  const middle = rect.column + 1 + half
  const most = gex.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 0) || 1
  for (let row = 0; row < rect.rows; row++) {
    cells.write(middle, rect.row + row, '│', { colour: theme.faint })
  }
  for (let index = 0; index < strike.length; index++) {
    const row = rowOf(picture, Math.round(strike[index]), theme)
    if (row < 0 || row >= rect.rows) continue
    const length = Math.round((Math.abs(gex[index]) / most) * (half - 1))
    const colour = gex[index] < 0 ? theme.gexNegative[32] : theme.gexPositive[32]
    for (let at = 1; at <= length; at++) {
      cells.write(middle + (gex[index] < 0 ? -at : at), rect.row + row, '▄', { colour })
    }
    if (length < 1 && gex[index] !== 0) cells.write(middle, rect.row + row, '┼', { colour })
    // The strike stands on the side without a bar.
    const name = strikeText(strike[index], day)
    const y = rect.row + row
    if (gex[index] < 0) cells.write(middle + 2, y, name, { colour: theme.dim })
    else cells.writeRight(middle - 1, y, name, { colour: theme.dim })
  }
}

/** Short labels of the gamma levels in view, and the sum over all strikes. */
function paintLevels(
  cells: CellBuffer,
  rect: Rect,
  picture: Picture,
  gex: GexLevelTicks,
  theme: Theme,
): void {
  for (const { tick, short, ink } of gammaLevels(gex, picture.newest, picture.day)) {
    const row = rowOf(picture, Math.round(tick), theme)
    if (row < 1 || row >= rect.rows) continue
    const style = { colour: theme[ink], attributes: ATTRIBUTE.bold }
    cells.write(rect.column, rect.row + row, `◂${short}`, style)
  }
  const text = `Σ ${shortNumber(gex.total).replace('-', '−')}`
  cells.writeRight(rect.column + rect.columns - 1, rect.row, text, { colour: theme.dim })
}
