import { clockText } from '../../player/clock-text.ts'
import type { Picture } from '../../player/player.ts'
import type { Rect } from '../layout.ts'
import type { CellBuffer } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'

/** Round intervals between time labels. */
const LABEL_STEPS_S = [10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400]

/** Paints exchange time below the heatmap, with a tick mark at every label. */
export function paintTimeLabels(
  cells: CellBuffer,
  rect: Rect,
  heatmap: Rect,
  { second, view, mark, day }: Picture,
  theme: Theme,
): void {
  const { columnSeconds } = view
  const hasSeconds = columnSeconds < 15
  const width = hasSeconds ? 8 : 5
  const step = LABEL_STEPS_S.find((seconds) => seconds / columnSeconds >= width + 4) ?? 14_400
  const newest = Math.ceil(second / columnSeconds)
  for (let column = 0; column < heatmap.columns; column++) {
    const end = (newest - heatmap.columns + 1 + column) * columnSeconds
    if (mark !== undefined && Math.ceil(mark / columnSeconds) * columnSeconds === end) {
      cells.write(heatmap.column + column, rect.row, '◆', { colour: theme.accent })
    }
    if (end % step >= columnSeconds || end < day.firstEndSecond) continue
    const text = clockText(end - (end % step)).slice(0, width)
    if (column + width >= heatmap.columns) continue
    cells.write(heatmap.column + column, rect.row, '╵', { colour: theme.faint })
    cells.write(heatmap.column + column + 1, rect.row, text, { colour: theme.dim })
  }
}
