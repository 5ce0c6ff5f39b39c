import { hex } from '../player/colour.ts'
import { PALETTES } from '../player/palette.ts'
import { PRESSURE_TICKS, pressureRange } from '../player/pressure-scale.ts'
import type { Axes } from './axes.ts'
import type { Chart } from './chart.ts'
import type { Box } from './chart-layout.ts'
import type { ChartHedge } from './hedge-data.ts'
import { element, formatLength, label } from './markup.ts'

const SIZE = 11.5

/** Pressure of dealers' hedging: above the middle it pushes a move on, below it resists. */
export function drawPressure(chart: Chart, hedge: ChartHedge, box: Box, axes: Axes): string {
  const { buyer, seller, faint, dim } = PALETTES[chart.view.theme]
  const { seconds, up, down } = hedge
  const most = pressureRange([...up, ...down])
  const middle = box.top + box.height / 2
  const half = box.height / 2 - 1
  const path = (values: Float64Array) => {
    let d = ''
    let isDown = false
    for (const [index, value] of values.entries()) {
      if (Number.isNaN(value)) {
        isDown = false
        continue
      }
      const clipped = Math.max(-most, Math.min(most, value))
      const y = middle - (clipped / most) * half
      d += `${isDown ? 'L' : 'M'}${formatLength(axes.x(seconds[index]))} ${formatLength(y)}`
      isDown = true
    }
    return d
  }
  const right = box.left + box.width + 8
  const written = { fill: dim, size: SIZE }
  return [
    element('path', { d: `M${box.left} ${middle}h${box.width}`, stroke: hex(faint), fill: 'none' }),
    element('path', { d: path(up), stroke: hex(buyer), 'stroke-width': 1.5, fill: 'none' }),
    element('path', { d: path(down), stroke: hex(seller), 'stroke-width': 1.5, fill: 'none' }),
    label(box.left + 4, box.top + 11, 'pushes on', written),
    label(box.left + 4, box.top + box.height - 4, 'resists', written),
    label(right, box.top + 11, `±${Math.round(most * 100) / 100}`, written),
    label(right, middle + 4, `${PRESSURE_TICKS} ticks up`, { fill: buyer, size: SIZE }),
    label(right, middle + 20, `${PRESSURE_TICKS} ticks down`, { fill: seller, size: SIZE }),
  ].join('\n')
}
