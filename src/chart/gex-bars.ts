import { type Colour, hex } from '../player/colour.ts'
import { emptyGexNote } from '../player/empty-gex.ts'
import { GEX_UNIT } from '../player/legend.ts'
import { PALETTES } from '../player/palette.ts'
import { priceText } from '../player/price-text.ts'
import { shortNumber } from '../player/series.ts'
import { strikeGap } from '../player/strike-gap.ts'
import type { Axes } from './axes.ts'
import type { Chart } from './chart.ts'
import type { Box } from './chart-layout.ts'
import { element, label } from './markup.ts'

const SIZE = 11.5
const LINE = 15

/** Gamma exposure by strike on the heatmap's price axis, and the GEX levels. */
export function drawGex(chart: Chart, box: Box, axes: Axes): string {
  const { newest, gexLevels, day, view } = chart
  const palette = PALETTES[view.theme]
  const middle = box.left + box.width / 2
  const parts = [
    element('path', {
      d: `M${middle} ${box.top}v${box.height}`,
      stroke: hex(palette.faint),
      fill: 'none',
    }),
    label(middle, box.top - 8, `GEX ${GEX_UNIT} Σ ${minus(shortNumber(gexLevels?.total ?? 0))}`, {
      fill: palette.dim,
      size: SIZE,
      anchor: 'middle',
    }),
  ]
  const note = emptyGexNote(day, newest)
  if (!newest || note.length > 0) {
    const style = { fill: palette.dim, size: SIZE, anchor: 'middle' } as const
    const y = box.top + box.height / 2 - ((note.length - 1) / 2) * LINE
    parts.push(...note.map((line, at) => label(middle, y + at * LINE, line, style)))
    return parts.join('\n')
  }
  const { strike, gex } = newest
  const most = gex.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 0) || 1
  const apart = strikeGap(strike)
  const height = Math.min(Math.max(apart * axes.pixelsPerTick * 0.6, 2), 22)
  for (let row = 0; row < strike.length; row++) {
    const y = axes.y(strike[row])
    if (y < box.top || y > box.top + box.height || gex[row] === 0) continue
    const width = (Math.abs(gex[row]) / most) * (box.width / 2 - 4)
    parts.push(
      element('rect', {
        x: gex[row] < 0 ? middle - width : middle,
        y: y - height / 2,
        width,
        height,
        rx: 1.5,
        fill: hex(gex[row] < 0 ? palette.gexNegative[32] : palette.gexPositive[32]),
      }),
    )
  }
  // Levels beyond the axis are listed at its ends.
  let above = 0
  let below = 0
  const levels = [
    { tick: gexLevels?.callWall ?? Number.NaN, name: 'call wall', colour: palette.callWall },
    { tick: gexLevels?.putWall ?? Number.NaN, name: 'put wall', colour: palette.putWall },
    { tick: gexLevels?.zeroGamma ?? Number.NaN, name: 'zero γ', colour: palette.zeroGamma },
  ]
  for (const { tick, name, colour } of levels) {
    if (Number.isNaN(tick)) continue
    const style = { fill: colour, size: SIZE }
    const price = priceText(Math.round(tick), day.tickSize, day.priceParts)
    if (tick > axes.highTick) {
      const y = box.top + 12 + LINE * above++
      parts.push(arrow(box.left, y, -1, colour), label(box.left + 13, y, `${name} ${price}`, style))
    } else if (tick < axes.lowTick) {
      const y = box.top + box.height - 5 - LINE * below++
      parts.push(arrow(box.left, y, 1, colour), label(box.left + 13, y, `${name} ${price}`, style))
    } else {
      const y = axes.y(tick)
      parts.push(
        element('path', {
          d: `M${box.left} ${y}h${box.width}`,
          stroke: hex(colour),
          'stroke-dasharray': '2 3',
          fill: 'none',
        }),
        label(box.left, y - 4, name, style),
      )
    }
  }
  return parts.join('\n')
}

/** A triangle beside a line of text, up (−1) or down: fonts may lack the glyph. */
function arrow(x: number, y: number, direction: 1 | -1, colour: Colour): string {
  const [middle, half] = [y - 4, 4 * direction]
  const d = `M${x} ${middle - half}h9l-4.5 ${2 * half}z`
  return element('path', { d, fill: hex(colour) })
}

function minus(text: string): string {
  return text.replace('-', '−')
}
