import { type Colour, nearestOf16, nearestOf256 } from '../../player/colour.ts'

/** Bits of colour a terminal shows, as Node's `getColorDepth` counts them: 1 is none. */
export type ColourDepth = 1 | 4 | 8 | 24

/** What a terminal can show. */
export interface Abilities {
  readonly depth: ColourDepth
  /** Without it, glyphs are ASCII. */
  readonly utf8: boolean
}

/** Half-blocks need two colours a cell that are near enough to what is meant. */
export function hasHalfBlocks({ depth, utf8 }: Abilities): boolean {
  return utf8 && depth >= 8
}

const near256 = new Map<Colour, number>()
const near16 = new Map<Colour, number>()

/** The index of the nearest of 256 colours, looked up once. */
export function indexOf256(colour: Colour): number {
  return remembered(near256, colour, nearestOf256)
}

/** The index of the nearest of 16 colours, looked up once. */
export function indexOf16(colour: Colour): number {
  return remembered(near16, colour, nearestOf16)
}

function remembered(known: Map<Colour, number>, colour: Colour, find: (colour: Colour) => number) {
  const index = known.get(colour) ?? find(colour)
  // Blended colours could be many; the palette's own come back at once.
  if (known.size > 20_000) known.clear()
  known.set(colour, index)
  return index
}

/** ASCII in place of the glyphs that panels and panes use. */
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
  '∥': '|',
  '‖': '|',
}

const plain = new Map(
  Object.entries(PLAIN_GLYPHS).map(([glyph, ascii]) => [
    glyph.codePointAt(0) as number,
    ascii.charCodeAt(0),
  ]),
)

const QUESTION_MARK = 63

/** A glyph that a terminal without UTF-8 shows. */
export function plainGlyph(glyph: number): number {
  return glyph < 127 ? glyph : (plain.get(glyph) ?? QUESTION_MARK)
}
