import type { Cells } from '../painter/cells.ts'
import { plainGlyph } from '../painter/colour-depth.ts'

/** A frame as plain text, a line a row; in ASCII where what shows it has no more. */
export function frameText(cells: Cells, hasUtf8: boolean): string {
  const text = Array.from({ length: cells.rows }, (_, row) => cells.rowText(row)).join('\n')
  return `${hasUtf8 ? text : text.replace(/\P{ASCII}/gu, asciiGlyph)}\n`
}

function asciiGlyph(glyph: string): string {
  return String.fromCharCode(plainGlyph(glyph.codePointAt(0) ?? 0))
}
