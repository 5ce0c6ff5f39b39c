import { hex } from '../player/colour.ts'
import { eventMarks, markInk, markOutline } from '../player/event-marks.ts'
import type { MarketEvent } from '../player/market-events.ts'
import { PALETTES, type Palette } from '../player/palette.ts'
import type { Axes } from './axes.ts'
import type { Chart } from './chart.ts'
import { element, formatLength } from './markup.ts'

/** Half the size of a mark; smaller where columns are narrow. */
const MIN_HALF_PX = 4.5
const MAX_HALF_PX = 7

/** Sweeps, stop runs, icebergs and absorption as shapes with a dark edge, each at its price. */
export function drawEventMarks({ columns, view, start }: Chart, axes: Axes): string {
  const palette = PALETTES[view.theme]
  const half = Math.min(Math.max(axes.pixelsPerColumn * 0.75, MIN_HALF_PX), MAX_HALF_PX)
  const marks = columns.flatMap((column, at) => {
    if (!column) return []
    const x = axes.x(start + (at + 0.5) * view.columnSeconds)
    return eventMarks(column, view.minLots).map(({ event, tick }) =>
      markElement(event, x, axes.y(tick), half, palette),
    )
  })
  return marks.length === 0 ? '' : element('g', { 'stroke-linejoin': 'round' }, marks.join(''))
}

function markElement(
  event: MarketEvent,
  x: number,
  y: number,
  half: number,
  palette: Palette,
): string {
  const points = markOutline(event).map(
    ([across, down]) => `${formatLength(x + across * half)} ${formatLength(y + down * half)}`,
  )
  const d = `M${points.join('L')}Z`
  const ink = hex(palette[markInk(event)])
  const edge = { d, stroke: hex(palette.background) }
  if (event.kind !== 'possible iceberg')
    return element('path', { ...edge, 'stroke-width': 1.5, fill: ink })
  return (
    element('path', { ...edge, 'stroke-width': 4 }) +
    element('path', { d, stroke: ink, 'stroke-width': 1.5, fill: hex(palette.canvas) })
  )
}
