import { hex } from '../player/colour.ts'
import { PALETTES } from '../player/palette.ts'
import { shortNumber } from '../player/series.ts'
import type { Axes } from './axes.ts'
import type { Chart } from './chart.ts'
import type { Box } from './chart-layout.ts'
import type { ChartHedge, HedgePoint } from './hedge-data.ts'
import { element, formatLength, label } from './markup.ts'

const SIZE = 11.5
const BAR_PX = 4

/**
 * The hedge curve on the heatmap's price axis: futures that dealers must buy (right) or sell (left)
 * if the price goes there, and as a line the lots that stand up to there.
 */
export function drawHedgeCurve(chart: Chart, hedge: ChartHedge, box: Box, axes: Axes): string {
  const { buyer, seller, faint, dim, text } = PALETTES[chart.view.theme]
  const { tickSize } = chart.day
  const middle = box.left + box.width / 2
  const tickOf = ({ price }: HedgePoint) => (price * 1e9) / tickSize
  const isShown = (point: HedgePoint) => {
    const tick = tickOf(point)
    return tick >= axes.lowTick && tick <= axes.highTick && !Number.isNaN(point.lots)
  }
  const curve = hedge.curve.filter(isShown)
  const depth = hedge.depth.filter(isShown)
  const most = Math.max(1, ...[...curve, ...depth].map(({ lots }) => Math.abs(lots)))
  const half = box.width / 2 - 4
  const bars = (sign: number) =>
    curve
      .filter(({ lots }) => lots * sign > 0)
      .map((point) => {
        const y = formatLength(axes.y(tickOf(point)))
        return `M${formatLength(middle)} ${y}h${formatLength((point.lots / most) * half)}`
      })
      .join('')
  // On both sides, so that hedges of either sign can be held against it.
  const outline = (sign: number) =>
    depth
      .map((point, index) => {
        const x = middle + (sign * point.lots * half) / most
        return `${index === 0 ? 'M' : 'L'}${formatLength(x)} ${formatLength(axes.y(tickOf(point)))}`
      })
      .join('')
  const style = { 'stroke-width': BAR_PX, fill: 'none' }
  return [
    element('path', { d: `M${middle} ${box.top}v${box.height}`, stroke: hex(faint), fill: 'none' }),
    element('path', { d: bars(1), stroke: hex(buyer), ...style }),
    element('path', { d: bars(-1), stroke: hex(seller), ...style }),
    element('path', {
      d: outline(1) + outline(-1),
      stroke: hex(text),
      'stroke-dasharray': '3 3',
      fill: 'none',
    }),
    label(middle, box.top - 8, `hedge ±${shortNumber(most)}`, {
      fill: dim,
      size: SIZE,
      anchor: 'middle',
    }),
    label(box.left, box.top + 12, 'sell', { fill: seller, size: SIZE }),
    label(box.left + box.width, box.top + 12, 'buy', { fill: buyer, size: SIZE, anchor: 'end' }),
    label(box.left, box.top + box.height + 14, '┄ depth up to there', { fill: dim, size: SIZE }),
  ].join('\n')
}
