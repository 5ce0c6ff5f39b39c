import type { Picture } from '../../player/player.ts'
import { shortNumber } from '../../player/series.ts'
import type { Rect } from '../layout.ts'
import type { CellBuffer } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'
import { paintMapGlyph } from './map-glyph.ts'
import { dotGlyph } from './shades.ts'

/** A trade that is large enough to be numbered. */
interface LargeTrade {
  readonly column: number
  readonly row: number
  readonly lots: number
}

/**
 * Paints trades as one dot a column and row, of the larger of its two prices and in the colour of
 * the larger side; large ones with their lots, where nothing else traded beside them.
 */
export function paintTrades(cells: CellBuffer, rect: Rect, picture: Picture, theme: Theme): void {
  const { heatmap, view, scale } = picture
  const { bought, sold } = heatmap
  const large: LargeTrade[] = []
  const isTraded = new Uint8Array(rect.columns * rect.rows)
  for (let column = 0; column < rect.columns; column++) {
    for (let row = 0; row < rect.rows; row++) {
      const upper = column * heatmap.cells + 2 * row
      const lotsAt = (index: number) => bought[index] + sold[index]
      const index = lotsAt(upper + 1) > lotsAt(upper) ? upper + 1 : upper
      const lots = lotsAt(index)
      if (lots === 0 || lots < view.minLots) continue
      isTraded[column * rect.rows + row] = 1
      const [x, y] = [rect.column + column, rect.row + row]
      const colour = bought[index] >= sold[index] ? theme.buyer : theme.seller
      const isLarge = lots >= scale.largeTrade
      paintMapGlyph(cells, x, y, dotGlyph(lots, scale), colour, isLarge)
      if (isLarge) large.push({ column, row, lots })
    }
  }
  large.sort((one, other) => other.lots - one.lots)
  for (const { column, row, lots } of large) {
    const text = shortNumber(lots)
    const from = column + 1
    const isFree = (at: number) => isTraded[at * rect.rows + row] === 0
    const places = Array.from(text, (_, at) => from + at)
    if (from + text.length > rect.columns || !places.every(isFree)) continue
    const at = (rect.row + row) * cells.columns + rect.column + column
    for (const [index, place] of places.entries()) {
      isTraded[place * rect.rows + row] = 1
      const [x, y] = [rect.column + place, rect.row + row]
      paintMapGlyph(cells, x, y, text.charCodeAt(index), cells.colour[at], true)
    }
  }
}
