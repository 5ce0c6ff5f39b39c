import { signedShort } from '../../player/charm-text.ts'
import { hedgeAtPrice } from '../../player/hedge-at-price.ts'
import { shortNumber } from '../../player/series.ts'
import { CLEAR_STEP } from '../page/theme.ts'
import type { HudPicture } from '../picture.ts'
import { type DrawingContext, write, writeRight } from './drawing.tsx'
import { priceRows } from './price-rows.ts'

/** Where the hedge ends, and room for the depth, em. */
const HEDGE_RIGHT_EM = 4.2
const DEPTH_EM = 3.7

/**
 * Draws what dealers must trade if the future goes to each price, the share that it is of the depth
 * up to there as a bar, and that depth. Violet pushes the move on, green resists it.
 */
export function drawHedge(sheet: DrawingContext, picture: HudPicture): void {
  const { context, width, em, inks } = sheet
  const { newest, viewport, moment } = picture
  const curve = moment.dealers?.curve
  const [from, to] = [(HEDGE_RIGHT_EM + 0.5) * em, width - DEPTH_EM * em]
  const right = width - 0.3 * em
  if (curve && newest) {
    for (const { low, high, y } of priceRows(viewport, 1.15 * em)) {
      // The first line is for the heads.
      if (y < 2 * em) continue
      const at = hedgeAtPrice(curve, newest, low, high)
      if (!at) continue
      const { hedge, depth, isPushing } = at
      const ink = hedge < 0 ? inks.seller : inks.buyer
      writeRight(sheet, signedShort(hedge), HEDGE_RIGHT_EM * em, y, ink)
      const share = depth === 0 ? 1 : Math.min(Math.abs(hedge) / depth, 1)
      context.fillStyle = inks.faint
      context.fillRect(from, y - 0.2 * em, to - from, 0.4 * em)
      context.fillStyle = (isPushing ? inks.vacuum : inks.added)[CLEAR_STEP]
      context.fillRect(from, y - 0.2 * em, (to - from) * share, 0.4 * em)
      writeRight(sheet, shortNumber(depth), right, y, inks.dim)
    }
  }
  context.fillStyle = inks.background
  context.fillRect(0, 0, width, 1.5 * em)
  write(sheet, 'hedge', 0.4 * em, 0.75 * em, inks.dim)
  writeRight(sheet, 'of depth', right, 0.75 * em, inks.dim)
}
