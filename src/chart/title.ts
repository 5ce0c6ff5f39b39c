import { clockText, EXCHANGE_ZONE_LABEL } from '../player/clock-text.ts'
import { hex } from '../player/colour.ts'
import { legendOf } from '../player/legend.ts'
import { PALETTES, paletteOf } from '../player/palette.ts'
import { priceText } from '../player/price-text.ts'
import { shortNumber } from '../player/series.ts'
import type { Layer } from '../player/view.ts'
import type { Chart } from './chart.ts'
import type { Box } from './chart-layout.ts'
import { element, label, textWidth } from './markup.ts'

const SIZE = 12.5
const RAMP = { width: 84, height: 10 } as const

const LAYER_TITLES: Readonly<Record<Layer, string>> = {
  wall: 'resting depth',
  both: 'resting depth, and where it is pulled',
  vacuum: 'vacuum score: how hard depth is pulled',
  balance: 'lots pulled against lots added',
  gex: 'gamma exposure by strike',
}

const CALIBRATIONS: Readonly<Record<string, string>> = {
  prior: 'scores calibrated by earlier sessions',
  same_day: 'scores calibrated by this day itself: they look ahead',
  chosen: 'scores calibrated by a chosen session',
}

/**
 * The title: what the chart shows, facts about its data, and the legend.
 *
 * @param legendWidth up to the label above the gamma exposure
 */
export function drawTitle(chart: Chart, box: Box, legendWidth: number): string {
  const { day, from, to, view } = chart
  const palette = PALETTES[view.theme]
  const time = `${clockText(from)}–${clockText(to)} ${EXCHANGE_ZONE_LABEL}`
  const name = `${day.symbol}  ${day.dt}  ${time}`
  const rest = chart.hedge
    ? 'resting depth, and what dealers must trade against it'
    : LAYER_TITLES[view.layer]
  const facts = factsOf(chart)
  const parts = [
    label(box.left, box.top + 17, name, { fill: palette.text, size: 20, isBold: true }),
    label(box.left, box.top + 40, facts.join(' · '), { fill: palette.dim, size: SIZE }),
  ]
  const left = box.left + textWidth(name, 21) + 24
  if (left + textWidth(rest, 15) < box.left + box.width) {
    parts.push(label(left, box.top + 17, rest, { fill: palette.dim, size: 15 }))
  }
  const { calibrationMode } = day
  const calibration = calibrationMode && CALIBRATIONS[calibrationMode]
  if (calibration && (view.layer === 'vacuum' || view.layer === 'both')) {
    const looksAhead = calibrationMode === 'same_day'
    const x = box.left + textWidth(facts.join(' · '), SIZE)
    const fill = looksAhead ? palette.warning : palette.dim
    if (x + textWidth(calibration, SIZE) < box.left + box.width) {
      parts.push(
        label(box.left + box.width, box.top + 40, calibration, { fill, size: SIZE, anchor: 'end' }),
      )
    }
  }
  parts.push(drawLegend(chart, { ...box, width: legendWidth }))
  return parts.join('\n')
}

function factsOf({ day, view, heatmap }: Chart): string[] {
  const cell = heatmap.cellTicks
  const tick = priceText(1, day.tickSize, day.priceParts)
  return [
    `a cell is ${view.columnSeconds} s × ${cell === 1 ? 'a tick' : `${cell} ticks`} of ${tick}`,
    `session ${day.session}`,
    `book from ${day.bookOrigin === 'none' ? 'orders as they came' : `a ${day.bookOrigin}`}`,
    ...(day.openInterestDate ? [`open interest of ${day.openInterestDate}`] : []),
  ]
}

function drawLegend({ view, scale }: Chart, box: Box): string {
  const palette = PALETTES[view.theme]
  const y = box.top + 62
  const parts: string[] = []
  let x = box.left
  const write = (text: string, fill: number) => {
    parts.push(label(x, y + 9, text, { fill, size: SIZE }))
    x += textWidth(text, SIZE) + 6
  }
  for (const { ramps, low, high } of legendOf(view.layer, scale, paletteOf(view))) {
    const names = ramps.map(({ name }) => name).join('')
    const width = ramps.length * (RAMP.width + 12) + textWidth(`${names}${low}–${high}`, SIZE)
    if (x + width > box.left + box.width) break
    for (const { name, ramp } of ramps) {
      write(name, palette.text)
      const stops = Array.from({ length: 7 }, (_, stop) => {
        const colour = ramp[Math.round((stop / 6) * (ramp.length - 1))]
        return element('stop', { offset: stop / 6, 'stop-color': hex(colour) })
      })
      const id = `ramp-${name.replaceAll(/[^a-z]/gi, '')}${name.endsWith('−') ? '-negative' : ''}`
      parts.push(
        element('linearGradient', { id }, stops.join('')),
        element('rect', { x, y, ...RAMP, fill: `url(#${id})`, stroke: hex(palette.faint) }),
      )
      x += RAMP.width + 6
    }
    write(`${low}–${high}`, palette.dim)
    x += 14
  }
  const trades = [
    ['bought', palette.buyer],
    ['sold', palette.seller],
  ] as const
  const sizes = `large from ${shortNumber(scale.largeTrade)} lots`
  if (x + 120 + textWidth(sizes, SIZE) > box.left + box.width) return parts.join('\n')
  for (const [name, colour] of trades) {
    parts.push(element('circle', { cx: x + 4, cy: y + 5, r: 4, fill: hex(colour) }))
    x += 14
    write(name, palette.dim)
    x += 6
  }
  write(sizes, palette.dim)
  return parts.join('\n')
}
