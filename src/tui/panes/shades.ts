import { CELL_KIND } from '../../player/heatmap.ts'
import type { ColourScale } from '../../player/scale.ts'
import type { TerminalCapabilities } from '../painter/colour-depth.ts'

const BLOCKS = codesOf(' ░▒▓█')
const ASCII = codesOf(' .:-=+*#%@')
/** Without colours, bids and asks differ by glyph; − is a line's, o and x are trades. */
const ASCII_BIDS = codesOf(' .:=+*#@')
const ASCII_ASKS = codesOf(` '"~<%&$`)
/** Kinds drawn as asks are: the second of a pair. */
const SECOND_KINDS: readonly number[] = [CELL_KIND.ask, CELL_KIND.added, CELL_KIND.gexNegative]

/** The glyph of vacuum over a wall, without colours. */
export const VACUUM_GLYPH = 33 // !

/** Glyphs of a cell kind from empty to strongest, where a row is one cell. */
export function shadesOf(
  kind: number,
  { depth, utf8 }: TerminalCapabilities,
): readonly [number, ...number[]] {
  if (depth > 1) return utf8 ? BLOCKS : ASCII
  return SECOND_KINDS.includes(kind) ? ASCII_ASKS : ASCII_BIDS
}

/** The glyph of an intensity from 0 to 1. */
export function shadeOf(shades: readonly number[], value: number): number {
  return shades[Math.round(value * (shades.length - 1))]
}

/** Glyphs of trades by aggressor: dots where colours tell them apart. */
export function tradeGlyphs({ depth, utf8 }: TerminalCapabilities): {
  readonly bought: string
  readonly sold: string
} {
  return depth > 1 && utf8 ? { bought: '●', sold: '●' } : { bought: 'o', sold: 'x' }
}

const SMALL_DOT = 0xb7 // ·
const MIDDLE_DOT = 0x2022 // •
export const LARGE_DOT = 0x25cf // ●

/** The dot of a trade's size. */
export function dotGlyph(lots: number, { middleTrade, largeTrade }: ColourScale): number {
  if (lots >= largeTrade) return LARGE_DOT
  return lots >= middleTrade ? MIDDLE_DOT : SMALL_DOT
}

function codesOf(glyphs: string): readonly [number, ...number[]] {
  const [first, ...rest] = Array.from(glyphs, (glyph) => glyph.codePointAt(0) ?? 32)
  return [first, ...rest]
}
