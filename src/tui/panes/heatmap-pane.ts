import { cellColour, UNDER_CANDLES } from '../../player/cell-colours.ts'
import { type Colour, mix } from '../../player/colour.ts'
import { CELL_KIND, type Heatmap } from '../../player/heatmap.ts'
import type { Picture } from '../../player/player.ts'
import type { ColourScale } from '../../player/scale.ts'
import type { Rect } from '../layout.ts'
import { type CellBuffer, DEFAULT_COLOUR } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'
import { paintEventMarks } from './event-marks-pane.ts'
import { lineColours, OVERLAY, OVERLAY_OPACITY, overlay } from './overlay.ts'
import { paintShades } from './shade-pane.ts'
import { paintTrades } from './trades-pane.ts'

const SPACE = 32
const UPPER_HALF = 0x2580
const HATCH = 0x2571 // ╱

/** Paints the heatmap with its lines, trades and event marks. */
export function paintHeatmap(cells: CellBuffer, rect: Rect, picture: Picture, theme: Theme): void {
  const over = overlay(picture)
  if (theme.halfBlocks) {
    paintHalfBlocks(cells, rect, picture, theme, over)
    if (picture.view.trades) paintTrades(cells, rect, picture, theme)
  } else paintShades(cells, rect, picture, theme, over)
  if (picture.view.eventMarks) paintEventMarks(cells, rect, picture, theme)
}

/** What the colour of a cell is made of. */
interface CellInks {
  readonly heatmap: Heatmap
  readonly theme: Theme
  readonly scale: ColourScale
  readonly hasCandles: boolean
  readonly lines: readonly Colour[]
  readonly over: Uint8Array
}

function paintHalfBlocks(
  cells: CellBuffer,
  rect: Rect,
  { heatmap, view, scale }: Picture,
  theme: Theme,
  over: Uint8Array,
): void {
  const lines = lineColours(theme)
  const inks = { heatmap, theme, scale, hasCandles: view.candles, lines, over }
  const { kind } = heatmap
  for (let column = 0; column < rect.columns; column++) {
    for (let row = 0; row < rect.rows; row++) {
      const upper = column * heatmap.cells + 2 * row
      const lower = upper + 1
      const [x, y] = [rect.column + column, rect.row + row]
      if (kind[upper] === CELL_KIND.unrecorded && kind[lower] === CELL_KIND.unrecorded) {
        cells.set(x, y, HATCH, theme.faint, theme.background)
        continue
      }
      // Trades are drawn on the cell's own colour, since most of them are at the quotes.
      const lots = Math.max(lotsAt(heatmap, upper), lotsAt(heatmap, lower))
      const isTraded = view.trades && lots > 0 && lots >= view.minLots
      const top = paintedColour(inks, upper, column, isTraded)
      const bottom = paintedColour(inks, lower, column, isTraded)
      if (top === bottom) cells.set(x, y, SPACE, DEFAULT_COLOUR, top)
      else cells.set(x, y, UPPER_HALF, top, bottom)
    }
  }
}

function lotsAt({ bought, sold }: Heatmap, index: number): number {
  return bought[index] + sold[index]
}

function paintedColour(inks: CellInks, index: number, column: number, isTraded: boolean): Colour {
  const { heatmap, theme, scale, hasCandles, lines, over } = inks
  const { kind, value, overlay: pulling, isValid } = heatmap
  const isSound = isValid[column] === 1
  let colour = cellColour(
    theme,
    kind[index],
    value[index],
    pulling[index],
    scale.minVacuum,
    isSound,
  )
  if (hasCandles) colour = mix(theme.canvas, colour, UNDER_CANDLES)
  const what = over[index]
  return isTraded || what === OVERLAY.nothing
    ? colour
    : mix(colour, lines[what], OVERLAY_OPACITY[what])
}
