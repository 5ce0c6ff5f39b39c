import { type Colour, grey, mix } from '../../player/colour.ts'
import { CELL } from '../../player/heatmap.ts'
import { RAMP_STEPS } from '../../player/palette.ts'
import type { Theme } from '../theme.ts'

/** How far an invalid second fades into the canvas. */
const FADE = 0.55

/** A value's step of a ramp. */
export function rampStep(value: number): number {
  return Math.round(value * (RAMP_STEPS - 1))
}

/** The ramp of a kind of cell; undefined of what is not looked at. */
export function rampOf(theme: Theme, kind: number): Uint32Array | undefined {
  switch (kind) {
    case CELL.bid:
      return theme.bid
    case CELL.ask:
      return theme.ask
    case CELL.vacuum:
      return theme.vacuum
    case CELL.pulled:
      return theme.pulled
    case CELL.added:
      return theme.added
    case CELL.gexPositive:
      return theme.gexPositive
    case CELL.gexNegative:
      return theme.gexNegative
    default:
      return undefined
  }
}

/**
 * The colour of a cell: how much of what, vacuum over it, and faded where it is not valid.
 *
 * @param leastVacuum the score from which vacuum is seen over a wall
 */
export function cellColour(
  theme: Theme,
  kind: number,
  value: number,
  over: number,
  leastVacuum: number,
  isValid: boolean,
): Colour {
  const ramp = rampOf(theme, kind)
  if (!ramp) return theme.background
  let colour = ramp[rampStep(value)]
  if (over >= leastVacuum) {
    // It appears gradually, so that a score just above nothing does not stand out.
    const strength = (over - leastVacuum) / (1 - leastVacuum + 0.01)
    colour = mix(colour, theme.vacuum[rampStep(0.45 + 0.5 * over)], Math.min(0.3 + strength, 1))
  }
  return isValid ? colour : mix(grey(colour), theme.canvas, FADE)
}
