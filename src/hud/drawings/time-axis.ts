import { clockText } from '../../player/clock-text.ts'
import type { HudPicture } from '../picture.ts'
import { type Sheet, write } from './drawing.tsx'
import { drawLozenge } from './ladder.ts'

/** Seconds between labels that a reader can count by. */
const STEPS = [5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400]
const MOST = 14_400

/** Draws the exchange's clock below the heatmap, the mark and the crosshair's time. */
export function drawTimeAxis(sheet: Sheet, picture: HudPicture): void {
  const { context, height, em, inks } = sheet
  const { viewport, day, mark, crosshair } = picture
  const { columnSeconds, columnWidth } = viewport
  const wide = em * 8
  const step = STEPS.find((seconds) => (seconds / columnSeconds) * columnWidth >= wide) ?? MOST
  const letters = step < 60 ? 8 : 5
  const { from, to } = viewport.seconds
  const first = Math.max(from, day.firstEndSecond)
  const last = Math.min(to, day.lastEndSecond)
  for (let second = Math.ceil(first / step) * step; second <= last; second += step) {
    const x = viewport.secondToX(second)
    context.fillStyle = inks.faint
    context.fillRect(Math.round(x) - 1, 0, 1, height * 0.3)
    write(sheet, clockText(second).slice(0, letters), x + em / 3, height / 2, inks.dim)
  }
  if (mark !== undefined) {
    context.fillStyle = inks.accent
    drawLozenge(context, viewport.secondToX(mark), height / 2, em * 0.42)
  }
  if (!crosshair) return
  const text = clockText(crosshair.second)
  const textWidth = context.measureText(text).width + em
  const middle = viewport.secondToX(crosshair.second) - columnWidth / 2
  const x = Math.min(Math.max(middle - textWidth / 2, 0), viewport.width - textWidth)
  context.fillStyle = inks.text
  context.fillRect(x, 0, textWidth, height)
  write(sheet, text, x + em / 2, height / 2, inks.background)
}
