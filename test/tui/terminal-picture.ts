import { frameSvg } from '../../src/tui/export/svg.ts'
import { ATTRIBUTE, CellBuffer, DEFAULT_COLOUR } from '../../src/tui/painter/cells.ts'
import type { TerminalScreen } from './terminal-screen.ts'

/** xterm's defaults: light grey on black. */
const FOREGROUND = 0xe5e5e5
const BACKGROUND = 0x000000

/** What the terminal shows, as a frame of the colours that its user sees. */
export function shownCells(screen: TerminalScreen): CellBuffer {
  const { columns, rows } = screen
  const cells = new CellBuffer(columns, rows)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const { glyph, rgb, backgroundRgb, bold, underline } = screen.cell(column, row)
      const code = glyph.codePointAt(0) ?? 32
      cells.set(column, row, code, rgb ?? DEFAULT_COLOUR, backgroundRgb ?? DEFAULT_COLOUR)
      cells.attributes[row * columns + column] =
        (bold ? ATTRIBUTE.bold : 0) | (underline ? ATTRIBUTE.underline : 0)
    }
  }
  return cells
}

/** A picture of the terminal as SVG. */
export function terminalSvg(screen: TerminalScreen): string {
  return frameSvg(shownCells(screen), FOREGROUND, BACKGROUND)
}
