import { mix } from '../../player/colour.ts'
import { ATTRIBUTE, type CellBuffer } from '../painter/cells.ts'

const UPPER_HALF = 0x2580
/** Behind a glyph its cell is darker, as an outline. */
const DARK = 0x000000
const OUTLINE = 0.35

/** A glyph over a cell of two halves, on their mean. */
export function paintMapGlyph(
  cells: CellBuffer,
  x: number,
  y: number,
  glyph: number,
  colour: number,
  isBold: boolean,
): void {
  const index = y * cells.columns + x
  const isSplit = cells.glyph[index] === UPPER_HALF
  const { background } = cells
  const behind = isSplit ? mix(cells.colour[index], background[index], 0.5) : background[index]
  cells.set(x, y, glyph, colour, mix(behind, DARK, OUTLINE))
  if (isBold) cells.attributes[index] = ATTRIBUTE.bold
}
