/** A colour as 0xRRGGBB. */
export type Colour = number

/** Mixes two colours: share 0 is the first, 1 the second. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  const red = blend(from >> 16, to >> 16, share)
  const green = blend((from >> 8) & 255, (to >> 8) & 255, share)
  const blue = blend(from & 255, to & 255, share)
  return (red << 16) | (green << 8) | blue
}

function blend(from: number, to: number, share: number): number {
  return Math.round(from + (to - from) * share)
}

/** The grey of a colour's lightness (Rec. 709 weights). */
export function grey(colour: Colour): Colour {
  const level = Math.round(
    0.2126 * (colour >> 16) + 0.7152 * ((colour >> 8) & 255) + 0.0722 * (colour & 255),
  )
  return (level << 16) | (level << 8) | level
}

/** "#0b0f14". */
export function hex(colour: Colour): string {
  return `#${colour.toString(16).padStart(6, '0')}`
}

/** A colour ramp through evenly spaced stops. */
export function ramp(stops: readonly Colour[], length: number): Uint32Array {
  return Uint32Array.from({ length }, (_, index) => {
    const place = (index / (length - 1)) * (stops.length - 1)
    const stop = Math.min(Math.floor(place), stops.length - 2)
    return mix(stops[stop], stops[stop + 1], place - stop)
  })
}

/** The six levels of each channel in the terminal's colour cube, and its first index. */
const CUBE_LEVELS = [0, 95, 135, 175, 215, 255]
const CUBE_START = 16
/** The terminal's 24 greys: 8, 18, …, 238. */
const GREY_START = 232

/** The nearest of a terminal's 256 colours, among those that users do not redefine (16–255). */
export function nearestOf256(colour: Colour): number {
  const red = colour >> 16
  const green = (colour >> 8) & 255
  const blue = colour & 255
  const level = (value: number) =>
    value < 48 ? 0 : value < 115 ? 1 : Math.trunc((value - 35) / 40)
  const [r, g, b] = [level(red), level(green), level(blue)]
  const cube = squaredDistance(colour, CUBE_LEVELS[r], CUBE_LEVELS[g], CUBE_LEVELS[b])
  const step = Math.min(Math.max(Math.round(((red + green + blue) / 3 - 8) / 10), 0), 23)
  const value = 8 + 10 * step
  return squaredDistance(colour, value, value, value) < cube
    ? GREY_START + step
    : CUBE_START + 36 * r + 6 * g + b
}

/** xterm's values of the 16 colours. */
const XTERM_16: readonly Colour[] = [
  0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f,
  0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
]

/** The nearest of a terminal's 16 colours. Users redefine them, so only the hue is reliable. */
export function nearestOf16(colour: Colour): number {
  let nearest = 0
  for (let index = 1; index < XTERM_16.length; index++) {
    if (distance(colour, XTERM_16[index]) < distance(colour, XTERM_16[nearest])) nearest = index
  }
  return nearest
}

function distance(one: Colour, other: Colour): number {
  return squaredDistance(one, other >> 16, (other >> 8) & 255, other & 255)
}

function squaredDistance(colour: Colour, red: number, green: number, blue: number): number {
  const [r, g, b] = [(colour >> 16) - red, ((colour >> 8) & 255) - green, (colour & 255) - blue]
  return 2 * r * r + 4 * g * g + 3 * b * b
}
