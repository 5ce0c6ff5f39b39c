import { LEVELS } from '../../player/levels.ts'
import type { Picture } from '../../player/player.ts'
import type { Rect } from '../layout.ts'
import type { CellBuffer } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'
import { rowOf } from './axis-pane.ts'

/**
 * Labels the level lines at the heatmap's left edge; the most important where several share a row.
 */
export function paintLevelLabels(
  cells: CellBuffer,
  rect: Rect,
  picture: Picture,
  theme: Theme,
): void {
  const { newest, view } = picture
  if (!newest || !view.levels) return
  const taken = new Set<number>()
  for (const [index, { label }] of LEVELS.entries()) {
    const tick = newest.levels[index]
    if (Number.isNaN(tick)) continue
    const row = rowOf(picture, Math.round(tick), theme)
    if (row < 0 || row >= rect.rows || taken.has(row)) continue
    taken.add(row)
    cells.write(rect.column + 1, rect.row + row, ` ${label} `, {
      colour: theme.level,
      background: theme.canvas,
    })
  }
}
