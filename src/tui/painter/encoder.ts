import { ATTRIBUTE, Cells, DEFAULT_COLOUR } from './cells.ts'
import {
  type Abilities,
  type ColourDepth,
  indexOf16,
  indexOf256,
  plainGlyph,
} from './colour-depth.ts'

/** The most bytes a cell takes: both colours, attributes, a move and a glyph. */
const MAX_CELL_BYTES = 72
/** The frame's own: begin and end of the synchronized block, reset. */
const FRAME_BYTES = 64

/** A terminal that knows it shows the frame at once, whole; others ignore it. */
const BEGIN_SYNCHRONIZED = '\x1b[?2026h'
const END_SYNCHRONIZED = '\x1b[?2026l'

const ESCAPE = 27
const BRACKET = 91
const SEMICOLON = 59
const LETTER_M = 109
const LETTER_H = 72
const DIGIT_0 = 48

/** A move costs about six bytes: unchanged cells of a shorter gap are rather written again. */
const WORTH_A_MOVE = 4

const NO_STYLE = 0xffff_ffff

/**
 * Turns cells into the bytes that bring a terminal from the frame before to this one: only what
 * changed, colours only where they change, one block of bytes a frame.
 */
export class Encoder {
  readonly #abilities: Abilities
  #before: Cells | undefined
  #bytes = Buffer.alloc(0)
  #length = 0
  /** What the terminal paints with now. */
  #colour = NO_STYLE
  #background = NO_STYLE
  #attributes = 0

  constructor(abilities: Abilities) {
    this.#abilities = abilities
  }

  /** The next frame is written whole: the terminal shows something else. */
  forget(): void {
    this.#before = undefined
  }

  /** The bytes of a frame; they are valid until the next call. Nothing changed, no bytes. */
  encode(cells: Cells): Uint8Array {
    const capacity = cells.columns * cells.rows * MAX_CELL_BYTES + FRAME_BYTES
    if (this.#bytes.length < capacity) this.#bytes = Buffer.allocUnsafe(capacity)
    const isWhole = this.#before?.columns !== cells.columns || this.#before?.rows !== cells.rows
    const before = isWhole || !this.#before ? new Cells(cells.columns, cells.rows) : this.#before
    this.#length = 0
    this.#colour = NO_STYLE
    this.#background = NO_STYLE
    this.#attributes = 0
    this.#text(BEGIN_SYNCHRONIZED)
    this.#text('\x1b[0m')
    if (isWhole) this.#text('\x1b[2J')
    const head = this.#length
    this.#changes(cells, before, isWhole)
    this.#before = before
    if (this.#length === head && !isWhole) return this.#bytes.subarray(0, 0)
    this.#text('\x1b[0m')
    this.#text(END_SYNCHRONIZED)
    return this.#bytes.subarray(0, this.#length)
  }

  /** Cells of one row as text with escape sequences, wherever the cursor is. */
  line(cells: Cells): string {
    const capacity = cells.columns * MAX_CELL_BYTES + FRAME_BYTES
    if (this.#bytes.length < capacity) this.#bytes = Buffer.allocUnsafe(capacity)
    this.#length = 0
    this.#colour = NO_STYLE
    this.#background = NO_STYLE
    this.#attributes = ATTRIBUTE.none
    for (let index = 0; index < cells.columns; index++) this.#cell(cells, index)
    this.#text('\x1b[0m')
    return this.#bytes.toString('utf8', 0, this.#length)
  }

  #changes(cells: Cells, before: Cells, isWhole: boolean): void {
    const { columns, rows, glyph, colour, background, attributes } = cells
    for (let row = 0; row < rows; row++) {
      /** The column the cursor is at; none, to begin with. */
      let cursor = -1
      for (let column = 0; column < columns; column++) {
        const index = row * columns + column
        if (
          !isWhole &&
          before.glyph[index] === glyph[index] &&
          before.background[index] === background[index] &&
          before.colour[index] === colour[index] &&
          before.attributes[index] === attributes[index]
        )
          continue
        if (cursor < 0 || column - cursor > WORTH_A_MOVE) this.#moveTo(column, row)
        else for (let gap = cursor; gap < column; gap++) this.#cell(cells, row * columns + gap)
        this.#cell(cells, index)
        cursor = column + 1
        before.glyph[index] = glyph[index]
        before.colour[index] = colour[index]
        before.background[index] = background[index]
        before.attributes[index] = attributes[index]
      }
    }
  }

  #cell(cells: Cells, index: number): void {
    const glyph = cells.glyph[index]
    this.#style(cells.colour[index], cells.background[index], cells.attributes[index], glyph === 32)
    this.#glyph(this.#abilities.utf8 ? glyph : plainGlyph(glyph))
  }

  #style(colour: number, background: number, attributes: number, isBlank: boolean): void {
    const { depth } = this.#abilities
    if (attributes !== this.#attributes) {
      this.#text('\x1b[0m')
      if (attributes & ATTRIBUTE.bold) this.#text('\x1b[1m')
      if (attributes & ATTRIBUTE.underline) this.#text('\x1b[4m')
      this.#attributes = attributes
      this.#colour = NO_STYLE
      this.#background = NO_STYLE
    }
    if (depth === 1) return
    // The colour of a blank is not seen.
    const setsColour = colour !== this.#colour && !isBlank
    const setsBackground = background !== this.#background
    if (!setsColour && !setsBackground) return
    this.#byte(ESCAPE)
    this.#byte(BRACKET)
    if (setsColour) {
      this.#colourCode(colour, 30, depth)
      this.#colour = colour
      if (setsBackground) this.#byte(SEMICOLON)
    }
    if (setsBackground) {
      this.#colourCode(background, 40, depth)
      this.#background = background
    }
    this.#byte(LETTER_M)
  }

