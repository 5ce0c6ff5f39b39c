import { hex } from '../player/colour.ts'
import { crossedSpans } from '../player/crossed-spans.ts'
import { PALETTES } from '../player/palette.ts'
import type { Axes } from './axes.ts'
import type { Chart } from './chart.ts'
import type { Box } from './chart-layout.ts'
import { element, label, textWidth } from './markup.ts'

const SIZE = 12.5

/** Labels of the bands in which the book is crossed before the first trade. */
export function drawCrossed(chart: Chart, heat: Box, axes: Axes): string {
  const { canvas, faint, dim } = PALETTES[chart.view.theme]
  return crossedSpans(chart.line, chart.from + 1, chart.to)
    .map(({ first, last, text }) => {
      const [left, right] = [axes.x(first - 1), axes.x(last)]
      const area = { x: left, y: heat.top, width: right - left, height: heat.height }
      const isWide = right - left > textWidth(text, SIZE)
      const style = { fill: dim, size: SIZE, anchor: 'middle' } as const
      const y = heat.top + heat.height / 2
      return (
        element('rect', { ...area, fill: hex(canvas) }) +
        element('rect', { ...area, fill: hex(faint), 'fill-opacity': 0.35 }) +
        (isWide ? label((left + right) / 2, y, text, style) : '')
      )
    })
    .join('')
}
