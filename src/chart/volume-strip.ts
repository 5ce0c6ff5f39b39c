import { hex } from '../player/colour.ts'
import { PALETTES } from '../player/palette.ts'
import { shortNumber } from '../player/series.ts'
import type { Axes } from './axes.ts'
import type { Chart } from './chart.ts'
import type { Box } from './chart-layout.ts'
import { element, formatLength, label } from './markup.ts'

/** Lots traded in each column by aggressor: buyers up, sellers down. */
export function drawVolume(chart: Chart, box: Box, axes: Axes): string {
  const { columns, line, start, view } = chart
  const { buyer, seller, faint, dim } = PALETTES[view.theme]
  const bought = new Float64Array(columns.length)
  const sold = new Float64Array(columns.length)
  let most = 1
  for (const [at, column] of columns.entries()) {
    if (!column) continue
    const end = Math.min(line.index(column.last), line.length - 1)
    for (let index = Math.max(line.index(column.first), 0); index <= end; index++) {
      bought[at] += line.buyVolume[index]
      sold[at] += line.sellVolume[index]
    }
    most = Math.max(most, bought[at], sold[at])
  }
  const middle = box.top + box.height / 2
  const half = box.height / 2 - 1
  const width = Math.max(axes.pixelsPerColumn * 0.8, 0.5)
  const bars = (lots: Float64Array, direction: number) =>
    Array.from(lots, (value, at) => {
      if (value === 0) return ''
      const x = axes.x(start + (at + 0.5) * view.columnSeconds)
      return `M${formatLength(x)} ${formatLength(middle)}v${formatLength((direction * half * value) / most)}`
    }).join('')
  const style = { 'stroke-width': width, fill: 'none' }
  const right = box.left + box.width + 8
  return [
    element('path', { d: bars(bought, -1), stroke: hex(buyer), ...style }),
    element('path', { d: bars(sold, 1), stroke: hex(seller), ...style }),
    element('path', { d: `M${box.left} ${middle}h${box.width}`, stroke: hex(faint), fill: 'none' }),
    label(right, box.top + 11, `${shortNumber(most)} lots`, { fill: dim, size: 11.5 }),
    label(right, middle + 4, perColumn(view.columnSeconds), { fill: dim, size: 11.5 }),
  ].join('\n')
}

function perColumn(seconds: number): string {
  if (seconds === 1) return 'per second'
  return seconds === 60 ? 'per minute' : `per ${seconds} s`
}
