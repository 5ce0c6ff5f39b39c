import { PALETTES, type Palette } from '../player/palette.ts'
import { DEFAULT_COLOUR } from './painter/cells.ts'
import { hasHalfBlocks, type TerminalCapabilities } from './painter/colour-depth.ts'

/** The palette adapted to a terminal's colours. */
export interface Theme extends Palette {
  readonly capabilities: TerminalCapabilities
  /** Two cells per row as coloured half blocks; otherwise one cell as a glyph. */
  readonly halfBlocks: boolean
}

const GREY = 0x7f7f7f

/** With 16 colours or none, background and text keep the terminal's defaults. */
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
  level: 0xcdcd00,
  callWall: 0x00cdcd,
  putWall: 0xcd00cd,
  zeroGamma: 0xcdcd00,
} as const

export function themeOf(name: 'dark' | 'light', capabilities: TerminalCapabilities): Theme {
  const few = capabilities.depth < 8 ? FEW_COLOURS : {}
  return { ...PALETTES[name], ...few, capabilities, halfBlocks: hasHalfBlocks(capabilities) }
}
