import { NO_TICK } from '../../player/day-line.ts'
import { gammaLevels } from '../../player/gamma-levels.ts'
import { labelStep, priceText, signed } from '../../player/price-text.ts'
import type { HudPicture } from '../picture.ts'
import { type DrawingContext, writeRight } from './drawing.tsx'

/** Distance between prices, in lines of text. */
const LINES_APART = 2.2
/** Height of a tag, in lines of text. */
const TAG_LINES = 1.6
/** Right edge of prices, as a share of the axis width. */
const PRICE_RIGHT = 0.58

/** Draws prices and ticks from spot; spot and the crosshair are highlighted. */
export function drawPriceAxis(sheet: DrawingContext, picture: HudPicture): void {
  const { context, width, em, inks } = sheet
  const { day, viewport, line, second, crosshair } = picture
  const spot = line.spot[line.index(second)] ?? NO_TICK
  if (spot === NO_TICK) return
  const spotY = clampTag(sheet, viewport.tickToY(spot))
  const pointedY = crosshair && clampTag(sheet, moveBeside(crosshair.y, spotY, em))
  const step = labelStep(1 / viewport.tickHeight, LINES_APART * em)
  const { low, high } = viewport.ticks
  for (let tick = Math.ceil(low / step) * step; tick <= high; tick += step) {
    const y = viewport.tickToY(tick)
    context.fillStyle = inks.faint
    context.fillRect(0, Math.round(y), em / 3, 1)
    const isHidden = [spotY, pointedY].some(
      (at) => at !== undefined && Math.abs(y - at) < TAG_LINES * em,
    )
    const isCut = y < 0.6 * em || y > viewport.height - 0.6 * em
    if (isHidden || isCut) continue
    writeRight(sheet, priceText(tick, day.tickSize), width * PRICE_RIGHT, y, inks.dim)
    writeRight(sheet, signed(tick - spot), width - em / 2, y, inks.dim)
  }
  drawChips(sheet, picture, [spotY, pointedY])
  tag(sheet, spotY, inks.accent, priceText(spot, day.tickSize), 'spot')
  if (!crosshair || pointedY === undefined) return
  const { tick } = crosshair
  tag(sheet, pointedY, inks.text, priceText(tick, day.tickSize), signed(tick - spot))
}

/** Prices of gamma levels on their colours, and of session levels in theirs. */
function drawChips(
  sheet: DrawingContext,
  { viewport, day, moment, newest, levels, view }: HudPicture,
  taken: readonly (number | undefined)[],
): void {
  if (!view.levels) return
  const { context, width, em, inks } = sheet
  const price = (tick: number) => priceText(Math.round(tick), day.tickSize, day.priceParts)
  const isFree = (y: number) =>
    y > 0 &&
    y < viewport.height &&
    taken.every((at) => at === undefined || Math.abs(at - y) >= TAG_LINES * em)
  for (const { tick } of levels) {
    const y = viewport.tickToY(tick)
    if (!isFree(y)) continue
    context.fillStyle = inks.background
    context.fillRect(0, y - 0.65 * em, width, 1.3 * em)
    writeRight(sheet, price(tick), width * PRICE_RIGHT, y, inks.level)
  }
  for (const { tick, short, ink } of gammaLevels(moment.gex, newest, day)) {
    const y = viewport.tickToY(tick)
    if (isFree(y)) tag(sheet, y, inks[ink], price(tick), short)
  }
}

/** Clamps the middle of a tag to the axis. */
function clampTag({ height, em }: DrawingContext, y: number): number {
  return Math.min(Math.max(y, (TAG_LINES / 2) * em), height - (TAG_LINES / 2) * em)
}

/** Moves a tag next to another one instead of over it. */
function moveBeside(y: number, other: number, em: number): number {
  if (Math.abs(y - other) >= TAG_LINES * em) return y
  return y > other ? other + TAG_LINES * em : other - TAG_LINES * em
}

/** A price on a coloured background. */
function tag(sheet: DrawingContext, y: number, field: string, price: string, note: string): void {
  const { context, width, em, inks } = sheet
  context.fillStyle = field
  context.fillRect(0, Math.round(y - (TAG_LINES / 2) * em), width, Math.round(TAG_LINES * em))
  context.save()
  context.font = `600 ${context.font}`
  writeRight(sheet, price, width * PRICE_RIGHT, y, inks.background)
  context.restore()
  writeRight(sheet, note, width - em / 2, y, inks.background)
}
