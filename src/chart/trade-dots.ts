import { type Colour, hex } from '../player/colour.ts'
import { PALETTES } from '../player/palette.ts'
import type { Axes } from './axes.ts'
import type { Chart } from './chart.ts'
import { element, rounded } from './markup.ts'

/** Diameters of a trade's dot: small, middle and large. */
const DIAMETERS = [3, 5.2, 8.5] as const
/** Columns this narrow have no room for small dots, or even for middle ones. */
const NO_SMALL = 2.5
const NO_MIDDLE = 1

/** Lots traded in each cell, as dots by size: who took, by hue. */
export function drawTrades(chart: Chart, axes: Axes): string {
  const { heatmap, view } = chart
  const { buyer, seller, background } = PALETTES[view.theme]
  const least = axes.pixelsPerColumn < NO_MIDDLE ? 2 : axes.pixelsPerColumn < NO_SMALL ? 1 : 0
  const bought = ['', '', '']
  const sold = ['', '', '']
  for (let column = 0; column < heatmap.columns; column++) {
    for (let cell = 0; cell < heatmap.cells; cell++) {
      const index = column * heatmap.cells + cell
      const lots = heatmap.bought[index] + heatmap.sold[index]
      if (lots === 0) continue
      const size = sizeOf(lots, chart)
      if (size < least) continue
      const x = axes.x(chart.start + (column + 0.5) * view.columnSeconds)
      const middle = heatmap.tickAt(column, cell) + (heatmap.cellTicks - 1) / 2
      const paths = heatmap.bought[index] >= heatmap.sold[index] ? bought : sold
      // A stroke of next to no length with round ends is a dot.
      paths[size] += `M${rounded(x)} ${rounded(axes.y(middle))}h.01`
    }
  }
  const dots = (d: string, size: number, colour: Colour) =>
    d === ''
      ? ''
      : element('path', { d, stroke: hex(background), 'stroke-width': DIAMETERS[size] + 1.4 }) +
        element('path', { d, stroke: hex(colour), 'stroke-width': DIAMETERS[size] })
  const drawn = DIAMETERS.map(
    (_, size) => dots(bought[size], size, buyer) + dots(sold[size], size, seller),
  )
  return element('g', { 'stroke-linecap': 'round', fill: 'none' }, drawn.join('\n'))
}

function sizeOf(lots: number, { scale }: Chart): number {
  if (lots >= scale.largeTrade) return 2
  return lots >= scale.middleTrade ? 1 : 0
}
