import { markInk, markOutline } from '../../player/event-marks.ts'
import type { HudPicture } from '../picture.ts'
import type { DrawingContext } from './drawing.tsx'

/** Half the size of a mark, CSS pixels; smaller where columns are narrow. */
const MIN_HALF_PX = 4.5
const MAX_HALF_PX = 7

/** Marks sweeps, stop runs, icebergs and absorption over the map, with a dark edge. */
export function drawEventMarks(
  { context, inks }: DrawingContext,
  { viewport, eventMarks, footprint }: HudPicture,
): void {
  const half = Math.min(Math.max(viewport.columnWidth * 0.75, MIN_HALF_PX), MAX_HALF_PX)
  const hasNumbers = footprint.length > 0
  context.lineJoin = 'round'
  for (const { column, axisTick, event } of eventMarks) {
    // In the upper left corner of a cell that has numbers.
    const x = hasNumbers ? viewport.columnToX(column) + half + 2 : viewport.columnToX(column + 0.5)
    const middle = viewport.tickToY(axisTick)
    const y = hasNumbers ? middle - viewport.tickHeight / 2 + half + 2 : middle
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
