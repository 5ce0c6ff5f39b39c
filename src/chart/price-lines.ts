import { hex } from '../player/colour.ts'
import { NO_TICK } from '../player/day-line.ts'
import type { HeatColumn } from '../player/heat-column.ts'
import { LEVELS } from '../player/levels.ts'
import { PALETTES } from '../player/palette.ts'
import type { Axes } from './axes.ts'
import type { Chart } from './chart.ts'
import type { Box } from './layout.ts'
import { element, label, rounded, widthOf } from './markup.ts'

const LABEL_SIZE = 11.5
const LABEL_HEIGHT = 16

/** Best bid and ask, and spot, as they went from column to column. */
export function drawQuotes(chart: Chart, axes: Axes): string {
  const { bidLine, askLine, spot } = PALETTES[chart.view.theme]
  const whole = (tick: number) => (tick === NO_TICK ? Number.NaN : tick)
  const line = (tick: (column: HeatColumn) => number, stroke: number, width: number) =>
    element('path', {
      d: stepsOf(chart, axes, (column) => whole(tick(column))),
      stroke: hex(stroke),
      'stroke-width': width,
      'stroke-linejoin': 'round',
      fill: 'none',
    })
  return [
    line((column) => column.ask, askLine, 1.3),
    line((column) => column.bid, bidLine, 1.3),
    line((column) => column.spot, spot, 1.6),
  ].join('\n')
}

/** The session's levels, dashed. */
export function drawLevels(chart: Chart, axes: Axes, columns: readonly string[]): string {
  const { level } = PALETTES[chart.view.theme]
  const style = { 'stroke-width': 1.2, 'stroke-dasharray': '6 4', fill: 'none' }
  return LEVELS.map(({ column }, index) => {
    if (!columns.includes(column)) return ''
    const d = stepsOf(chart, axes, ({ levels }) => inside(levels[index], axes))
    return d === '' ? '' : element('path', { d, stroke: hex(level), ...style })
  }).join('')
}

/** Their names at the right, where they stand in the end; those at one price share a line. */
export function drawLevelNames(
  { newest, view }: Chart,
  heat: Box,
  axes: Axes,
  columns: readonly string[],
): string {
  const palette = PALETTES[view.theme]
  const names: { y: number; text: string }[] = []
  for (const [index, { column, label: name }] of LEVELS.entries()) {
    const tick = inside(newest?.levels[index] ?? Number.NaN, axes)
    if (Number.isNaN(tick) || !columns.includes(column)) continue
    const y = axes.y(tick)
    // LEVELS begins with the most important: what would cover it joins it.
    const taken = names.find((other) => Math.abs(other.y - y) < LABEL_HEIGHT)
    if (taken) taken.text += ` · ${name}`
    else names.push({ y, text: name })
  }
  const right = heat.left + heat.width
  const labels = names.map(({ y, text }) => {
    const width = widthOf(text, LABEL_SIZE) + 10
    const back = element('rect', {
      x: right - width - 5,
      y: y - LABEL_HEIGHT / 2,
      width,
      height: LABEL_HEIGHT,
      rx: 3,
      fill: hex(palette.canvas),
      'fill-opacity': 0.82,
    })
    const style = { fill: palette.level, size: LABEL_SIZE, anchor: 'middle' } as const
    return back + label(right - 5 - width / 2, y + 4, text, style)
  })
  return labels.join('')
}

function inside(tick: number, { lowTick, highTick }: Axes): number {
  return tick >= lowTick && tick <= highTick ? tick : Number.NaN
}

/** A value of each column as a line of steps; broken where it is not a number. */
function stepsOf(chart: Chart, axes: Axes, tickOf: (column: HeatColumn) => number): string {
  let path = ''
  let last = Number.NaN
  for (const [at, column] of chart.columns.entries()) {
    const value = column ? tickOf(column) : Number.NaN
    if (Number.isNaN(value)) {
      last = value
      continue
    }
    const left = axes.x(chart.start + at * chart.view.columnSeconds)
    const y = rounded(axes.y(value))
    if (Number.isNaN(last)) path += `M${rounded(left)} ${y}`
    else if (value !== last) path += `V${y}`
    path += `H${rounded(left + axes.pixelsPerColumn)}`
    last = value
  }
  // A line that goes on the same way is one piece.
  return path.replace(/(?:H[\d.-]+)+(?=H)/g, '')
}
