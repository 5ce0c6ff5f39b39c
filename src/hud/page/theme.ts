import { type Colour, hex } from '../../player/colour.ts'
import { PALETTES, type Palette } from '../../player/palette.ts'

export type ThemeName = keyof typeof PALETTES

const STORED = 'spymaster.theme'

const systemIsLight = () => matchMedia('(prefers-color-scheme: light)')

/** What the reader chose before, or what the system prefers. */
export function preferredTheme(): ThemeName {
  const stored = localStorage.getItem(STORED)
  if (stored === 'dark' || stored === 'light') return stored
  return systemIsLight().matches ? 'light' : 'dark'
}

export function rememberTheme(name: ThemeName): void {
  localStorage.setItem(STORED, name)
}

/**
 * Tells when the system turns, as many do at dusk; the reader's choice stays what is preferred.
 *
 * @returns what ends it
 */
export function followSystem(turned: (preferred: ThemeName) => void): () => void {
  const query = systemIsLight()
  const turn = () => turned(preferredTheme())
  query.addEventListener('change', turn)
  return () => query.removeEventListener('change', turn)
}

/** The palette's colours as CSS has them: a ramp is a list. */
export type Inks = {
  readonly [K in keyof Palette]: Palette[K] extends Colour ? string : readonly string[]
}

/** Both themes' colours as CSS has them. */
export const INKS: Readonly<Record<ThemeName, Inks>> = {
  dark: inksOf(PALETTES.dark),
  light: inksOf(PALETTES.light),
}

function inksOf(palette: Palette): Inks {
  const entries = Object.entries(palette).map(([name, colour]) => [
    name,
    typeof colour === 'number' ? hex(colour) : Array.from(colour as Uint32Array, hex),
  ])
  return Object.fromEntries(entries) as Inks
}

/** A step of a ramp that is seen on the background of either theme. */
export const CLEAR = 32

/** Hands the palette to the style sheets: `--text`, `--ask-line`, and a ramp's clear step as `--ask`. */
export function applyTheme(name: ThemeName, { style, dataset } = document.documentElement): void {
  dataset.theme = name
  style.colorScheme = name
  for (const [colour, ink] of Object.entries(INKS[name])) {
    const property = `--${colour.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
    style.setProperty(property, typeof ink === 'string' ? ink : ink[CLEAR])
  }
}
