import { NO_TICK } from '../../player/day-line.ts'
import type { Picture } from '../../player/player.ts'
import { priceText } from '../../player/price-text.ts'
import type { Rect } from '../layout.ts'
import type { CellBuffer } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'

/** Explains an empty heatmap, and shows the best quotes. */
export function paintEmptyNotice(
  cells: CellBuffer,
  rect: Rect,
  { line, second, day }: Picture,
  theme: Theme,
): void {
  const index = line.index(second)
  if ((line.spot[index] ?? NO_TICK) !== NO_TICK) return
  const [bid, ask] = [line.bid[index], line.ask[index]]
  const price = (tick: number) =>
    tick === NO_TICK ? 'none' : priceText(tick, day.tickSize, day.priceParts)
  const isCrossed = bid !== NO_TICK && ask !== NO_TICK && bid >= ask
  const lines = [
    'No trade yet, so there is no spot to draw around.',
    `best bid ${price(bid)}   best ask ${price(ask)}`,
    isCrossed ? 'The book is crossed: before the opening auction that is normal.' : '',
  ]
  const from = rect.row + (rect.rows >> 1) - 1
  for (const [at, text] of lines.entries()) {
    const column = rect.column + Math.max((rect.columns - text.length) >> 1, 0)
    cells.write(column, from + at, text.slice(0, rect.columns), { colour: theme.dim })
  }
}
