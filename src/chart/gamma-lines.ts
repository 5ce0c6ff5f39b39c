import { hex } from '../player/colour.ts'
import { gammaLabel, gammaLevels } from '../player/gamma-levels.ts'
import { PALETTES } from '../player/palette.ts'
import type { Axes } from './axes.ts'
import type { Chart } from './chart.ts'
import type { Box } from './chart-layout.ts'
import { element, formatLength, label, textWidth } from './markup.ts'

const LINE_WIDTH = 2.5
const HALO_WIDTH = 5
const SIZE = 12

/** Call wall, put wall and zero gamma as labelled lines over the heatmap, with a dark edge. */
export function drawGammaLines(chart: Chart, heat: Box, axes: Axes): string {
  const palette = PALETTES[chart.view.theme]
  return gammaLevels(chart.gexLevels, chart.newest, chart.day)
    .filter(({ tick }) => tick >= axes.lowTick && tick <= axes.highTick)
    .map((level) => {
      const y = axes.y(level.tick)
      const d = `M${heat.left} ${formatLength(y)}h${heat.width}`
      const text = gammaLabel(level)
      const back = { x: heat.left, y: y - 9, width: textWidth(text, SIZE) + 12, height: 18 }
      const style = { fill: palette[level.ink], size: SIZE, isBold: true }
      return [
        element('path', { d, stroke: hex(palette.canvas), 'stroke-width': HALO_WIDTH }),
        element('path', { d, stroke: hex(palette[level.ink]), 'stroke-width': LINE_WIDTH }),
        element('rect', { ...back, fill: hex(palette.canvas), 'fill-opacity': 0.85 }),
        label(heat.left + 6, y + 4.5, text, style),
      ].join('')
    })
    .join('')
}
