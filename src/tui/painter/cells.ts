import type { Colour } from '../../player/colour.ts'

/** The terminal's default colour. */
export const DEFAULT_COLOUR = 0xff00_0000

export const ATTRIBUTE = { none: 0, bold: 1, underline: 2 } as const

const SPACE = 32

/**
 * Style of written text. Omitted colours keep those of the cell, omitted attributes are cleared.
 */
export interface CellStyle {
  readonly colour?: Colour
  readonly background?: Colour
  readonly attributes?: number
}

/**
 * A screen as cells: a glyph (one code point, one column wide), two colours (0xRRGGBB or {@link
 * DEFAULT_COLOUR}) and attributes each. Painting outside is clipped.
 */
export class CellBuffer {
  readonly columns: number
  readonly rows: number
  readonly glyph: Uint32Array
  readonly colour: Uint32Array
  readonly background: Uint32Array
  readonly attributes: Uint8Array

  constructor(columns: number, rows: number) {
    this.columns = columns
    this.rows = rows
    this.glyph = new Uint32Array(columns * rows).fill(SPACE)
    this.colour = new Uint32Array(columns * rows).fill(DEFAULT_COLOUR)
    this.background = new Uint32Array(columns * rows).fill(DEFAULT_COLOUR)
    this.attributes = new Uint8Array(columns * rows)
  }

  /** Blanks every cell. */
  clear(colour: Colour = DEFAULT_COLOUR, background: Colour = DEFAULT_COLOUR): void {
    this.glyph.fill(SPACE)
    this.colour.fill(colour)
    this.background.fill(background)
    this.attributes.fill(ATTRIBUTE.none)
  }

  set(column: number, row: number, glyph: number, colour: Colour, background: Colour): void {
    if (column < 0 || column >= this.columns || row < 0 || row >= this.rows) return
    const index = row * this.columns + column
    this.glyph[index] = glyph
    this.colour[index] = colour
    this.background[index] = background
    this.attributes[index] = ATTRIBUTE.none
  }

  /** Writes text along a row; returns the column after it. */
  write(column: number, row: number, text: string, style: CellStyle = {}): number {
    let at = column
    for (const character of text) {
      if (at >= 0 && at < this.columns && row >= 0 && row < this.rows) {
        const index = row * this.columns + at
        this.glyph[index] = character.codePointAt(0) as number
        if (style.colour !== undefined) this.colour[index] = style.colour
        if (style.background !== undefined) this.background[index] = style.background
        this.attributes[index] = style.attributes ?? ATTRIBUTE.none
      }
      at++
    }
    return at
  }

  /** Writes text right-aligned, ending before a column. */
  writeRight(end: number, row: number, text: string, style: CellStyle = {}): void {
    this.write(end - [...text].length, row, text, style)
  }

  /** Blanks a rectangle. */
  fill(column: number, row: number, columns: number, rows: number, background: Colour): void {
    for (let y = row; y < row + rows; y++) {
      for (let x = column; x < column + columns; x++) {
        this.set(x, y, SPACE, DEFAULT_COLOUR, background)
      }
    }
  }

  /** Copies another buffer over this one. */
  blit(cells: CellBuffer, column: number, row: number): void {
    for (let y = 0; y < cells.rows; y++) {
      for (let x = 0; x < cells.columns; x++) {
        const [atColumn, atRow] = [column + x, row + y]
        if (atColumn < 0 || atColumn >= this.columns || atRow < 0 || atRow >= this.rows) continue
        const from = y * cells.columns + x
        const to = atRow * this.columns + atColumn
        this.glyph[to] = cells.glyph[from]
        this.colour[to] = cells.colour[from]
        this.background[to] = cells.background[from]
        this.attributes[to] = cells.attributes[from]
      }
    }
  }

  /** The glyphs of a row as text, without trailing blanks. */
  rowText(row: number): string {
    let text = ''
    for (let column = 0; column < this.columns; column++) {
      text += String.fromCodePoint(this.glyph[row * this.columns + column])
    }
    return text.trimEnd()
  }
}
