import type { GexLevels } from '../../player/moment.ts'
import { priceText } from '../../player/price-text.ts'
import { shortNumber } from '../../player/series.ts'
import { CLEAR } from '../page/theme.ts'
import type { HudPicture } from '../picture.ts'
import { type Sheet, write, writeRight } from './drawing.tsx'

/** Draws gamma exposure at its strikes, on the heatmap's prices, and the levels that come of it. */
export function drawGexBars(sheet: Sheet, picture: HudPicture): void {
  const { newest, day, moment } = picture
  const lines = emptyLines(picture)
  if (lines.length > 0) drawLines(sheet, lines)
  if (!day.surfaces.includes('gex') || !newest || newest.strike.length === 0) return
  drawBars(sheet, picture, newest.strike, newest.gex)
  if (moment.gex) drawLevels(sheet, picture, moment.gex)
}

/** Why there is nothing to see, as short as the room. */
export function emptyLines({ day, newest }: HudPicture): readonly string[] {
  if (!day.surfaces.includes('gex')) return ['no options', 'in this day']
  if (!newest || newest.strike.length === 0) return ['no GEX in', 'this second']
  const isUnknown = newest.gexAbs.every((exposure) => exposure === 0)
  return isUnknown ? ['open interest', 'not yet published'] : []
}

function drawLines(sheet: Sheet, lines: readonly string[]): void {
  const { context, width, height, em, inks } = sheet
  context.fillStyle = inks.dim
  context.textAlign = 'center'
  for (const [at, text] of lines.entries()) {
    context.fillText(text, width / 2, height / 2 + (at - (lines.length - 1) / 2) * 1.5 * em)
  }
}

/** Calls' surplus grows right from the middle, puts' left. */
function drawBars(
  sheet: Sheet,
  { viewport, day }: HudPicture,
  strike: Float64Array,
  gex: Float64Array,
): void {
  const { context, width, height, em, inks } = sheet
  const middle = Math.round(width / 2)
  const room = width / 2 - em / 2
  let most = 0
  for (const value of gex) most = Math.max(most, Math.abs(value))
  context.fillStyle = inks.faint
  context.fillRect(middle, 0, 1, height)
  const apart = strike.length > 1 ? (strike[1] - strike[0]) * viewport.tickHeight : 2 * em
  const thick = Math.max(Math.min(apart * 0.5, em), 2)
  for (let row = 0; row < strike.length; row++) {
    const y = viewport.tickToY(strike[row])
    if (y < -thick || y > height + thick) continue
    const length = most === 0 ? 0 : (Math.abs(gex[row]) / most) * room
    context.fillStyle = gex[row] < 0 ? inks.gexNegative[CLEAR] : inks.gexPositive[CLEAR]
    context.fillRect(gex[row] < 0 ? middle - length : middle + 1, y - thick / 2, length, thick)
    // The edges are for levels that are out of sight.
    if (apart < 1.3 * em || y < 3 * em || y > height - 3 * em) continue
    const text = roundPrice(strike[row], day.tickSize)
    if (gex[row] < 0) write(sheet, text, middle + em / 2, y, inks.dim)
    else writeRight(sheet, text, middle - em / 2, y, inks.dim)
  }
}

/** The call wall, the put wall and zero gamma at their prices; at the edges, those beyond. */
function drawLevels(
  sheet: Sheet,
  { viewport, day }: HudPicture,
  { callWall, putWall, zeroGamma, total }: GexLevels,
): void {
  const { context, width, height, em, inks } = sheet
  const line = 1.5 * em
  // The first line has the sum.
  let above = line
  let below = height
  for (const { tick, label, ink } of [
    { tick: callWall, label: 'call wall', ink: inks.callWall },
    { tick: putWall, label: 'put wall', ink: inks.putWall },
    { tick: zeroGamma, label: 'zero gamma', ink: inks.zeroGamma },
  ]) {
    if (Number.isNaN(tick)) continue
    const y = viewport.tickToY(tick)
    const text = `${label} ${roundPrice(tick, day.tickSize)}`
    if (y < 0) {
      drawLabel(sheet, text, above + line / 2, -1, ink)
      above += line
    } else if (y > height) {
      below -= line
      drawLabel(sheet, text, below + line / 2, 1, ink)
    } else {
      context.fillStyle = ink
      context.fillRect(0, Math.round(y), width, 1)
      drawLabel(sheet, label, y, 0, ink)
    }
  }
  context.fillStyle = inks.background
  context.fillRect(0, 0, width, line)
  const sum = `total ${shortNumber(total).replace('-', '−')}`
  writeRight(sheet, sum, width - em / 2, line / 2, inks.text)
  const hasRoom = context.measureText(`GEX ${sum}`).width + 1.5 * em < width
  if (hasRoom) write(sheet, 'GEX', em / 2, line / 2, inks.dim)
}

/** Strikes are whole points mostly: "6900", but "6902.50". */
function roundPrice(tick: number, tickSize: number): string {
  return priceText(tick, tickSize).replace(/\.0+$/, '')
}

/**
 * A level's name in a field of its own.
 *
 * @param direction where it lies when it is out of sight: −1 above, 1 below
 */
function drawLabel(
  sheet: Sheet,
  text: string,
  y: number,
  direction: -1 | 0 | 1,
  ink: string,
): void {
  const { context, em, inks } = sheet
  const indent = direction === 0 ? em * 0.4 : em * 1.5
  context.fillStyle = inks.background
  context.fillRect(0, y - 0.65 * em, context.measureText(text).width + indent + em * 0.4, 1.3 * em)
  write(sheet, text, indent, y, ink)
  if (direction === 0) return
  const half = em * 0.3
  context.beginPath()
  context.moveTo(em * 0.9, y + direction * half)
  context.lineTo(em * 0.9 - half, y - direction * half)
  context.lineTo(em * 0.9 + half, y - direction * half)
  context.fill()
}
