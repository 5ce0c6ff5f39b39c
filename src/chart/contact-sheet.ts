import { hex } from '../player/colour.ts'
import { PALETTES } from '../player/palette.ts'
import { axesOf } from './axes.ts'
import type { Chart } from './chart.ts'
import { type ChartLayout, chartLayout } from './chart-layout.ts'
import { chartSvg } from './chart-svg.ts'
import { element, formatLength, label } from './markup.ts'

const TILE = { width: 480, height: 320 } as const
const CAPTION_HEIGHT = 26
const COLUMNS = 3
const FONTS = "'DejaVu Sans',Verdana,sans-serif"

/** The layout of every tile: what its chart has to be read for. */
export const TILE_LAYOUT: ChartLayout = chartLayout(TILE.width, TILE.height, false)

/** A small chart with a line below it. */
export interface Tile {
  readonly chart: Chart
  /** Unix second to mark. */
  readonly second: number
  readonly caption: string
}

/** Charts side by side, each with its moment marked. */
export function contactSheetSvg(tiles: readonly Tile[], theme: keyof typeof PALETTES): string {
  const palette = PALETTES[theme]
  const rowHeight = TILE.height + CAPTION_HEIGHT
  const width = TILE.width * Math.min(COLUMNS, Math.max(tiles.length, 1))
  const height = rowHeight * Math.ceil(tiles.length / COLUMNS)
  const { heat } = TILE_LAYOUT
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${FONTS}">`,
    element('rect', { width, height, fill: hex(palette.background) }),
    ...tiles.map(({ chart, second, caption }, index) => {
      const x = (index % COLUMNS) * TILE.width
      const y = Math.floor(index / COLUMNS) * rowHeight
      const mark = axesOf(chart, TILE_LAYOUT).x(second)
      return element(
        'g',
        { transform: `translate(${x} ${y})` },
        [
          chartSvg(chart, TILE_LAYOUT, []),
          element('path', {
            d: `M${formatLength(mark)} ${heat.top}v${heat.height}`,
            stroke: hex(palette.accent),
            'stroke-dasharray': '4 3',
          }),
          label(heat.left, TILE.height + 14, caption, { fill: palette.text, size: 13 }),
        ].join('\n'),
      )
    }),
    '</svg>',
  ].join('\n')
}
