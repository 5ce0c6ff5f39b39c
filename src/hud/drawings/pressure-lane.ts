import { PRESSURE_TICKS, pressureRange } from '../../player/pressure-scale.ts'
import { signed } from '../../player/price-text.ts'
import type { HudPicture } from '../picture.ts'
import { type DrawingContext, write } from './drawing.tsx'
import { columnsOf, drawLineName, strokeValues } from './lines.ts'

/**
 * Draws the pressure of hedging on the heatmap's time axis: above the middle it pushes a move on,
 * below it resists.
 */
export function drawPressure(
  sheet: DrawingContext,
  picture: HudPicture,
  top: number,
  height: number,
): void {
  const { context, em, inks } = sheet
  const { line, viewport, second } = picture
  const { first, count } = columnsOf(picture)
  const valuesOf = (pressures: Float32Array) =>
    Float64Array.from({ length: count }, (_, at) => {
      const end = Math.min((first + at) * viewport.columnSeconds, second)
      return pressures[line.index(end)] ?? Number.NaN
    })
  const [up, down] = [valuesOf(line.pressureUp), valuesOf(line.pressureDown)]
  const range = pressureRange([...up, ...down])
  const middle = top + height / 2
  const half = height / 2 - 0.35 * em
  const yOf = (value: number) => middle - (Math.max(-range, Math.min(value, range)) / range) * half
  context.save()
  context.beginPath()
  context.rect(0, top, viewport.width, height)
  context.clip()
  context.fillStyle = inks.faint
  context.fillRect(0, Math.round(middle), viewport.width, 1)
  strokeValues(sheet, viewport, first, up, yOf, inks.buyer)
  strokeValues(sheet, viewport, first, down, yOf, inks.seller)
  context.restore()
  const x = viewport.width + em * 0.6
  const newest = (pressures: Float32Array) => {
    const value = pressures[line.index(second)] ?? Number.NaN
    return Number.isNaN(value) ? '–' : signed(value, 2)
  }
  write(
    sheet,
    `${newest(line.pressureUp)} ${PRESSURE_TICKS} up`,
    x,
    top + 0.28 * height,
    inks.buyer,
  )
  write(sheet, `${newest(line.pressureDown)} down`, x, top + 0.72 * height, inks.seller)
  drawLineName(sheet, `hedging ±${Math.round(range * 100) / 100}`, top)
}
