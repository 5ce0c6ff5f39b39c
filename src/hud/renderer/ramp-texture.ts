import type { Colour } from '../../player/colour.ts'
import { type Palette, RAMP_STEPS } from '../../player/palette.ts'

/** The palette's ramps, one texture row each. */
export const RAMPS = [
  'ask',
  'bid',
  'vacuum',
  'pulled',
  'added',
  'gexPositive',
  'gexNegative',
] as const
type RampName = (typeof RAMPS)[number]

/** The texture row of each ramp. */
export const RAMP = Object.fromEntries(RAMPS.map((name, row) => [name, row])) as Readonly<
  Record<RampName, number>
>

/** A palette's ramps as RGBA bytes, one row each. */
export function rampTexels(palette: Palette): Uint8Array<ArrayBuffer> {
  const texels = new Uint8Array(RAMPS.length * RAMP_STEPS * 4)
  for (const [row, name] of RAMPS.entries()) {
    for (let step = 0; step < RAMP_STEPS; step++) {
      const [red, green, blue] = channels(palette[name][step])
      texels.set([red, green, blue, 255], (row * RAMP_STEPS + step) * 4)
    }
  }
  return texels
}

/** A colour's red, green and blue, 0 to 255. */
export function channels(colour: Colour): readonly [red: number, green: number, blue: number] {
  return [colour >> 16, (colour >> 8) & 255, colour & 255]
}

/** Red, green and blue from 0 to 1, for shaders. */
export function unitChannels(colour: Colour): [red: number, green: number, blue: number] {
  const [red, green, blue] = channels(colour)
  return [red / 255, green / 255, blue / 255]
}
