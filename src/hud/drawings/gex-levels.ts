import type { GexLevelTicks } from '../../player/moment.ts'
import { priceText } from '../../player/price-text.ts'
import type { CssColours } from '../page/theme.ts'
import type { HudPicture } from '../picture.ts'
import { type DrawingContext, write } from './drawing.tsx'

/** A GEX level as drawn. */
export interface GexLevelLine {
  readonly tick: number
  readonly label: string
  readonly ink: string
}

/** The GEX levels that are defined in the second. */
export function gexLevels(
  { callWall, putWall, zeroGamma }: GexLevelTicks,
  inks: CssColours,
): GexLevelLine[] {
  return [
    { tick: callWall, label: 'call wall', ink: inks.callWall },
    { tick: putWall, label: 'put wall', ink: inks.putWall },
    { tick: zeroGamma, label: 'zero gamma', ink: inks.zeroGamma },
  ].filter(({ tick }) => !Number.isNaN(tick))
}

/** Draws levels at their prices; those out of view at the nearest edge. */
export function drawGexLevels(
  sheet: DrawingContext,
  { viewport, day }: HudPicture,
  levels: readonly GexLevelLine[],
): void {
  const { context, width, height, em } = sheet
  const line = 1.5 * em
  // The first line shows the sum.
  let above = line
  let below = height
  for (const { tick, label, ink } of levels) {
    const y = viewport.tickToY(tick)
    const text = `${label} ${strikeText(tick, day.tickSize)}`
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
}

/** A strike's price without trailing zeros: "6900", but "6902.50". */
export function strikeText(tick: number, tickSize: number): string {
  return priceText(tick, tickSize).replace(/\.0+$/, '')
}

/**
 * A level's label on a background of its own.
 *
 * @param direction of a level out of view: −1 above, 1 below
 */
function drawLabel(
  sheet: DrawingContext,
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
