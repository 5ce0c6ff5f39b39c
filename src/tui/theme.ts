import { PALETTES, type Palette } from '../player/palette.ts'
import { DEFAULT_COLOUR } from './painter/cells.ts'
import { type Abilities, hasHalfBlocks } from './painter/colour-depth.ts'

/** The player's colours as a terminal can show them. */
export interface Theme extends Palette {
  readonly abilities: Abilities
  /** Two ticks a row, by colour; otherwise one, by glyph. */
  readonly halfBlocks: boolean
}

const GREY = 0x7f7f7f

/** Where there are 16 colours or none, backgrounds and text are the user's own. */
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

export function themeOf(name: 'dark' | 'light', abilities: Abilities): Theme {
  const few = abilities.depth < 8 ? FEW_COLOURS : {}
  return { ...PALETTES[name], ...few, abilities, halfBlocks: hasHalfBlocks(abilities) }
}
