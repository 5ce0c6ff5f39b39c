import { hex } from '../player/colour.ts'
import { NO_TICK } from '../player/day-line.ts'
import { gammaLevels } from '../player/gamma-levels.ts'
import type { HeatColumn } from '../player/heat-column.ts'
import { LEVELS } from '../player/levels.ts'
import { PALETTES } from '../player/palette.ts'
import { priceText } from '../player/price-text.ts'
import type { Axes } from './axes.ts'
import type { Chart } from './chart.ts'
import type { Box } from './chart-layout.ts'
import { element, formatLength, label, textWidth } from './markup.ts'

const LABEL_SIZE = 11.5
const LABEL_HEIGHT = 16

/** Best bid, best ask and spot, as step lines. */
export function drawQuotes(chart: Chart, axes: Axes): string {
  const { bidLine, askLine, spot, canvas } = PALETTES[chart.view.theme]
  const whole = (tick: number) => (tick === NO_TICK ? Number.NaN : tick)
  const line = (tick: (column: HeatColumn) => number, stroke: number, width: number) =>
    element('path', {
      d: stepsOf(chart, axes, (column) => whole(tick(column))),
      stroke: hex(stroke),
      'stroke-width': width,
      'stroke-linejoin': 'round',
      fill: 'none',
    })
  // A dark edge holds the quotes over any depth.
  return [
    line((column) => column.ask, canvas, 3.3),
    line((column) => column.bid, canvas, 3.3),
    line((column) => column.ask, askLine, 1.3),
    line((column) => column.bid, bidLine, 1.3),
    line((column) => column.spot, spot, 1.6),
  ].join('\n')
}

/** The session levels, as dashed step lines. */
export function drawLevels(chart: Chart, axes: Axes, columns: readonly string[]): string {
  const { level } = PALETTES[chart.view.theme]
  const style = {
    'stroke-width': 1.2,
    'stroke-dasharray': '6 4',
    'stroke-opacity': 0.6,
    fill: 'none',
  }
  return LEVELS.map(({ column }, index) => {
    if (!columns.includes(column)) return ''
    const d = stepsOf(chart, axes, ({ levels }) => inside(levels[index], axes))
    return d === '' ? '' : element('path', { d, stroke: hex(level), ...style })
  }).join('')
}

/**
 * Labels of the session levels at the left edge, where the oldest seconds are; those at one price
 * share a label, and gamma levels have precedence.
 */
export function drawLevelNames(
  { newest, view, day, gexLevels }: Chart,
  heat: Box,
  axes: Axes,
  columns: readonly string[],
): string {
  const palette = PALETTES[view.theme]
  const names: { y: number; text: string }[] = []
  const gamma = gammaLevels(gexLevels, newest, day).map(({ tick }) => axes.y(tick))
  for (const [index, { column, label: name }] of LEVELS.entries()) {
    const tick = inside(newest?.levels[index] ?? Number.NaN, axes)
    if (Number.isNaN(tick) || !columns.includes(column)) continue
    const y = axes.y(tick)
    if (gamma.some((other) => Math.abs(other - y) < LABEL_HEIGHT)) continue
    // LEVELS begins with the most important; a label that would overlap an earlier one is appended
    // to it.
    const taken = names.find((other) => Math.abs(other.y - y) < LABEL_HEIGHT)
    const price = priceText(Math.round(tick), day.tickSize, day.priceParts)
    if (taken) taken.text += ` · ${name}`
    else names.push({ y, text: `${name} ${price}` })
  }
  const { left } = heat
  const labels = names.map(({ y, text }) => {
    const width = textWidth(text, LABEL_SIZE) + 10
    const back = element('rect', {
      x: left,
      y: y - LABEL_HEIGHT / 2,
      width,
      height: LABEL_HEIGHT,
      rx: 3,
      fill: hex(palette.canvas),
      'fill-opacity': 0.82,
    })
    const style = { fill: palette.level, size: LABEL_SIZE, anchor: 'middle' } as const
    return back + label(left + width / 2, y + 4, text, style)
  })
  return labels.join('')
}

function inside(tick: number, { lowTick, highTick }: Axes): number {
  return tick >= lowTick && tick <= highTick ? tick : Number.NaN
}

/** A step line of a value per column; interrupted at NaN. */
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
    const y = formatLength(axes.y(value))
    if (Number.isNaN(last)) path += `M${formatLength(left)} ${y}`
    else if (value !== last) path += `V${y}`
    path += `H${formatLength(left + axes.pixelsPerColumn)}`
    last = value
  }
  // Merges consecutive horizontal segments.
  return path.replace(/(?:H[\d.-]+)+(?=H)/g, '')
}
