import type { Colour } from '../../player/colour.ts'
import { NO_TICK } from '../../player/day-line.ts'
import type { Picture } from '../../player/player.ts'
import { priceText, signed } from '../../player/price-text.ts'
import { shortNumber, sparklineHeights } from '../../player/series.ts'
import type { Rect } from '../layout.ts'
import type { CellBuffer } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'

const BARS = [...' ▁▂▃▄▅▆▇█']
/** Without UTF-8. */
const ASCII_BARS = [...' ..::-=+#']

/**
 * Paints the spot of every column as a sparkline below the heatmap, with its range at the right.
 */
export function paintSpotLine(cells: CellBuffer, rect: Rect, picture: Picture, theme: Theme): void {
  const { columns, day } = picture
  const spots = columns.map((column) =>
    column && column.spot !== NO_TICK ? column.spot : Number.NaN,
  )
  paintBars(cells, rect, spots.slice(-rect.columns), theme.dim, theme)
  const known = spots.filter((spot) => !Number.isNaN(spot))
  if (known.length === 0) return
  const [least, most] = [Math.min(...known), Math.max(...known)]
  label(cells, rect, theme, 'spot', [
    priceText(most, day.tickSize, day.priceParts),
    priceText(least, day.tickSize, day.priceParts),
  ])
}

/** Paints cumulative bought minus sold lots since the first column as a sparkline. */
export function paintDeltaLine(
  cells: CellBuffer,
  rect: Rect,
  picture: Picture,
  theme: Theme,
): void {
  const { line, columns } = picture
  let delta = 0
  let last = Number.NEGATIVE_INFINITY
  const deltas = columns.map((column) => {
    // Before the first trade there is none, and a column may be stretched over several.
    if (!column || column.spot === NO_TICK) return Number.NaN
    if (column.last > last) {
      delta += line.delta(line.index(Math.max(column.first, last + 1)), line.index(column.last))
    }
    last = column.last
    return delta
  })
  paintBars(cells, rect, deltas.slice(-rect.columns), theme.bid[38], theme)
  paintZero(cells, rect, deltas, theme)
  const short = (value: number) => `${value > 0 ? '+' : ''}${shortNumber(value)}`.replace('-', '−')
  label(cells, rect, theme, 'delta', [short(delta), `${signed(lastDelta(picture))} /s`])
}

/** A mark at either end of the row where cumulative delta is zero. */
function paintZero(cells: CellBuffer, rect: Rect, deltas: readonly number[], theme: Theme): void {
  const known = deltas.filter((value) => !Number.isNaN(value))
  const [least, most] = [Math.min(...known), Math.max(...known)]
  if (rect.rows < 2 || !(least < 0 && most > 0)) return
  const row = Math.min(Math.floor((most / (most - least)) * rect.rows), rect.rows - 1)
  for (const column of [rect.column, rect.column + rect.columns - 1]) {
    cells.write(column, rect.row + row, '0', { colour: theme.text })
  }
}

function lastDelta({ line, second }: Picture): number {
  return line.delta(line.index(second), line.index(second))
}

/** The name on the left, and as many values as there are rows on the right. */
function label(
  cells: CellBuffer,
  rect: Rect,
  theme: Theme,
  name: string,
  values: readonly string[],
): void {
  const end = rect.column + rect.columns
  if (rect.column > 5 && rect.column > cells.columns / 4) {
    // Side by side in one row: the name is written into the line.
    cells.write(rect.column + 1, rect.row, name, { colour: theme.dim })
  } else {
    cells.writeRight(rect.column, rect.row, name, { colour: theme.dim })
  }
  if (end + 9 > cells.columns) return
  for (let row = 0; row < Math.min(rect.rows, values.length); row++) {
    cells.write(end + 1, rect.row + row, values[row], { colour: theme.dim })
  }
}

function paintBars(
  cells: CellBuffer,
  rect: Rect,
  values: readonly number[],
  colour: Colour,
  theme: Theme,
): void {
  const bars = theme.capabilities.utf8 ? BARS : ASCII_BARS
  // +1, so that the minimum is visible too.
  const tops = sparklineHeights(values, rect.rows * 8 - 1).map((height) => Math.round(height) + 1)
  const from = rect.column + rect.columns - values.length
  for (const [at, top] of tops.entries()) {
    if (Number.isNaN(top)) continue
    for (let row = 0; row < rect.rows; row++) {
      const eighths = Math.min(Math.max(top - (rect.rows - 1 - row) * 8, 0), 8)
      if (eighths > 0) cells.write(from + at, rect.row + row, bars[eighths], { colour })
    }
  }
}
