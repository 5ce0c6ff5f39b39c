import { markInk, markOutline } from '../../player/event-marks.ts'
import type { HudPicture } from '../picture.ts'
import type { DrawingContext } from './drawing.tsx'

/** Half the size of a mark, CSS pixels; smaller where columns are narrow. */
const MIN_HALF_PX = 4.5
const MAX_HALF_PX = 7

/** Marks sweeps, stop runs, icebergs and absorption over the map, with a dark edge. */
export function drawEventMarks(
  { context, inks }: DrawingContext,
  { viewport, eventMarks }: HudPicture,
): void {
  const half = Math.min(Math.max(viewport.columnWidth * 0.75, MIN_HALF_PX), MAX_HALF_PX)
  context.lineJoin = 'round'
  for (const { column, axisTick, event } of eventMarks) {
    const x = viewport.columnToX(column + 0.5)
    const y = viewport.tickToY(axisTick)
    context.beginPath()
    for (const [across, down] of markOutline(event))
      context.lineTo(x + across * half, y + down * half)
    context.closePath()
    const ink = inks[markInk(event)]
    const isHollow = event.kind === 'possible iceberg'
    context.strokeStyle = inks.background
    context.lineWidth = isHollow ? 4 : 2.5
    context.stroke()
    context.fillStyle = isHollow ? inks.canvas : ink
    context.fill()
    if (!isHollow) continue
    context.strokeStyle = ink
    context.lineWidth = 1.5
    context.stroke()
  }
}
