import { FIRST_SPOT, MadeSource, OPEN_SECOND, type PlantedLevels } from './made-source.ts'

/** A moment in which a wall stands, a range is being pulled, and gamma sits somewhere. */
export interface PlantedMoment extends PlantedLevels {
  readonly seed: number
}

const moment = (
  seed: number,
  wall: number,
  wallLots: number,
  low: number,
  high: number,
  callWall: number,
): PlantedMoment => ({ seed, wall, wallLots, pulled: { low, high }, callWall })

/**
 * Offsets are ticks from the first spot. The seeds are those whose spot is near it at the moment, so
 * that all of them are recorded.
 */
export const MOMENTS: readonly PlantedMoment[] = [
  moment(1, 8, 240, -11, -9, 10),
  moment(4, -9, 240, 7, 9, 11),
  moment(3, 7, 300, 9, 10, -10),
  moment(2, -7, 400, -11, -10, 8),
  moment(6, 10, 600, 7, 8, -10),
  moment(5, -10, 900, -8, -7, 9),
  moment(11, 9, 250, -10, -7, 7),
  moment(9, -10, 280, 8, 10, -7),
  moment(10, 10, 500, 7, 8, -9),
  moment(12, -7, 320, -11, -9, 9),
]

/** The second in which the pull ends: two seconds of it are in the picture. */
export const MOMENT_SECOND = OPEN_SECOND + 122

export function plantedSource({ seed, ...planted }: PlantedMoment): MadeSource {
  return new MadeSource({ seed, hasOptions: true, planted })
}

/** A tick's colour in one of the newest seconds. */
export interface TickColour {
  readonly tick: number
  readonly colour: number
}

/**
 * What is brightest in a picture, by WCAG's contrast with the canvas: "wall", "pulled", "call
 * wall", or the ticks of another run. The touch is left out: its lines are bright on purpose.
 */
export function brightestThings(
  colours: readonly TickColour[],
  { wall, pulled, callWall }: PlantedMoment,
  canvas: number,
  touch: readonly number[],
): string[] {
  const nameOf = (tick: number) => {
    const offset = tick - FIRST_SPOT
    if (offset === wall) return 'wall'
    if (offset === callWall) return 'call wall'
    return offset >= pulled.low && offset <= pulled.high ? 'pulled' : `${tick}`
  }
  const ordered = colours
    .filter(({ tick }) => !touch.includes(tick))
    .toSorted((one, other) => contrast(other.colour, canvas) - contrast(one.colour, canvas))
  return [...new Set(ordered.map(({ tick }) => nameOf(tick)))].slice(0, 3).toSorted()
}

/** WCAG's contrast of two colours. */
export function contrast(one: number, other: number): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: number): number {
  const channel = (shift: number) => {
    const value = ((colour >> shift) & 255) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
}
