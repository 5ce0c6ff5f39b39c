import { type Colour, grey, mix } from './colour.ts'
import { CELL_KIND } from './heatmap.ts'
import { type Palette, RAMP_STEPS } from './palette.ts'

/** Share of the canvas colour mixed into an invalid second. */
const INVALID_FADE = 0.55

/** Share of the heatmap that is left under candles. */
export const UNDER_CANDLES = 0.6

/** Share of the rules' colour in the band of a crossed book. */
export const CROSSED_SHARE = 0.35

/** A value's index in a ramp. */
export function rampStep(value: number): number {
  return Math.round(value * (RAMP_STEPS - 1))
}

/** The colour ramp of a cell kind; undefined for cells without data. */
export function rampOf(palette: Palette, kind: number): Uint32Array | undefined {
  switch (kind) {
    case CELL_KIND.bid:
      return palette.bid
    case CELL_KIND.ask:
      return palette.ask
    case CELL_KIND.vacuum:
      return palette.vacuum
    case CELL_KIND.pulled:
      return palette.pulled
    case CELL_KIND.added:
      return palette.added
    case CELL_KIND.gexPositive:
      return palette.gexPositive
    case CELL_KIND.gexNegative:
      return palette.gexNegative
    default:
      return undefined
  }
}

/**
 * The colour of a cell: its kind and value, overlaid with vacuum, and faded where invalid.
 *
 * @param minVacuum the weighted score from which a pull is drawn over a wall
 */
export function cellColour(
  palette: Palette,
  kind: number,
  value: number,
  over: number,
  minVacuum: number,
  isValid: boolean,
): Colour {
  if (kind === CELL_KIND.crossed) return mix(palette.canvas, palette.faint, CROSSED_SHARE)
  const ramp = rampOf(palette, kind)
  if (!ramp) return palette.background
  if (value === 0 && over < minVacuum) return palette.canvas
  let colour = ramp[rampStep(value)]
  if (over >= minVacuum) {
    // Blended in gradually, so that a score just above the threshold does not stand out.
    const strength = (over - minVacuum) / (1 - minVacuum + 0.01)
    colour = mix(colour, palette.vacuum[rampStep(0.6 + 0.4 * over)], Math.min(0.75 + strength, 1))
  }
  return isValid ? colour : mix(grey(colour), palette.canvas, INVALID_FADE)
}
