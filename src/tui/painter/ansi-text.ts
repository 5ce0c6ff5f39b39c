import { ATTRIBUTE, CellBuffer } from './cells.ts'

const ESCAPE = '\u001b'
/** A style sequence (SGR) after ESC. */
const STYLE = /\[([0-9;]*)m/y

/**
 * Parses text with truecolor escape sequences, as Ink writes it, into cells.
 *
 * @param columns, rows size; text beyond is clipped
 * @param colour, background defaults where the text sets none
 */
export function parseAnsi(
  text: string,
  columns: number,
  rows: number,
  colour: number,
  background: number,
): CellBuffer {
  const cells = new CellBuffer(columns, rows)
  cells.clear(colour, background)
  const style = { colour, background, attributes: ATTRIBUTE.none }
  let column = 0
  let row = 0
  for (let at = 0; at < text.length; ) {
    STYLE.lastIndex = at + 1
    const sequence = text[at] === ESCAPE ? STYLE.exec(text) : null
    if (sequence) {
      applyCodes(style, sequence[1].split(';').map(Number), colour, background)
      at = STYLE.lastIndex
      continue
    }
    const glyph = text.codePointAt(at) as number
    at += glyph > 0xffff ? 2 : 1
    if (glyph === 10) {
      row++
      column = 0
      continue
    }
    cells.set(column, row, glyph, style.colour, style.background)
    if (column < columns && row < rows) cells.attributes[row * columns + column] = style.attributes
    column++
  }
  return cells
}

interface MutableStyle {
  colour: number
  background: number
  attributes: number
}

function applyCodes(
  style: MutableStyle,
  codes: readonly number[],
  colour: number,
  background: number,
): void {
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at]
    if (code === 0) Object.assign(style, { colour, background, attributes: ATTRIBUTE.none })
    else if (code === 1) style.attributes |= ATTRIBUTE.bold
    else if (code === 4) style.attributes |= ATTRIBUTE.underline
    else if (code === 22) style.attributes &= ~ATTRIBUTE.bold
    else if (code === 24) style.attributes &= ~ATTRIBUTE.underline
    else if (code === 39) style.colour = colour
    else if (code === 49) style.background = background
    else if ((code === 38 || code === 48) && codes[at + 1] === 2) {
      const value = (codes[at + 2] << 16) | (codes[at + 3] << 8) | codes[at + 4]
      if (code === 38) style.colour = value
      else style.background = value
      at += 4
    } else {
      throw new Error(`a panel's text has the sequence ${codes.join(';')}`)
    }
  }
}
