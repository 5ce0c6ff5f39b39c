import { rampOf, rampStep } from '../../player/cell-colours.ts'
import { CELL_KIND } from '../../player/heatmap.ts'
import type { Picture } from '../../player/player.ts'
import type { Rect } from '../layout.ts'
import { ATTRIBUTE, type CellBuffer } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'
import { LINE_GLYPHS, lineColours, OVERLAY } from './overlay.ts'
import { dotGlyph, LARGE_DOT, shadeOf, shadesOf, tradeGlyphs, VACUUM_GLYPH } from './shades.ts'

/** Where a glyph shows the amount, its colour is from the upper part of the ramp. */
const MIN_SHADE = 0.5
const SPACE = 32
const HATCH = 0x2571 // ╱
const SLASH = 47
/** Every third dot of a crossed book's band. */
const BAND_DOT = 46

/** Paints the heatmap as glyphs, a cell a row, for terminals of few colours or without UTF-8. */
export function paintShades(
  cells: CellBuffer,
  rect: Rect,
  { heatmap, view, scale }: Picture,
  theme: Theme,
  over: Uint8Array,
): void {
  const { depth, utf8 } = theme.capabilities
  const trades = tradeGlyphs(theme.capabilities)
  const lines = lineColours(theme)
  for (let column = 0; column < rect.columns; column++) {
    const isValid = heatmap.isValid[column] === 1
    for (let row = 0; row < rect.rows; row++) {
      const index = column * heatmap.cells + row
      const [x, y] = [rect.column + column, rect.row + row]
      const kind = heatmap.kind[index]
      const value = heatmap.value[index]
      const ramp = isValid ? rampOf(theme, kind) : undefined
      let colour = ramp?.[rampStep(MIN_SHADE + (1 - MIN_SHADE) * value)] ?? theme.faint
      let glyph = shadeOf(shadesOf(kind, theme.capabilities), value)
      let attributes: number = ATTRIBUTE.none
      if (kind === CELL_KIND.unrecorded) glyph = utf8 ? HATCH : SLASH
      if (kind === CELL_KIND.crossed && (column + row) % 3 === 0) glyph = BAND_DOT
      if (heatmap.overlay[index] >= scale.minVacuum) {
        glyph = depth > 1 ? glyph : VACUUM_GLYPH
        colour = theme.vacuum[rampStep(heatmap.overlay[index])]
      }
      const what = over[index]
      if (what > OVERLAY.spot || (what === OVERLAY.spot && glyph === SPACE)) {
        glyph = LINE_GLYPHS[what]
        colour = lines[what]
      }
      const lots = heatmap.bought[index] + heatmap.sold[index]
      if (view.trades && lots > 0 && lots >= view.minLots) {
        const isBought = heatmap.bought[index] >= heatmap.sold[index]
        const code = (isBought ? trades.bought : trades.sold).charCodeAt(0)
        glyph = code === LARGE_DOT ? dotGlyph(lots, scale) : code
        colour = isBought ? theme.buyer : theme.seller
        attributes = lots >= scale.middleTrade ? ATTRIBUTE.bold : ATTRIBUTE.none
      }
      cells.set(x, y, glyph, colour, theme.canvas)
      cells.attributes[y * cells.columns + x] = attributes
    }
  }
}
