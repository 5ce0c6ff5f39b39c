import { clockText } from '../player/clock-text.ts'
import { hex } from '../player/colour.ts'
import { NO_TICK } from '../player/day-line.ts'
import { PALETTES } from '../player/palette.ts'
import { priceText } from '../player/price-text.ts'
import { type Axes, priceStep, timeStep } from './axes.ts'
import type { Chart } from './chart.ts'
import type { ChartLayout } from './chart-layout.ts'
import { element, formatLength, label } from './markup.ts'

/** Minimum distance between two labels of an axis. */
const PRICES_APART_PX = 34
const TIMES_APART_PX = 96
const SIZE = 12.5

/** The grid over the heatmap, prices on its right, New York time below. */
export function drawFrame(
  chart: Chart,
  { heat, prices, volume, times }: ChartLayout,
  axes: Axes,
): string {
  const { day, view } = chart
  const palette = PALETTES[view.theme]
  const { text, dim, faint } = palette
  const bottom = heat.top + heat.height
  const parts: string[] = []
  let grid = ''
  const step = priceStep(day.tickSize, axes.pixelsPerTick, PRICES_APART_PX)
  const spot = chart.newest?.spot ?? NO_TICK
  for (let tick = Math.ceil(axes.lowTick / step) * step; tick <= axes.highTick; tick += step) {
    const y = axes.y(tick)
    grid += `M${heat.left} ${formatLength(y)}h${heat.width}`
    const isBesideSpot = spot !== NO_TICK && Math.abs(y - axes.y(spot)) < 15
    if (!isBesideSpot) {
      parts.push(
        label(prices.left + 8, y + 4, priceText(tick, day.tickSize, day.priceParts), { fill: dim }),
      )
    }
  }
  const pixelsPerSecond = axes.pixelsPerColumn / view.columnSeconds
  const apart = timeStep(pixelsPerSecond, TIMES_APART_PX)
  const end = axes.x(chart.to)
  for (let second = Math.ceil(chart.from / apart) * apart; second <= chart.to; second += apart) {
    const x = axes.x(second)
    grid += `M${formatLength(x)} ${heat.top}v${heat.height}`
    if (volume) grid += `M${formatLength(x)} ${volume.top}v${volume.height}`
    const clock = clockText(second).slice(0, apart < 60 ? 8 : 5)
    const anchor = end - x < 20 ? 'end' : x - heat.left < 20 ? 'start' : 'middle'
    parts.push(label(x, times.top + 18, clock, { fill: dim, anchor }))
  }
  return [
    element('path', { d: grid, stroke: hex(text), 'stroke-opacity': 0.09, fill: 'none' }),
    element('rect', {
      x: heat.left,
      y: heat.top,
      width: heat.width,
      height: bottom - heat.top,
      fill: 'none',
      stroke: hex(faint),
    }),
    element('g', { 'font-size': SIZE }, parts.join('')),
    spot === NO_TICK ? '' : drawSpot(chart, prices.left, axes.y(spot), spot),
  ].join('\n')
}

/** The last spot, as a flag on the price axis. */
function drawSpot({ day, view }: Chart, left: number, y: number, spot: number): string {
  const { accent, background } = PALETTES[view.theme]
  const text = priceText(spot, day.tickSize, day.priceParts)
  const width = text.length * 8.4 + 12
  const d = `M${left + 1} ${formatLength(y)}l6 -9h${formatLength(width)}v18h${formatLength(-width)}z`
  const style = { fill: background, size: SIZE, isBold: true }
  return element('path', { d, fill: hex(accent) }) + label(left + 10, y + 4.5, text, style)
}
