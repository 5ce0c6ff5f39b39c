import { emptyGexNote } from '../../player/empty-gex.ts'
import type { HeatColumn } from '../../player/heat-column.ts'
import { GEX_UNIT } from '../../player/legend.ts'
import { shortNumber } from '../../player/series.ts'
import { strikeGap } from '../../player/strike-gap.ts'
import { CLEAR_STEP } from '../page/theme.ts'
import type { HudPicture } from '../picture.ts'
import { type DrawingContext, write, writeRight } from './drawing.tsx'
import { drawGexFlow } from './gex-flow.ts'
import { drawGexLevels, type GexLevelLine, gexLevels, strikeText } from './gex-levels.ts'

/** Draws gamma exposure by strike on the heatmap's price axis, and the GEX levels. */
export function drawGexBars(sheet: DrawingContext, picture: HudPicture): void {
  const { newest, day, moment } = picture
  const lines = emptyGexNote(day, newest)
  if (lines.length > 0) drawLines(sheet, lines)
  if (!day.surfaces.includes('gex') || !newest || newest.strike.length === 0) return
  const levels = moment.gex ? gexLevels(moment.gex, sheet.inks) : []
  drawBars(sheet, picture, newest, levels)
  const flow = moment.dealers?.flow
  if (flow) drawGexFlow(sheet, picture, flow, largest(newest.gex))
  drawGexLevels(sheet, picture, levels)
  if (moment.gex) drawTotal(sheet, moment.gex.total)
}

function drawLines(sheet: DrawingContext, lines: readonly string[]): void {
  const { context, width, height, em, inks } = sheet
  context.fillStyle = inks.dim
  context.textAlign = 'center'
  for (const [at, text] of lines.entries()) {
    context.fillText(text, width / 2, height / 2 + (at - (lines.length - 1) / 2) * 1.5 * em)
  }
}

function largest(exposures: Float64Array): number {
  return exposures.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
}

/** Positive exposure grows right from the middle, negative left. */
function drawBars(
  sheet: DrawingContext,
  { viewport, day }: HudPicture,
  { strike, gex }: HeatColumn,
  levels: readonly GexLevelLine[],
): void {
  const { context, width, height, em, inks } = sheet
  const middle = Math.round(width / 2)
  const room = width / 2 - em / 2
  const most = largest(gex)
  context.fillStyle = inks.faint
  context.fillRect(middle, 0, 1, height)
  const apart = strike.length > 1 ? strikeGap(strike) * viewport.tickHeight : 2 * em
  const thick = Math.max(Math.min(apart * 0.5, em), 2)
  for (let row = 0; row < strike.length; row++) {
    const y = viewport.tickToY(strike[row])
    if (y < -thick || y > height + thick) continue
    const length = most === 0 ? 0 : (Math.abs(gex[row]) / most) * room
    context.fillStyle = gex[row] < 0 ? inks.gexNegative[CLEAR_STEP] : inks.gexPositive[CLEAR_STEP]
    context.fillRect(gex[row] < 0 ? middle - length : middle + 1, y - thick / 2, length, thick)
    // The edges are reserved for levels out of view, and a level's label has precedence over a
    // strike's.
    const isNamed = levels.some(({ tick }) => Math.abs(viewport.tickToY(tick) - y) < em)
    if (apart < 1.3 * em || y < 3 * em || y > height - 3 * em || isNamed) continue
    const text = strikeText(strike[row], day.tickSize)
    if (gex[row] < 0) write(sheet, text, middle + em / 2, y, inks.dim)
    else writeRight(sheet, text, middle - em / 2, y, inks.dim)
  }
}

/** The sum over all strikes, in the first line. */
function drawTotal(sheet: DrawingContext, total: number): void {
  const { context, width, em, inks } = sheet
  const line = 1.5 * em
  context.fillStyle = inks.background
  context.fillRect(0, 0, width, line)
  const sum = `Σ ${shortNumber(total).replace('-', '−')}`
  writeRight(sheet, sum, width - em / 2, line / 2, inks.text)
  const name = [`GEX ${GEX_UNIT}`, 'GEX'].find(
    (text) => context.measureText(`${text}${sum}`).width + 1.5 * em < width,
  )
  if (name) write(sheet, name, em / 2, line / 2, inks.dim)
}
