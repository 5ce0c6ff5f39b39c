import { CellBuffer } from '../painter/cells.ts'
import type { TerminalCapabilities } from '../painter/colour-depth.ts'
import { FrameEncoder } from '../painter/encoder.ts'

/** A frame as text with escape sequences, one line a row, for `cat`. */
export function frameAnsi(cells: CellBuffer, capabilities: TerminalCapabilities): string {
  const encoder = new FrameEncoder(capabilities)
  let text = ''
  for (let row = 0; row < cells.rows; row++) text += `${encoder.line(rowOf(cells, row))}\n`
  return text
}

function rowOf(cells: CellBuffer, row: number): CellBuffer {
  const line = new CellBuffer(cells.columns, 1)
  const from = row * cells.columns
  const to = from + cells.columns
  line.glyph.set(cells.glyph.subarray(from, to))
  line.colour.set(cells.colour.subarray(from, to))
  line.background.set(cells.background.subarray(from, to))
  line.attributes.set(cells.attributes.subarray(from, to))
  return line
}
