import { type Colour, ramp } from './colour.ts'

/**
 * Steps of a ramp: fine enough for the eye, coarse enough that neighbouring cells share colours.
 */
export const RAMP_STEPS = 48

/**
 * The colours of a screen, distinguishable with every kind of colour blindness: bids are blue and
 * asks orange, vacuum is violet, pulled and added are rose and green of different lightness. Ramps
 * go from background to foreground, so that lightness alone shows the amount.
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
    bid: scale(DARK_CANVAS, 0x0f2742, 0x12477f, 0x1d6fc4, 0x55a9f0, 0xc9e7ff),
    ask: scale(DARK_CANVAS, 0x33210f, 0x6a3d0c, 0xb4650f, 0xf09a37, 0xffe6bd),
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
    bid: scale(LIGHT_CANVAS, 0xdbe8f4, 0xa9cbea, 0x5e9bd6, 0x1f64b0, 0x0a2f63),
    ask: scale(LIGHT_CANVAS, 0xf6e6d2, 0xf0c794, 0xe2963f, 0xb0600e, 0x5c2d00),
    vacuum: scale(LIGHT_CANVAS, 0xf1dff3, 0xdcaee2, 0xbd6cc9, 0x8d2f9d, 0x4a0f57),
    pulled: scale(LIGHT_CANVAS, 0xf8dfe2, 0xf0aeb8, 0xdb6680, 0xab2450, 0x560a26),
    added: scale(LIGHT_CANVAS, 0xdcf0e6, 0xa6d9c1, 0x5aab8b, 0x1f7455, 0x083a29),
    gexPositive: scale(LIGHT_CANVAS, 0xd9efee, 0xa0d6d3, 0x55a8a5, 0x1b706f, 0x073838),
    gexNegative: scale(LIGHT_CANVAS, 0xefe2f5, 0xd7b6e6, 0xb17fca, 0x7c3f9b, 0x3f1454),
  },
}
