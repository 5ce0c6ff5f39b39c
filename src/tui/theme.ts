import type { Colour } from '../player/colour.ts'
import { type Palette, paletteOf, RAMP_STEPS } from '../player/palette.ts'
import type { View } from '../player/view.ts'
import { DEFAULT_COLOUR } from './painter/cells.ts'
import { hasHalfBlocks, type TerminalCapabilities } from './painter/colour-depth.ts'

/** The palette adapted to a terminal's colours. */
export interface Theme extends Palette {
  readonly capabilities: TerminalCapabilities
  /** Two cells per row as coloured half blocks; otherwise one cell as a glyph. */
  readonly halfBlocks: boolean
}

const GREY = 0x7f7f7f

const oneColour = (colour: Colour) => new Uint32Array(RAMP_STEPS).fill(colour)

/**
 * With 16 colours or none, background and text keep the terminal's defaults, and a ramp is one
 * colour whose amount the glyph shows.
 */
const FEW_COLOURS = {
  background: DEFAULT_COLOUR,
  canvas: DEFAULT_COLOUR,
  text: DEFAULT_COLOUR,
  spot: DEFAULT_COLOUR,
  dim: GREY,
  faint: GREY,
  accent: 0xcdcd00,
  warning: 0xff0000,
  bidLine: 0x00ffff,
  askLine: 0xffff00,
  buyer: 0x00ff00,
  seller: 0xff0000,
  level: 0xe5e5e5,
  callWall: 0x00cdcd,
  putWall: 0xcd00cd,
  zeroGamma: 0xffff00,
  bid: oneColour(0x5c5cff),
  ask: oneColour(0xcdcd00),
  vacuum: oneColour(0xff00ff),
  pulled: oneColour(0xff0000),
  added: oneColour(0x00cd00),
  gexPositive: oneColour(0x00cdcd),
  gexNegative: oneColour(0xcd00cd),
} as const

/** The theme of a view on a terminal. */
export function themeOf(
  view: Pick<View, 'theme' | 'ramps'>,
  capabilities: TerminalCapabilities,
): Theme {
  const few = capabilities.depth < 8 ? FEW_COLOURS : {}
  return { ...paletteOf(view), ...few, capabilities, halfBlocks: hasHalfBlocks(capabilities) }
}

/** Themes by view, made once each: panels compare them by identity. */
export class Themes {
  readonly #capabilities: TerminalCapabilities
  readonly #made = new Map<string, Theme>()

  constructor(capabilities: TerminalCapabilities) {
    this.#capabilities = capabilities
  }

  of(view: Pick<View, 'theme' | 'ramps'>): Theme {
    const key = `${view.theme} ${view.ramps}`
    const known = this.#made.get(key)
    if (known) return known
    const theme = themeOf(view, this.#capabilities)
    this.#made.set(key, theme)
    return theme
  }
}
