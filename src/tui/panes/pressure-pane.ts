import type { Picture } from '../../player/player.ts'
import { pressureRange } from '../../player/pressure-scale.ts'
import { signed } from '../../player/price-text.ts'
import type { Rect } from '../layout.ts'
import type { CellBuffer } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'

const BARS = [...' ▁▂▃▄▅▆▇█']
/** Without UTF-8. */
const ASCII_BARS = [...' ..::-=+#']
const CLEAR_STEP = 30

/**
 * Paints the pressure of hedging under the heatmap, a row for moves up and one for moves down: violet
 * where it pushes a move on, green where it resists, high where it is much of the depth.
 */
export function paintPressure(cells: CellBuffer, rect: Rect, picture: Picture, theme: Theme): void {
  const { columns, line } = picture
  const shown = columns.slice(-rect.columns)
  const valuesOf = (values: Float32Array) =>
    shown.map((column) => (column ? (values[line.index(column.last)] ?? Number.NaN) : Number.NaN))
  const rows = [valuesOf(line.pressureUp), valuesOf(line.pressureDown)]
  const range = pressureRange(rows.flat())
  const bars = theme.capabilities.utf8 ? BARS : ASCII_BARS
  const from = rect.column + rect.columns - shown.length
  for (const [at, values] of rows.entries()) {
    const y = rect.row + at
    cells.writeRight(rect.column, y, at === 0 ? 'hdg ▲' : 'hdg ▼', { colour: theme.dim })
    for (const [column, value] of values.entries()) {
      if (Number.isNaN(value) || value === 0) continue
      const share = Math.min(Math.abs(value) / range, 1)
      // An eighth at least, so that small pressures show their sign.
      const bar = bars[Math.max(Math.round(share * 8), 1)]
      const ramp = value > 0 ? theme.vacuum : theme.added
      cells.write(from + column, y, bar, { colour: ramp[CLEAR_STEP] })
    }
    const end = rect.column + rect.columns
    const last = values.at(-1) ?? Number.NaN
    if (end + 9 > cells.columns || Number.isNaN(last)) continue
    cells.write(end + 1, y, signed(last, 2), { colour: theme.dim })
  }
}
