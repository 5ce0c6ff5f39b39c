import { NO_TICK } from '../../player/day-line.ts'
import { labelStep, priceText, signed } from '../../player/price-text.ts'
import type { HudPicture } from '../picture.ts'
import { type Sheet, write, writeRight } from './drawing.tsx'

/** Lines of text between one price and the next. */
const LINES_APART = 2.2
/** Height of a tag. */
const TAG = 1.6

/** Draws prices and, beside them, ticks from spot; spot and the crosshair stand out. */
export function drawPriceAxis(sheet: Sheet, picture: HudPicture): void {
  const { context, width, em, inks } = sheet
  const { day, viewport, line, second, crosshair } = picture
  const spot = line.spot[line.index(second)] ?? NO_TICK
  if (spot === NO_TICK) return
  const step = labelStep(1 / viewport.tickHeight, LINES_APART * em)
  const { low, high } = viewport.ticks
  const priceRight = width * 0.58
  const ticksRight = width - em / 2
  for (let tick = Math.ceil(low / step) * step; tick <= high; tick += step) {
    const y = viewport.tickToY(tick)
    context.fillStyle = inks.faint
    context.fillRect(0, Math.round(y), em / 3, 1)
    if (Math.abs(y - viewport.tickToY(spot)) < TAG * em) continue
    writeRight(sheet, priceText(tick, day.tickSize), priceRight, y, inks.dim)
    writeRight(sheet, signed(tick - spot), ticksRight, y, inks.dim)
  }
  const spotY = Math.min(Math.max(viewport.tickToY(spot), 0.8 * em), viewport.height - 0.8 * em)
  tag(sheet, spotY, inks.accent, inks.background, priceText(spot, day.tickSize), 'spot')
  if (!crosshair) return
  const { tick, y } = crosshair
  // Beside spot's, where both would be in one place.
  const isTooNear = Math.abs(y - spotY) < TAG * em
  const beside = y > spotY ? spotY + TAG * em : spotY - TAG * em
  const wanted = isTooNear ? beside : y
  const at = Math.min(Math.max(wanted, 0.8 * em), viewport.height - 0.8 * em)
  tag(sheet, at, inks.text, inks.background, priceText(tick, day.tickSize), signed(tick - spot))
}

/** A price in a field of its own colour. */
function tag(
  sheet: Sheet,
  y: number,
  field: string,
  ink: string,
  price: string,
  note: string,
): void {
  const { context, width, em } = sheet
  context.fillStyle = field
  context.fillRect(0, Math.round(y - (TAG / 2) * em), width, Math.round(TAG * em))
  context.save()
  context.font = context.font.replace(/^/, '600 ')
  writeRight(sheet, price, width * 0.58, y, ink)
  context.restore()
  if (note === 'spot') write(sheet, note, width * 0.66, y, ink)
  else writeRight(sheet, note, width - em / 2, y, ink)
}
