import { cellColour, rampOf } from '../../player/cell-colours.ts'
import { type Colour, mix } from '../../player/colour.ts'
import { CELL_KIND, type Heatmap } from '../../player/heatmap.ts'
import { RAMP_STEPS } from '../../player/palette.ts'
import type { Picture } from '../../player/player.ts'
import type { ColourScale } from '../../player/scale.ts'
import type { Rect } from '../layout.ts'
import { ATTRIBUTE, type CellBuffer, DEFAULT_COLOUR } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'
import { OVERLAY, overlay } from './overlay.ts'

const GLYPH = {
  space: 32,
  upperHalf: 0x2580,
  hatch: 0x2571, // ╱
  smallDot: 0xb7, // ·
  middleDot: 0x2022, // •
  largeDot: 0x25cf, // ●
} as const

/** Shades of one cell a row, with and without UTF-8. */
const SHADES = [...' ░▒▓█'].map((glyph) => glyph.codePointAt(0) as number)
const ASCII_SHADES = [...' .:-=+*#%@'].map((glyph) => glyph.charCodeAt(0))

/** Opacity of each overlay line, by {@link OVERLAY}. */
const OVERLAY_OPACITY = [0, 0.16, 0.8, 0.8, 0.6, 0.85, 0.85]

/** Paints the heatmap with its lines and trades. */
export function paintHeatmap(cells: CellBuffer, rect: Rect, picture: Picture, theme: Theme): void {
  const over = overlay(picture)
  if (theme.halfBlocks) paintHalfBlocks(cells, rect, picture, theme, over)
  else paintShades(cells, rect, picture, theme, over)
}

function paintHalfBlocks(
  cells: CellBuffer,
  rect: Rect,
  { heatmap, view, scale }: Picture,
  theme: Theme,
  over: Uint8Array,
): void {
  const lines = lineColours(theme)
  for (let column = 0; column < rect.columns; column++) {
    for (let row = 0; row < rect.rows; row++) {
      const upper = column * heatmap.cells + 2 * row
      const lower = upper + 1
      const [x, y] = [rect.column + column, rect.row + row]
      if (isUnrecorded(heatmap, upper) && isUnrecorded(heatmap, lower)) {
        cells.set(x, y, GLYPH.hatch, theme.faint, theme.background)
        continue
      }
      const bought = heatmap.bought[upper] + heatmap.bought[lower]
      const sold = heatmap.sold[upper] + heatmap.sold[lower]
      if (view.trades && bought + sold > 0) {
        // Drawn on the cell's own colour without lines, since most trades are at the quotes.
        const behind = mix(
          baseColour(heatmap, theme, scale, upper, column),
          baseColour(heatmap, theme, scale, lower, column),
          0.5,
        )
        const dot = bought >= sold ? theme.buyer : theme.seller
        cells.set(x, y, dotGlyph(bought + sold, scale), dot, behind)
        continue
      }
      const top = paintedColour(heatmap, theme, scale, lines, over, upper, column)
      const bottom = paintedColour(heatmap, theme, scale, lines, over, lower, column)
      if (top === bottom) {
        cells.set(x, y, GLYPH.space, DEFAULT_COLOUR, top)
      } else {
        cells.set(x, y, GLYPH.upperHalf, top, bottom)
      }
    }
  }
}

function isUnrecorded(heatmap: Heatmap, index: number): boolean {
  return heatmap.kind[index] === CELL_KIND.unrecorded
}

function baseColour(
  { kind, value, overlay, isValid }: Heatmap,
  theme: Theme,
  { minVacuum }: ColourScale,
  index: number,
  column: number,
): Colour {
  const isColumnValid = isValid[column] === 1
  return cellColour(theme, kind[index], value[index], overlay[index], minVacuum, isColumnValid)
}

function paintedColour(
  heatmap: Heatmap,
  theme: Theme,
  scale: ColourScale,
  lines: readonly Colour[],
  over: Uint8Array,
  index: number,
  column: number,
): Colour {
  const colour = baseColour(heatmap, theme, scale, index, column)
  const what = over[index]
  return what === OVERLAY.nothing ? colour : mix(colour, lines[what], OVERLAY_OPACITY[what])
}

function dotGlyph(lots: number, { middleTrade, largeTrade }: ColourScale): number {
  if (lots >= largeTrade) return GLYPH.largeDot
  return lots >= middleTrade ? GLYPH.middleDot : GLYPH.smallDot
}

/** Colour of each overlay line, by {@link OVERLAY}. */
function lineColours(theme: Theme): readonly Colour[] {
  return [0, theme.spot, theme.buyer, theme.seller, theme.level, theme.bidLine, theme.askLine]
}

/** Glyph of each overlay line without colours. */
const LINE_GLYPHS = [GLYPH.space, 45, 35, 35, 45, 94, 118] // ' ' - # # - ^ v

function paintShades(
  cells: CellBuffer,
  rect: Rect,
  { heatmap, view, scale }: Picture,
  theme: Theme,
  over: Uint8Array,
): void {
  const { depth, utf8 } = theme.capabilities
  const shades = depth > 1 && utf8 ? SHADES : ASCII_SHADES
  const lines = lineColours(theme)
  for (let column = 0; column < rect.columns; column++) {
    const isValid = heatmap.isValid[column] === 1
    for (let row = 0; row < rect.rows; row++) {
      const index = column * heatmap.cells + row
      const [x, y] = [rect.column + column, rect.row + row]
      const kind = heatmap.kind[index]
      const hue = isValid ? (rampOf(theme, kind)?.[RAMP_STEPS * 0.6] ?? theme.faint) : theme.faint
      let glyph = shades[Math.round(heatmap.value[index] * (shades.length - 1))]
      let colour: Colour = hue
      let attributes: number = ATTRIBUTE.none
      if (kind === CELL_KIND.unrecorded) {
        glyph = utf8 ? GLYPH.hatch : 47
        colour = theme.faint
      }
      if (heatmap.overlay[index] >= scale.minVacuum) {
        glyph = depth > 1 ? glyph : 33 // !
        colour = theme.vacuum[RAMP_STEPS * 0.6]
      }
      const what = over[index]
      if (what !== OVERLAY.nothing && (what > OVERLAY.spot || glyph === GLYPH.space)) {
        glyph = LINE_GLYPHS[what]
        colour = lines[what]
      }
      const lots = heatmap.bought[index] + heatmap.sold[index]
      if (view.trades && lots > 0) {
        const isBought = heatmap.bought[index] >= heatmap.sold[index]
        glyph = depth > 1 && utf8 ? dotGlyph(lots, scale) : isBought ? 111 : 120 // o x
        colour = isBought ? theme.buyer : theme.seller
        attributes = lots >= scale.middleTrade ? ATTRIBUTE.bold : ATTRIBUTE.none
      }
      cells.set(x, y, glyph, colour, theme.canvas)
      cells.attributes[y * cells.columns + x] = attributes
    }
  }
}
