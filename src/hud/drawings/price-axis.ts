import { NO_TICK } from '../../player/day-line.ts'
import { labelStep, priceText, signed } from '../../player/price-text.ts'
import type { HudPicture } from '../picture.ts'
import { type Sheet, writeRight } from './drawing.tsx'

/** Lines of text between one price and the next. */
const LINES_APART = 2.2
/** Height of a tag, in lines. */
const TAG = 1.6
/** Where prices end, as a share of the axis. */
const PRICE_RIGHT = 0.58

/** Draws prices and, beside them, ticks from spot; spot and the crosshair stand out. */
export function drawPriceAxis(sheet: Sheet, picture: HudPicture): void {
  const { context, width, em, inks } = sheet
  const { day, viewport, line, second, crosshair } = picture
  const spot = line.spot[line.index(second)] ?? NO_TICK
  if (spot === NO_TICK) return
  const spotY = within(sheet, viewport.tickToY(spot))
  const pointedY = crosshair && within(sheet, besides(crosshair.y, spotY, em))
  const step = labelStep(1 / viewport.tickHeight, LINES_APART * em)
  const { low, high } = viewport.ticks
  for (let tick = Math.ceil(low / step) * step; tick <= high; tick += step) {
    const y = viewport.tickToY(tick)
    context.fillStyle = inks.faint
    context.fillRect(0, Math.round(y), em / 3, 1)
    const isHidden = [spotY, pointedY].some((at) => at !== undefined && Math.abs(y - at) < TAG * em)
    const isCut = y < 0.6 * em || y > viewport.height - 0.6 * em
    if (isHidden || isCut) continue
    writeRight(sheet, priceText(tick, day.tickSize), width * PRICE_RIGHT, y, inks.dim)
    writeRight(sheet, signed(tick - spot), width - em / 2, y, inks.dim)
  }
  tag(sheet, spotY, inks.accent, priceText(spot, day.tickSize), 'spot')
  if (!crosshair || pointedY === undefined) return
  const { tick } = crosshair
  tag(sheet, pointedY, inks.text, priceText(tick, day.tickSize), signed(tick - spot))
}

/** The nearest place for a tag's middle that the axis has room for. */
function within({ height, em }: Sheet, y: number): number {
  return Math.min(Math.max(y, (TAG / 2) * em), height - (TAG / 2) * em)
}

/** Where a tag would be over another's, it is beside it. */
function besides(y: number, other: number, em: number): number {
  if (Math.abs(y - other) >= TAG * em) return y
  return y > other ? other + TAG * em : other - TAG * em
}

/** A price in a field of its own colour. */
function tag(sheet: Sheet, y: number, field: string, price: string, note: string): void {
  const { context, width, em, inks } = sheet
  context.fillStyle = field
  context.fillRect(0, Math.round(y - (TAG / 2) * em), width, Math.round(TAG * em))
  context.save()
  context.font = `600 ${context.font}`
  writeRight(sheet, price, width * PRICE_RIGHT, y, inks.background)
  context.restore()
  writeRight(sheet, note, width - em / 2, y, inks.background)
}
