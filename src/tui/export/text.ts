import type { CellBuffer } from '../painter/cells.ts'
import { asciiCode } from '../painter/colour-depth.ts'

/** A frame as plain text, one line a row; in ASCII without UTF-8. */
export function frameText(cells: CellBuffer, hasUtf8: boolean): string {
  const text = Array.from({ length: cells.rows }, (_, row) => cells.rowText(row)).join('\n')
  return `${hasUtf8 ? text : text.replace(/\P{ASCII}/gu, asciiGlyph)}\n`
}

function asciiGlyph(glyph: string): string {
  return String.fromCharCode(asciiCode(glyph.codePointAt(0) ?? 0))
}
