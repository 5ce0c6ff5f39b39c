import { clockText } from '../../player/clock-text.ts'
import type { HudPicture } from '../picture.ts'
import { type DrawingContext, write } from './drawing.tsx'
import { drawLozenge } from './ladder.ts'

/** Round intervals between time labels, seconds. */
const LABEL_STEPS_S = [5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400]
const MAX_STEP_S = 14_400

/** Draws New York time below the heatmap, the mark, and the crosshair's time. */
export function drawTimeAxis(sheet: DrawingContext, picture: HudPicture): void {
  const { context, height, em, inks } = sheet
  const { viewport, day, mark, crosshair } = picture
  const { columnSeconds, columnWidth } = viewport
  const wide = em * 8
  const step =
    LABEL_STEPS_S.find((seconds) => (seconds / columnSeconds) * columnWidth >= wide) ?? MAX_STEP_S
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
