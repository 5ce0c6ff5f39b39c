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
  const chipYs = chips(sheet, picture).map(({ y }) => y)
  const step = labelStep(1 / viewport.tickHeight, LINES_APART * em)
  const { low, high } = viewport.ticks
  for (let tick = Math.ceil(low / step) * step; tick <= high; tick += step) {
    const y = viewport.tickToY(tick)
    context.fillStyle = inks.faint
    context.fillRect(0, Math.round(y), em / 3, 1)
    const isHidden = [spotY, pointedY, ...chipYs].some(
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

/** A price in the colour of its level, or on it for gamma. */
interface Chip {
  readonly y: number
  readonly price: string
  readonly ink: string
  /** "CW" of a gamma level. */
  readonly note: string | undefined
}

/** Chips of gamma levels and of session levels in view; gamma has precedence. */
function chips({ em, inks }: DrawingContext, picture: HudPicture): Chip[] {
  const { viewport, day, moment, newest, levels, view } = picture
  if (!view.levels) return []
  const price = (tick: number) => priceText(Math.round(tick), day.tickSize, day.priceParts)
  const all: Chip[] = [
    ...gammaLevels(moment.gex, newest, day).map(({ tick, short, ink }) => ({
      y: viewport.tickToY(tick),
      price: price(tick),
      ink: inks[ink],
      note: short,
    })),
    ...levels.map(({ tick }) => ({
      y: viewport.tickToY(tick),
      price: price(tick),
      ink: inks.level,
      note: undefined,
    })),
  ]
  const shown: Chip[] = []
  for (const chip of all) {
    const isInside = chip.y > 0.8 * em && chip.y < viewport.height - 0.8 * em
    const isFree = shown.every(({ y }) => Math.abs(y - chip.y) >= TAG_LINES * em)
    if (isInside && isFree) shown.push(chip)
  }
  return shown
}

function drawChips(
  sheet: DrawingContext,
  picture: HudPicture,
  taken: readonly (number | undefined)[],
): void {
  const { width, em } = sheet
  for (const { y, price, ink, note } of chips(sheet, picture)) {
    if (taken.some((at) => at !== undefined && Math.abs(at - y) < TAG_LINES * em)) continue
    if (note === undefined) writeRight(sheet, price, width * PRICE_RIGHT, y, ink)
    else tag(sheet, y, ink, price, note)
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
