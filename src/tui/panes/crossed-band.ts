import type { Picture } from '../../player/player.ts'
import type { Rect } from '../layout.ts'
import type { CellBuffer } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'

/** Labels the bands of a book that is crossed before the first trade. */
export function paintCrossedBand(
  cells: CellBuffer,
  rect: Rect,
  { crossed, axis }: Picture,
  theme: Theme,
): void {
  for (const { first, last, text } of crossed) {
    const from = Math.max(axis.columnOf(first), 0)
    const to = Math.min(axis.lastColumnOf(last), rect.columns - 1)
    const room = to - from + 1
    const shown = room >= text.length ? text : room >= SHORT_TEXT.length ? SHORT_TEXT : ''
    const column = rect.column + from + ((room - shown.length) >> 1)
    cells.write(column, rect.row + 1, shown, { colour: theme.dim })
  }
}

const SHORT_TEXT = 'crossed'
