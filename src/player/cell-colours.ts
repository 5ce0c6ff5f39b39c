import { type Colour, grey, mix } from './colour.ts'
import { CELL } from './heatmap.ts'
import { type Palette, RAMP_STEPS } from './palette.ts'

/** How far an invalid second fades into the canvas. */
const FADE = 0.55

/** A value's step of a ramp. */
export function rampStep(value: number): number {
  return Math.round(value * (RAMP_STEPS - 1))
}

/** The ramp of a kind of cell; undefined of what is not looked at. */
export function rampOf(palette: Palette, kind: number): Uint32Array | undefined {
  switch (kind) {
    case CELL.bid:
      return palette.bid
    case CELL.ask:
      return palette.ask
    case CELL.vacuum:
      return palette.vacuum
    case CELL.pulled:
      return palette.pulled
    case CELL.added:
      return palette.added
    case CELL.gexPositive:
      return palette.gexPositive
    case CELL.gexNegative:
      return palette.gexNegative
    default:
      return undefined
  }
}

/**
 * The colour of a cell: how much of what, vacuum over it, and faded where it is not valid.
 *
 * @param minVacuum the score from which vacuum is seen over a wall
 */
export function cellColour(
  palette: Palette,
  kind: number,
  value: number,
  over: number,
  minVacuum: number,
  isValid: boolean,
): Colour {
  const ramp = rampOf(palette, kind)
  if (!ramp) return palette.background
  let colour = ramp[rampStep(value)]
  if (over >= minVacuum) {
    // It appears gradually, so that a score just above nothing does not stand out.
    const strength = (over - minVacuum) / (1 - minVacuum + 0.01)
    colour = mix(colour, palette.vacuum[rampStep(0.45 + 0.5 * over)], Math.min(0.3 + strength, 1))
  }
  return isValid ? colour : mix(grey(colour), palette.canvas, FADE)
}
