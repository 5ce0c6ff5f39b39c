import { type Colour, nearestOf16, nearestOf256 } from '../../player/colour.ts'

/** Bits of colour of a terminal, as in Node's `getColorDepth`: 1 is none. */
export type ColourDepth = 1 | 4 | 8 | 24

/** What a terminal can show. */
export interface TerminalCapabilities {
  readonly depth: ColourDepth
  /** Without it, glyphs are ASCII. */
  readonly utf8: boolean
}

/** Half blocks need UTF-8 and at least 256 colours, since each cell shows two. */
export function hasHalfBlocks({ depth, utf8 }: TerminalCapabilities): boolean {
  return utf8 && depth >= 8
}

const near256 = new Map<Colour, number>()
const near16 = new Map<Colour, number>()

/** The index of the nearest of 256 colours, memoized. */
export function indexOf256(colour: Colour): number {
  return memoized(near256, colour, nearestOf256)
}

/** The index of the nearest of 16 colours, memoized. */
export function indexOf16(colour: Colour): number {
  return memoized(near16, colour, nearestOf16)
}

function memoized(known: Map<Colour, number>, colour: Colour, find: (colour: Colour) => number) {
  const index = known.get(colour) ?? find(colour)
  // Blended colours could grow the map without limit; the palette's own are soon back.
  if (known.size > 20_000) known.clear()
  known.set(colour, index)
  return index
}

/** ASCII replacements of the glyphs of panels and panes. */
const PLAIN_GLYPHS: Readonly<Record<string, string>> = {
  '─': '-',
  '│': '|',
  '┌': '+',
  '┐': '+',
  '└': '+',
  '┘': '+',
  '├': '+',
  '┤': '+',
  '┬': '+',
  '┴': '+',
  '┼': '+',
  '╌': '-',
  '┄': '-',
  '┊': ':',
  '╱': '/',
  '·': '.',
  '•': 'o',
  '●': 'O',
  '◆': '*',
  '◇': 'o',
  '▲': '^',
  '▼': 'v',
  '▶': '>',
  '◀': '<',
  '▸': '>',
  '◂': '<',
  '■': '#',
  '□': '.',
  '█': '#',
  '▓': '#',
  '▒': '+',
  '░': '.',
  '▀': '"',
  '▄': '_',
  '▌': '#',
  '▐': '#',
  '▏': '|',
  '▎': '|',
  '▍': '|',
  '▋': '#',
  '▊': '#',
  '▉': '#',
  '▁': '_',
  '▂': '_',
  '▃': '.',
  '▅': 'o',
  '▆': 'o',
  '▇': '#',
  '−': '-',
  '–': '-',
  '×': 'x',
  '…': '~',
  '±': '+',
  '≥': '>',
  '←': '<',
  '→': '>',
  '↑': '^',
  '↓': 'v',
  '⏸': '=',
  Σ: 'S',
  Δ: 'd',
  γ: 'g',
  '’': "'",
  '²': '2',
  '╵': "'",
  '╿': '|',
  '┃': '|',
  '∥': '|',
  '‖': '|',
}

const asciiGlyphs = new Map(
  Object.entries(PLAIN_GLYPHS).map(([glyph, ascii]) => [
    glyph.codePointAt(0) as number,
    ascii.charCodeAt(0),
  ]),
)

const QUESTION_MARK = 63

/** The ASCII replacement of a glyph. */
export function asciiCode(glyph: number): number {
  return glyph < 127 ? glyph : (asciiGlyphs.get(glyph) ?? QUESTION_MARK)
}
