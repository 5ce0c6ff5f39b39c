import { ATTRIBUTE, CellBuffer, DEFAULT_COLOUR } from './cells.ts'
import {
  asciiCode,
  type ColourDepth,
  indexOf16,
  indexOf256,
  type TerminalCapabilities,
} from './colour-depth.ts'

/** Maximum bytes of a cell: both colours, attributes, a move and a glyph. */
const MAX_CELL_BYTES = 72
/** Bytes per frame: begin and end of the synchronized update, reset. */
const FRAME_BYTES = 64

/** Synchronized update: terminals that support it show the frame at once, others ignore it. */
const BEGIN_SYNCHRONIZED = '\x1b[?2026h'
const END_SYNCHRONIZED = '\x1b[?2026l'

const ESCAPE = 27
const BRACKET = 91
const SEMICOLON = 59
const LETTER_M = 109
const LETTER_H = 72
const DIGIT_0 = 48

/**
 * A cursor move costs about six bytes, so up to this many unchanged cells are rewritten instead.
 */
const MAX_REWRITE_CELLS = 4

const NO_STYLE = 0xffff_ffff

/**
 * Encodes the difference between a frame and the one before as terminal bytes: only changed cells,
 * colours only where they change, one buffer per frame.
 */
export class FrameEncoder {
  readonly #capabilities: TerminalCapabilities
  #before: CellBuffer | undefined
  #bytes = Buffer.alloc(0)
  #length = 0
  /** The terminal's current style. */
  #colour = NO_STYLE
  #background = NO_STYLE
  #attributes = 0

  constructor(capabilities: TerminalCapabilities) {
    this.#capabilities = capabilities
  }

  /** Forces a full next frame, since the terminal's contents are unknown. */
  reset(): void {
    this.#before = undefined
  }

  /** The bytes of a frame, valid until the next call; empty if nothing changed. */
  encode(cells: CellBuffer): Uint8Array {
    const capacity = cells.columns * cells.rows * MAX_CELL_BYTES + FRAME_BYTES
    if (this.#bytes.length < capacity) this.#bytes = Buffer.allocUnsafe(capacity)
    const isFullFrame = this.#before?.columns !== cells.columns || this.#before?.rows !== cells.rows
    const before =
      isFullFrame || !this.#before ? new CellBuffer(cells.columns, cells.rows) : this.#before
    this.#length = 0
    this.#colour = NO_STYLE
    this.#background = NO_STYLE
    this.#attributes = 0
    this.#text(BEGIN_SYNCHRONIZED)
    this.#text('\x1b[0m')
    if (isFullFrame) this.#text('\x1b[2J')
    const head = this.#length
    this.#changes(cells, before, isFullFrame)
    this.#before = before
    if (this.#length === head && !isFullFrame) return this.#bytes.subarray(0, 0)
    this.#text('\x1b[0m')
    this.#text(END_SYNCHRONIZED)
    return this.#bytes.subarray(0, this.#length)
  }

  /** One row as text with escape sequences, without cursor moves. */
  line(cells: CellBuffer): string {
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

  #changes(cells: CellBuffer, before: CellBuffer, isFullFrame: boolean): void {
    const { columns, rows, glyph, colour, background, attributes } = cells
    for (let row = 0; row < rows; row++) {
      /** Column of the cursor; −1 if unknown. */
      let cursor = -1
      for (let column = 0; column < columns; column++) {
        const index = row * columns + column
        if (
          !isFullFrame &&
          before.glyph[index] === glyph[index] &&
          before.background[index] === background[index] &&
          before.colour[index] === colour[index] &&
          before.attributes[index] === attributes[index]
        )
          continue
        if (cursor < 0 || column - cursor > MAX_REWRITE_CELLS) this.#moveTo(column, row)
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

  #cell(cells: CellBuffer, index: number): void {
    const glyph = cells.glyph[index]
    this.#style(cells.colour[index], cells.background[index], cells.attributes[index], glyph === 32)
    this.#glyph(this.#capabilities.utf8 ? glyph : asciiCode(glyph))
  }

  #style(colour: number, background: number, attributes: number, isBlank: boolean): void {
    const { depth } = this.#capabilities
    if (attributes !== this.#attributes) {
      this.#text('\x1b[0m')
      if (attributes & ATTRIBUTE.bold) this.#text('\x1b[1m')
      if (attributes & ATTRIBUTE.underline) this.#text('\x1b[4m')
      this.#attributes = attributes
      this.#colour = NO_STYLE
      this.#background = NO_STYLE
    }
    if (depth === 1) return
    // A blank shows no foreground colour.
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

  /** @param base 30 for the foreground, 40 for the background */
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

  /** Writes a number below 1,000. */
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
