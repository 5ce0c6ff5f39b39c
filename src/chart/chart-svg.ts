import { hex } from '../player/colour.ts'
import { PALETTES } from '../player/palette.ts'
import { type Axes, axesOf } from './axes.ts'
import type { Chart } from './chart.ts'
import type { Box, ChartLayout } from './chart-layout.ts'
import { drawCrossed } from './crossed-bands.ts'
import { drawEventMarks } from './event-marks.ts'
import { drawFrame } from './frame.ts'
import { drawGammaLines } from './gamma-lines.ts'
import { drawGex } from './gex-bars.ts'
import { heatCells } from './heat-cells.ts'
import { heatImage } from './heat-image.ts'
import { drawHedgeCurve } from './hedge-curve.ts'
import { type Attributes, element } from './markup.ts'
import { drawPressure } from './pressure-lane.ts'
import { drawLevelNames, drawLevels, drawQuotes } from './price-lines.ts'
import { drawTitle } from './title.ts'
import { drawTrades } from './trade-dots.ts'
import { drawVolume } from './volume-strip.ts'

const FONTS = "'DejaVu Sans',Verdana,sans-serif"

/**
 * Sharp cell edges. Rasterizers and editors need the older attribute value `optimizeSpeed`, which
 * newer browsers smooth; only browsers read this rule.
 */
const SHARP_CELLS =
  '<style>@supports (image-rendering: pixelated) { image { image-rendering: pixelated } }</style>'

/**
 * A chart as SVG: the cells as filled runs, or as an image where there are very many; everything
 * else as lines and text.
 *
 * @param levels columns of the session levels to draw
 */
export function chartSvg(chart: Chart, layout: ChartLayout, levels: readonly string[]): string {
  const { width, height, heat, gex, volume, title } = layout
  const palette = PALETTES[chart.view.theme]
  const axes = axesOf(chart, layout)
  const area = { x: heat.left, y: heat.top, width: heat.width, height: heat.height }
  const hatch = element('path', { d: 'M0 8L8 0', stroke: hex(palette.faint), fill: 'none' })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${FONTS}">`,
    SHARP_CELLS,
    element(
      'defs',
      {},
      element(
        'pattern',
        { id: 'unrecorded', width: 8, height: 8, patternUnits: 'userSpaceOnUse' },
        hatch,
      ) + element('clipPath', { id: 'heat' }, element('rect', area)),
    ),
    element('rect', { width, height, fill: hex(palette.background) }),
    drawTitle(chart, title, (layout.gex?.left ?? title.left + title.width) - title.left),
    element('rect', { ...area, fill: 'url(#unrecorded)' }),
    heatCells(chart, heat) ?? embeddedImage(chart, area),
    element(
      'g',
      { 'clip-path': 'url(#heat)' },
      [
        drawCrossed(chart, heat, axes),
        drawLevels(chart, axes, levels),
        drawGammaLines(chart, heat, axes),
        drawQuotes(chart, axes),
        drawTrades(chart, axes),
        drawEventMarks(chart, axes),
        drawLevelNames(chart, heat, axes, levels),
      ].join('\n'),
    ),
    drawFrame(chart, layout, axes),
    gex ? drawBeside(chart, gex, axes) : '',
    volume ? drawBelow(chart, volume, axes) : '',
    '</svg>\n',
  ].join('\n')
}

function embeddedImage(chart: Chart, area: Attributes): string {
  const image = Buffer.from(heatImage(chart)).toString('base64')
  return element('image', {
    ...area,
    preserveAspectRatio: 'none',
    'image-rendering': 'optimizeSpeed',
    'xlink:href': `data:image/png;base64,${image}`,
  })
}

function drawBeside(chart: Chart, box: Box, axes: Axes): string {
  return chart.hedge ? drawHedgeCurve(chart, chart.hedge, box, axes) : drawGex(chart, box, axes)
}

function drawBelow(chart: Chart, box: Box, axes: Axes): string {
  return chart.hedge ? drawPressure(chart, chart.hedge, box, axes) : drawVolume(chart, box, axes)
}
