import type { Picture } from '../../player/player.ts'
import type { Rect } from '../layout.ts'
import type { CellBuffer } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'
import { ticksOfRow } from './axis-pane.ts'

const HASH = 35
const HALF_BLOCK_LEFT = 0x2590

/**
 * Paints the session's volume by price, bought and sold stacked from the left.
 *
 * @param heads the row below, for its name
 */
export function paintProfile(
  cells: CellBuffer,
  rect: Rect,
  heads: Rect,
  picture: Picture,
  theme: Theme,
): void {
  const columns = rect.columns - 1
  const volumes = Array.from({ length: rect.rows }, (_, row) =>
    volumeOf(picture, ticksOfRow(picture, row, theme)),
  )
  const most = Math.max(...volumes.map(({ bought, sold }) => bought + sold), 1)
  for (const [row, { bought, sold }] of volumes.entries()) {
    if (bought + sold === 0) continue
    // Eighths of a column, so that small volumes are visible.
    const eighths = Math.max(Math.round(((bought + sold) / most) * columns * 8), 1)
    const boughtColumns = Math.round(((bought / most) * columns * 8) / 8)
    for (let cell = 0; cell * 8 < eighths; cell++) {
      const part = Math.min(eighths - cell * 8, 8)
      const glyph = theme.capabilities.utf8 ? HALF_BLOCK_LEFT - part : HASH
      const ink = cell < boughtColumns ? theme.added[28] : theme.pulled[28]
      cells.set(rect.column + cell, rect.row + row, glyph, ink, theme.background)
    }
  }
  cells.write(rect.column, heads.row, columns < 6 ? 'vol' : 'volume', { colour: theme.dim })
}

function volumeOf({ profile }: Picture, ticks: readonly number[]) {
  const volume = { bought: 0, sold: 0 }
  for (const tick of ticks) {
    volume.bought += profile.bought[tick - profile.firstTick] ?? 0
    volume.sold += profile.sold[tick - profile.firstTick] ?? 0
  }
  return volume
}
