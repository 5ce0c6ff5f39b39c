import { Cells } from '../painter/cells.ts'
import type { Abilities } from '../painter/colour-depth.ts'
import { Encoder } from '../painter/encoder.ts'

/** A frame as text with escape sequences, a line a row: `cat` shows it. */
export function frameAnsi(cells: Cells, abilities: Abilities): string {
  const encoder = new Encoder(abilities)
  let text = ''
  for (let row = 0; row < cells.rows; row++) text += `${encoder.line(rowOf(cells, row))}\n`
  return text
}

function rowOf(cells: Cells, row: number): Cells {
  const line = new Cells(cells.columns, 1)
  const from = row * cells.columns
  const to = from + cells.columns
  line.glyph.set(cells.glyph.subarray(from, to))
  line.colour.set(cells.colour.subarray(from, to))
  line.background.set(cells.background.subarray(from, to))
  line.attributes.set(cells.attributes.subarray(from, to))
  return line
}
