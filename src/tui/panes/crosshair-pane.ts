import { clockText } from '../../player/clock-text.ts'
import { mix } from '../../player/colour.ts'
import type { Picture } from '../../player/player.ts'
import { priceText } from '../../player/price-text.ts'
import type { ScreenLayout } from '../layout.ts'
import { ATTRIBUTE, type CellBuffer, DEFAULT_COLOUR } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'

const HIGHLIGHT_SHARE = 0.22

/** Paints the crosshair, its price on the axis and its time below. */
export function paintCrosshair(
  cells: CellBuffer,
  layout: ScreenLayout,
  picture: Picture,
  theme: Theme,
): void {
  const { crosshair, heatmap, columns, day } = picture
  if (!crosshair) return
  const { heatmap: rect, axis, timeLabels } = layout
  const at = heatmap.columns - 1 - crosshair.column
  const row = theme.halfBlocks ? crosshair.cell >> 1 : crosshair.cell
  for (let x = 0; x < rect.columns; x++) lighten(cells, rect.column + x, rect.row + row, theme)
  for (let y = 0; y < rect.rows; y++) {
    if (y !== row) lighten(cells, rect.column + at, rect.row + y, theme)
  }
  cells.write(rect.column + at, rect.row + row, '+', {
    colour: theme.spot,
    attributes: ATTRIBUTE.bold,
  })
  const style = { colour: theme.spot, attributes: ATTRIBUTE.bold | ATTRIBUTE.underline }
  const price = priceText(heatmap.tickAt(at, crosshair.cell), day.tickSize, day.priceParts)
  cells.write(axis.column + 1, axis.row + row, price, style)
  const last = columns[at]?.last
  if (last === undefined) return
  const from = Math.min(Math.max(rect.column + at - 4, rect.column), rect.column + rect.columns - 8)
  cells.write(from, timeLabels.row, clockText(last), style)
}

function lighten(cells: CellBuffer, column: number, row: number, theme: Theme): void {
  const index = row * cells.columns + column
  if (cells.background[index] === DEFAULT_COLOUR) {
    cells.attributes[index] |= ATTRIBUTE.bold
    return
  }
  cells.background[index] = mix(cells.background[index], theme.spot, HIGHLIGHT_SHARE)
  if (cells.colour[index] !== DEFAULT_COLOUR) {
    cells.colour[index] = mix(cells.colour[index], theme.spot, HIGHLIGHT_SHARE)
  }
}
