import { type Colour, hex } from '../../player/colour.ts'
import { PALETTES, type Palette } from '../../player/palette.ts'

export type ThemeName = keyof typeof PALETTES

const STORED = 'spymaster.theme'

const systemIsLight = () => matchMedia('(prefers-color-scheme: light)')

/** The user's stored choice, or else the system's preference. */
export function preferredTheme(): ThemeName {
  const stored = localStorage.getItem(STORED)
  if (stored === 'dark' || stored === 'light') return stored
  return systemIsLight().matches ? 'light' : 'dark'
}

export function storeTheme(name: ThemeName): void {
  localStorage.setItem(STORED, name)
}

/**
 * Calls back when the system's theme changes; a stored choice still has precedence.
 *
 * @returns a function that ends it
 */
export function followSystem(turned: (preferred: ThemeName) => void): () => void {
  const query = systemIsLight()
  const turn = () => turned(preferredTheme())
  query.addEventListener('change', turn)
  return () => query.removeEventListener('change', turn)
}

/** The palette as CSS colours; a ramp is a list. */
export type CssColours = {
  readonly [K in keyof Palette]: Palette[K] extends Colour ? string : readonly string[]
}

/** CSS colours of both themes. */
export const INKS: Readonly<Record<ThemeName, CssColours>> = {
  dark: inksOf(PALETTES.dark),
  light: inksOf(PALETTES.light),
}

function inksOf(palette: Palette): CssColours {
  const entries = Object.entries(palette).map(([name, colour]) => [
    name,
    typeof colour === 'number' ? hex(colour) : Array.from(colour, hex),
  ])
  return Object.fromEntries(entries) as CssColours
}

/** A ramp step that is visible on the background of either theme. */
export const CLEAR_STEP = 32

/**
 * Sets the palette as CSS variables: `--text`, `--ask-line`, and a ramp's {@link CLEAR_STEP} step as
 * `--ask`.
 */
export function applyTheme(name: ThemeName, { style, dataset } = document.documentElement): void {
  dataset.theme = name
  style.colorScheme = name
  for (const [colour, ink] of Object.entries(INKS[name])) {
    const property = `--${colour.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
    style.setProperty(property, typeof ink === 'string' ? ink : ink[CLEAR_STEP])
  }
}