  /** @param base 30 for the glyph's colour, 40 for the background */
  #colourCode(colour: number, base: number, depth: ColourDepth): void {
    if (colour === DEFAULT_COLOUR) {
      this.#number(base + 9)
    } else if (depth === 24) {
      this.#number(base + 8)
      this.#bytes[this.#length++] = SEMICOLON
      this.#bytes[this.#length++] = DIGIT_0 + 2
      this.#bytes[this.#length++] = SEMICOLON
      this.#number(colour >>> 16)
      this.#bytes[this.#length++] = SEMICOLON
      this.#number((colour >>> 8) & 255)
      this.#bytes[this.#length++] = SEMICOLON
      this.#number(colour & 255)
    } else if (depth === 8) {
      this.#number(base + 8)
      this.#bytes[this.#length++] = SEMICOLON
      this.#bytes[this.#length++] = DIGIT_0 + 5
      this.#bytes[this.#length++] = SEMICOLON
      this.#number(indexOf256(colour))
    } else {
      const index = indexOf16(colour)
      this.#number(index < 8 ? base + index : base + 60 + index - 8)
    }
  }

  #moveTo(column: number, row: number): void {
    this.#byte(ESCAPE)
    this.#byte(BRACKET)
    this.#number(row + 1)
    this.#byte(SEMICOLON)
    this.#number(column + 1)
    this.#byte(LETTER_H)
  }

  #glyph(glyph: number): void {
    const bytes = this.#bytes
    if (glyph < 0x80) {
      bytes[this.#length++] = glyph
    } else if (glyph < 0x800) {
      bytes[this.#length++] = 0xc0 | (glyph >> 6)
      bytes[this.#length++] = 0x80 | (glyph & 63)
    } else if (glyph < 0x1_0000) {
      bytes[this.#length++] = 0xe0 | (glyph >> 12)
      bytes[this.#length++] = 0x80 | ((glyph >> 6) & 63)
      bytes[this.#length++] = 0x80 | (glyph & 63)
    } else {
      bytes[this.#length++] = 0xf0 | (glyph >> 18)
      bytes[this.#length++] = 0x80 | ((glyph >> 12) & 63)
      bytes[this.#length++] = 0x80 | ((glyph >> 6) & 63)
      bytes[this.#length++] = 0x80 | (glyph & 63)
    }
  }

  /** A number below 1,000 in digits. */
  #number(value: number): void {
    const bytes = this.#bytes
    if (value >= 100) bytes[this.#length++] = DIGIT_0 + Math.trunc(value / 100)
    if (value >= 10) bytes[this.#length++] = DIGIT_0 + (Math.trunc(value / 10) % 10)
    bytes[this.#length++] = DIGIT_0 + (value % 10)
  }

  #byte(byte: number): void {
    this.#bytes[this.#length++] = byte
  }

  #text(text: string): void {
    this.#length += this.#bytes.write(text, this.#length, 'latin1')
  }
}
