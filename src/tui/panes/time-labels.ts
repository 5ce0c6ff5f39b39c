import { clockText } from '../../player/clock-text.ts'
import type { Picture } from '../../player/player.ts'
import type { Rect } from '../layout.ts'
import type { CellBuffer } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'

/** Round intervals between time labels. */
const LABEL_STEPS_S = [10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400]

/** Paints New York time below the heatmap, with a tick mark at every label. */
export function paintTimeLabels(
  cells: CellBuffer,
  rect: Rect,
  heatmap: Rect,
  { view, mark, day, axis, second }: Picture,
  theme: Theme,
): void {
  const { columnSeconds } = view
  const hasSeconds = columnSeconds < 15
  const width = hasSeconds ? 8 : 5
  const secondsPerColumn = (axis.endOf(axis.columns - 1) - axis.endOf(0)) / axis.columns || 1
  const step = LABEL_STEPS_S.find((seconds) => seconds / secondsPerColumn >= width + 4) ?? 14_400
  const first = Math.max(axis.endOf(0), day.firstEndSecond)
  for (let at = Math.ceil(first / step) * step; at <= second; at += step) {
    const column = axis.columnOf(at)
    const text = clockText(at).slice(0, width)
    if (column < 0 || column + width >= heatmap.columns) continue
    cells.write(heatmap.column + column, rect.row, '╵', { colour: theme.faint })
    cells.write(heatmap.column + column + 1, rect.row, text, { colour: theme.dim })
  }
  const marked = mark === undefined ? -1 : axis.columnOf(mark)
  if (marked >= 0 && marked < heatmap.columns) {
    cells.write(heatmap.column + marked, rect.row, '◆', { colour: theme.accent })
  }
}
