import { type LegendEntry, legendOf } from '../../player/legend.ts'
import type { Picture } from '../../player/player.ts'
import { shortNumber } from '../../player/series.ts'
import type { Rect } from '../layout.ts'
import { type CellBuffer, DEFAULT_COLOUR } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'

const RAMP_COLUMNS = 8

/** Paints the layer's legend. */
export function paintLegend(cells: CellBuffer, rect: Rect, picture: Picture, theme: Theme): void {
  let column = rect.column + 1
  for (const entry of legendOf(picture.view.layer, picture.scale, theme)) {
    if (column + RAMP_COLUMNS + 24 > rect.columns) break
    column = paintEntry(cells, column, rect.row, entry, theme) + 2
  }
  const { scale, view } = picture
  if (!view.trades || column + 34 > rect.columns) return
  column = cells.write(column, rect.row, '• ', { colour: theme.buyer })
  column = cells.write(column, rect.row, 'bought  ', { colour: theme.dim })
  column = cells.write(column, rect.row, '• ', { colour: theme.seller })
  column = cells.write(column, rect.row, 'sold  ', { colour: theme.dim })
  const sizes = `● from ${shortNumber(scale.largeTrade)} lots`
  cells.write(column, rect.row, sizes, { colour: theme.dim })
}

function paintEntry(
  cells: CellBuffer,
  column: number,
  row: number,
  { name, ramp, low, high }: LegendEntry,
  theme: Theme,
): number {
  let at = cells.write(column, row, `${name} `, { colour: theme.text })
  at = cells.write(at, row, `${low} `, { colour: theme.dim })
  const hasRamp = theme.capabilities.depth >= 8
  const shades = theme.capabilities.utf8 && theme.capabilities.depth > 1 ? ' ░░▒▒▓▓█' : ' .:-=*#@'
  for (let step = 0; step < RAMP_COLUMNS; step++) {
    const colour = ramp[Math.round((step / (RAMP_COLUMNS - 1)) * (ramp.length - 1))]
    if (hasRamp) cells.set(at++, row, 32, DEFAULT_COLOUR, colour)
    else cells.write(at++, row, shades[step], { colour: ramp[28] })
  }
  return cells.write(at, row, ` ${high}`, { colour: theme.dim })
}
