import { NO_TICK } from '../../player/day-line.ts'
import { priceText, signed } from '../../player/price-text.ts'
import { shortNumber } from '../../player/series.ts'
import { CLEAR_STEP } from '../page/theme.ts'
import type { HudPicture } from '../picture.ts'
import { type DrawingContext, write } from './drawing.tsx'

/** A line chart's values and labels. */
interface LineSeries {
  readonly name: string
  readonly ink: string
  /** One per column in view; NaN if undefined. */
  readonly values: Float64Array
  readonly high: string
  readonly low: string
}

/** Draws spot and cumulative delta below the heatmap, on its time axis, in a part of the height. */
export function drawLines(sheet: DrawingContext, picture: HudPicture, height: number): void {
  const half = height / 2
  drawSeries(sheet, picture, spotSeries(sheet, picture), 0, half)
  drawSeries(sheet, picture, deltaSeries(sheet, picture), half, half)
}

/** The columns in view up to the newest second. */
export function columnsOf({ viewport, second }: HudPicture): { first: number; count: number } {
  const { first, last } = viewport.columns
  const newest = Math.min(last, Math.ceil(second / viewport.columnSeconds))
  return { first, count: Math.max(newest - first + 1, 0) }
}

function spotSeries({ inks }: DrawingContext, picture: HudPicture): LineSeries {
  const { line, viewport, second, day } = picture
  const { first, count } = columnsOf(picture)
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const values = Float64Array.from({ length: count }, (_, at) => {
    const end = Math.min((first + at) * viewport.columnSeconds, second)
    const tick = line.spot[line.index(end)] ?? NO_TICK
    if (tick === NO_TICK) return Number.NaN
    low = Math.min(low, tick)
    high = Math.max(high, tick)
    return tick
  })
  const price = (tick: number) => (Number.isFinite(tick) ? priceText(tick, day.tickSize) : '')
  return { name: 'spot', ink: inks.spot, values, high: price(high), low: price(low) }
}

/** Cumulative bought minus sold lots since the plot's left edge. */
function deltaSeries({ inks }: DrawingContext, picture: HudPicture): LineSeries {
  const { line, viewport, second } = picture
  const { first, count } = columnsOf(picture)
  const { columnSeconds } = viewport
  let delta = 0
  const values = Float64Array.from({ length: count }, (_, at) => {
    const end = Math.min((first + at) * columnSeconds, second)
    const index = line.index(end)
    // Before the first trade there is none.
    if (index < 0 || line.isLoaded[index] !== 1 || line.spot[index] === NO_TICK) return Number.NaN
    delta += line.delta(index - columnSeconds + 1, index)
    return delta
  })
  const newest = line.delta(line.index(second), line.index(second))
  const sum = `${delta > 0 ? '+' : ''}${shortNumber(delta).replace('-', '−')}`
  return {
    name: 'delta',
    ink: inks.bid[CLEAR_STEP],
    values,
    high: sum,
    low: `${signed(newest)} /s`,
  }
}

function drawSeries(
  sheet: DrawingContext,
  { viewport }: HudPicture,
  { name, ink, values, high, low }: LineSeries,
  top: number,
  height: number,
): void {
  const { context, em, inks } = sheet
  const { first } = viewport.columns
  const pad = 0.35 * em
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < least) least = value
    if (value > most) most = value
  }
  const range = most - least || 1
  const yOf = (value: number) => top + height - pad - ((value - least) / range) * (height - 2 * pad)
  context.save()
  context.beginPath()
  context.rect(0, top, viewport.width, height)
  context.clip()
  if (name === 'delta' && least < 0 && most > 0) {
    context.fillStyle = inks.faint
    context.fillRect(0, Math.round(yOf(0)), viewport.width, 1)
  }
  strokeValues(sheet, viewport, first, values, yOf, ink)
  context.restore()
  const x = viewport.width + em * 0.6
  write(sheet, high, x, top + height * 0.28, inks.text)
  write(sheet, low, x, top + height * 0.72, inks.dim)
  drawLineName(sheet, name, top)
}

/** Draws a value of each column as a line, with gaps where it is undefined. */
export function strokeValues(
  { context }: DrawingContext,
  viewport: HudPicture['viewport'],
  first: number,
  values: Float64Array,
  yOf: (value: number) => number,
  ink: string,
): void {
  context.strokeStyle = ink
  context.lineWidth = 1.25
  context.lineJoin = 'round'
  context.beginPath()
  let isDown = false
  for (let at = 0; at < values.length; at++) {
    if (Number.isNaN(values[at])) {
      isDown = false
      continue
    }
    const x = viewport.columnToX(first + at) + viewport.columnWidth
    if (isDown) context.lineTo(x, yOf(values[at]))
    else context.moveTo(x, yOf(values[at]))
    isDown = true
  }
  context.stroke()
}

/** Writes a line's name at the left edge of its lane. */
export function drawLineName(sheet: DrawingContext, name: string, top: number): void {
  const { context, em, inks } = sheet
  const pad = 0.175 * em
  context.fillStyle = inks.background
  context.globalAlpha = 0.8
  context.fillRect(0, top + pad, context.measureText(name).width + em, 1.2 * em)
  context.globalAlpha = 1
  write(sheet, name, em * 0.5, top + 0.6 * em + pad, inks.dim)
}
