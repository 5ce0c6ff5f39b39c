import { cellColour } from '../player/cell-colours.ts'
import { hex } from '../player/colour.ts'
import { CELL_KIND } from '../player/heatmap.ts'
import { paletteOf } from '../player/palette.ts'
import type { Chart } from './chart.ts'
import type { Box } from './chart-layout.ts'
import { element } from './markup.ts'

/** More runs than this make a file too large to be worth its sharp edges. */
export const MAX_RUNS = 60_000

/**
 * The heatmap as filled runs of cells of one colour, which every program draws with sharp edges,
 * unlike an image; a path for each colour. Unrecorded cells are left out, to show the hatching
 * behind.
 *
 * @returns undefined where there are more than {@link MAX_RUNS}
 */
export function heatCells(chart: Chart, heat: Box): string | undefined {
  const { heatmap, scale, view } = chart
  const { columns, cells, kind, value, overlay, isValid } = heatmap
  const palette = paletteOf(view)
  const paths = new Map<number, string>()
  let runs = 0
  const colourAt = (column: number, cell: number) => {
    const index = column * cells + cell
    if (kind[index] === CELL_KIND.none || kind[index] === CELL_KIND.unrecorded) return NOTHING
    const isSound = isValid[column] === 1
    const { minVacuum } = scale
    return cellColour(palette, kind[index], value[index], overlay[index], minVacuum, isSound)
  }
  for (let cell = 0; cell < cells; cell++) {
    for (let column = 0; column < columns; ) {
      const colour = colourAt(column, cell)
      let end = column + 1
      while (end < columns && colourAt(end, cell) === colour) end++
      if (colour !== NOTHING) {
        const length = end - column
        paths.set(colour, `${paths.get(colour) ?? ''}M${column} ${cell}h${length}v1h-${length}z`)
        if (++runs > MAX_RUNS) return undefined
      }
      column = end
    }
  }
  const [x, y] = [heat.width / columns, heat.height / cells]
  const scaled = `translate(${heat.left} ${heat.top}) scale(${x} ${y})`
  return element(
    'g',
    { transform: scaled, 'shape-rendering': 'crispEdges' },
    Array.from(paths, ([colour, d]) => element('path', { d, fill: hex(colour) })).join(''),
  )
}

/** In place of a colour where nothing is drawn. */
const NOTHING = -1
