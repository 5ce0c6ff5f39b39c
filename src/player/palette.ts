import { type Colour, ramp } from './colour.ts'
import type { View } from './view.ts'

/**
 * Steps of a ramp: fine enough for the eye, coarse enough that neighbouring cells share colours.
 */
export const RAMP_STEPS = 48

/**
 * The colours of a screen, distinguishable with every kind of colour blindness: bids are blue and
 * asks orange, vacuum is violet, pulled and added are rose and green of different lightness. Ramps
 * go from background to foreground, so that lightness alone shows the amount; those of the wall are
 * dark for most of their length, so that the largest levels stand out.
 */
export interface Palette {
  readonly background: Colour
  /** Background of the heatmap where the book is recorded and empty. */
  readonly canvas: Colour
  readonly text: Colour
  /** Labels and units. */
  readonly dim: Colour
  /** Rules and hatching. */
  readonly faint: Colour
  /** Selections and highlights. */
  readonly accent: Colour
  /** Warnings about the data. */
  readonly warning: Colour
  readonly spot: Colour
  readonly bidLine: Colour
  readonly askLine: Colour
  /** Trades by aggressor. */
  readonly buyer: Colour
  readonly seller: Colour
  readonly level: Colour
  readonly callWall: Colour
  readonly putWall: Colour
  readonly zeroGamma: Colour
  readonly bid: Uint32Array
  readonly ask: Uint32Array
  readonly vacuum: Uint32Array
  readonly pulled: Uint32Array
  readonly added: Uint32Array
  readonly gexPositive: Uint32Array
  readonly gexNegative: Uint32Array
}

const DARK_CANVAS = 0x0d1117
const LIGHT_CANVAS = 0xfbfaf6

const scale = (...stops: Colour[]) => ramp(stops, RAMP_STEPS)

export const PALETTES: Readonly<Record<'dark' | 'light', Palette>> = {
  dark: {
    background: 0x0a0d12,
    canvas: DARK_CANVAS,
    text: 0xd5dbe3,
    dim: 0x7c8794,
    faint: 0x343c47,
    accent: 0xf2cc60,
    warning: 0xff9d5c,
    spot: 0xf5f7fa,
    bidLine: 0x9fd3ff,
    askLine: 0xffcf9a,
    buyer: 0x5ef0c4,
    seller: 0xff6b8e,
    level: 0xb9a26a,
    callWall: 0x5ec8b8,
    putWall: 0xd98ae0,
    zeroGamma: 0xf2cc60,
    bid: scale(DARK_CANVAS, 0x0c1e36, 0x0e2f57, 0x12457f, 0x195fa8, 0x2f8ae0, 0x86cafd, 0xf2faff),
    ask: scale(DARK_CANVAS, 0x261a0e, 0x40270c, 0x623a0b, 0x8a4f0c, 0xd0741a, 0xffb860, 0xfff6e2),
    vacuum: scale(DARK_CANVAS, 0x2b1440, 0x5d1f83, 0xa02bb0, 0xe35bc8, 0xffd9f3),
    pulled: scale(DARK_CANVAS, 0x3a1022, 0x7d1b40, 0xc9375f, 0xf88aa0, 0xffe1e3),
    added: scale(DARK_CANVAS, 0x0a2a24, 0x0f5243, 0x1f8a6d, 0x6cc9a4, 0xe0f7ea),
    gexPositive: scale(DARK_CANVAS, 0x0b2b2c, 0x125457, 0x238c8b, 0x71cbc4, 0xe2faf5),
    gexNegative: scale(DARK_CANVAS, 0x2a1338, 0x5b2674, 0x9449b1, 0xcc8ee4, 0xf7e6ff),
  },
  light: {
    background: 0xf3f1ea,
    canvas: LIGHT_CANVAS,
    text: 0x22272e,
    dim: 0x5a646e,
    faint: 0xcbc8bd,
    accent: 0x835700,
    warning: 0xb4470a,
    spot: 0x0b0e12,
    bidLine: 0x0b4f9c,
    askLine: 0x9a4a00,
    buyer: 0x007354,
    seller: 0xc41748,
    level: 0x735f22,
    callWall: 0x0a6f61,
    putWall: 0x9b3aa6,
    zeroGamma: 0x835700,
    bid: scale(LIGHT_CANVAS, 0xe6eff7, 0xcfe1f2, 0xafcde9, 0x83b1de, 0x3c7fc6, 0x12509b, 0x06244f),
    ask: scale(LIGHT_CANVAS, 0xf9efe0, 0xf5e0c2, 0xf1cc9a, 0xeab067, 0xcd7a1c, 0x8f4a04, 0x4a2300),
    vacuum: scale(LIGHT_CANVAS, 0xf1dff3, 0xdcaee2, 0xbd6cc9, 0x8d2f9d, 0x4a0f57),
    pulled: scale(LIGHT_CANVAS, 0xf8dfe2, 0xf0aeb8, 0xdb6680, 0xab2450, 0x560a26),
    added: scale(LIGHT_CANVAS, 0xdcf0e6, 0xa6d9c1, 0x5aab8b, 0x1f7455, 0x083a29),
    gexPositive: scale(LIGHT_CANVAS, 0xd9efee, 0xa0d6d3, 0x55a8a5, 0x1b706f, 0x073838),
    gexNegative: scale(LIGHT_CANVAS, 0xefe2f5, 0xd7b6e6, 0xb17fca, 0x7c3f9b, 0x3f1454),
  },
}

/** Perceptually even ramps that every kind of colour vision reads (matplotlib), dark to light. */
const EVEN_RAMPS = {
  viridis: [0x440154, 0x414487, 0x2a788e, 0x22a884, 0x7ad151, 0xfde725],
  cividis: [0x00224e, 0x35456c, 0x666970, 0x948e77, 0xc8b866, 0xfee838],
} as const

/** Palettes with one ramp for both sides of the book; above spot is asks, below is bids. */
const EVEN_PALETTES: Readonly<
  Record<keyof typeof EVEN_RAMPS, Readonly<Record<View['theme'], Palette>>>
> = {
  viridis: evenPalettes(EVEN_RAMPS.viridis),
  cividis: evenPalettes(EVEN_RAMPS.cividis),
}

function evenPalettes(stops: readonly Colour[]): Readonly<Record<View['theme'], Palette>> {
  const dark = scale(DARK_CANVAS, ...stops)
  const light = scale(LIGHT_CANVAS, ...stops.toReversed())
  return {
    dark: { ...PALETTES.dark, bid: dark, ask: dark },
    light: { ...PALETTES.light, bid: light, ask: light },
  }
}

/** The palette of a view. */
export function paletteOf({ theme, ramps }: Pick<View, 'theme' | 'ramps'>): Palette {
  return ramps === 'hues' ? PALETTES[theme] : EVEN_PALETTES[ramps][theme]
}
