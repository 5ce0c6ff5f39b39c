import type { FlowExposure } from '../../player/dealer-moment.ts'
import { flowWalls } from '../../player/flow-walls.ts'
import type { HudPicture } from '../picture.ts'
import { type DrawingContext, writeRight } from './drawing.tsx'

/**
 * Draws the exposure of today's trades by strike, thin bars over those of open interest and on their
 * scale, and the strikes of its walls at the right edge.
 *
 * @param most the exposure that fills half of the width
 */
export function drawGexFlow(
  sheet: DrawingContext,
  { viewport }: HudPicture,
  flow: FlowExposure,
  most: number,
): void {
  const { context, width, height, em, inks } = sheet
  const middle = Math.round(width / 2)
  const room = width / 2 - em / 2
  for (let row = 0; row < flow.strike.length; row++) {
    const y = viewport.tickToY(flow.strike[row])
    if (y < 0 || y > height || most === 0) continue
    const value = flow.gex[row]
    const length = Math.min(Math.abs(value) / most, 1) * room
    context.fillStyle = value < 0 ? inks.seller : inks.buyer
    context.fillRect(value < 0 ? middle - length : middle + 1, y - 0.55 * em, length, 0.25 * em)
  }
  for (const { tick, short } of flowWalls(flow)) {
    const y = viewport.tickToY(tick)
    const ink = short === 'F+' ? inks.buyer : inks.seller
    if (y > 3 * em && y < height - em) writeRight(sheet, short, width - 0.3 * em, y - em, ink)
  }
}
