import { gammaLevels } from '../../player/gamma-levels.ts'
import type { Picture } from '../../player/player.ts'
import type { Rect } from '../layout.ts'
import { ATTRIBUTE, type CellBuffer } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'
import { rowOf } from './axis-pane.ts'

/** Paints arrows at the ends of the price axis to gamma levels beyond it: "▲CW 6915". */
export function paintGammaEdges(
  cells: CellBuffer,
  axis: Rect,
  picture: Picture,
  theme: Theme,
): void {
  const { moment, newest, day, view } = picture
  if (!view.levels || !newest) return
  let above = 0
  let below = 0
  for (const { tick, short, price, ink } of gammaLevels(moment.gex, newest, day)) {
    const row = rowOf(picture, Math.round(tick), theme)
    if (row >= 0 && row < axis.rows) continue
    const isAbove = row < 0
    const at = isAbove ? axis.row + above++ : axis.row + axis.rows - 1 - below++
    const text = `${isAbove ? '▲' : '▼'}${short} ${price}`
    cells.fill(axis.column, at, axis.columns, 1, theme.background)
    cells.write(axis.column, at, text.slice(0, axis.columns), {
      colour: theme[ink],
      attributes: ATTRIBUTE.bold,
    })
  }
}
