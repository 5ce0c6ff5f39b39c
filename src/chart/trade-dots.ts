import { type Colour, hex } from '../player/colour.ts'
import { PALETTES } from '../player/palette.ts'
import type { Axes } from './axes.ts'
import type { Chart } from './chart.ts'
import { element, formatLength } from './markup.ts'

/** Diameters of small, middle and large trade dots. */
const DIAMETERS_PX = [3, 5.2, 8.5] as const
/** Column widths below which small dots, and middle ones, are omitted. */
const NO_SMALL_DOTS_PX = 2.5
const NO_MIDDLE_DOTS_PX = 1

/** Lots traded in each cell as dots: size by lots, hue by aggressor. */
export function drawTrades(chart: Chart, axes: Axes): string {
  const { heatmap, view } = chart
  const { buyer, seller, background } = PALETTES[view.theme]
  const least =
    axes.pixelsPerColumn < NO_MIDDLE_DOTS_PX ? 2 : axes.pixelsPerColumn < NO_SMALL_DOTS_PX ? 1 : 0
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
      // A stroke of almost no length with round caps is a dot.
      paths[size] += `M${formatLength(x)} ${formatLength(axes.y(middle))}h.01`
    }
  }
  const dots = (d: string, size: number, colour: Colour) =>
    d === ''
      ? ''
      : element('path', { d, stroke: hex(background), 'stroke-width': DIAMETERS_PX[size] + 1.4 }) +
        element('path', { d, stroke: hex(colour), 'stroke-width': DIAMETERS_PX[size] })
  const drawn = DIAMETERS_PX.map(
    (_, size) => dots(bought[size], size, buyer) + dots(sold[size], size, seller),
  )
  return element('g', { 'stroke-linecap': 'round', fill: 'none' }, drawn.join('\n'))
}

function sizeOf(lots: number, { scale }: Chart): number {
  if (lots >= scale.largeTrade) return 2
  return lots >= scale.middleTrade ? 1 : 0
}
