import { signedShort } from '../../player/charm-text.ts'
import { type HedgeAtPrice, hedgeAtPrice } from '../../player/hedge-at-price.ts'
import type { Picture } from '../../player/player.ts'
import { shortNumber } from '../../player/series.ts'
import type { Rect } from '../layout.ts'
import type { CellBuffer } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'
import { labelledTicks, ticksOfRow } from './axis-pane.ts'

const LOTS_COLUMNS = 6
const DEPTH_COLUMNS = 5
const MIN_BAR_COLUMNS = 6
/** Step of a ramp that is read well on either background. */
const CLEAR_STEP = 30

/**
 * Paints what dealers must trade if the future goes to each price, the share that it is of the depth
 * up to there as a bar, and that depth. Violet pushes the move on, green resists it.
 *
 * @param heads the row below, for the names of the columns
 */
export function paintHedge(
  cells: CellBuffer,
  rect: Rect,
  heads: Rect,
  picture: Picture,
  theme: Theme,
): void {
  const { newest, moment } = picture
  const curve = moment.dealers?.curve
  const bars = rect.column + LOTS_COLUMNS + 2
  const hasDepth = rect.columns >= LOTS_COLUMNS + MIN_BAR_COLUMNS + DEPTH_COLUMNS + 4
  const barColumns = rect.columns - LOTS_COLUMNS - 3 - (hasDepth ? DEPTH_COLUMNS + 1 : 0)
  const dim = { colour: theme.dim }
  cells.writeRight(bars - 2, heads.row, 'hedge', dim)
  if (hasDepth) cells.writeRight(rect.column + rect.columns - 1, heads.row, 'of depth', dim)
  if (!curve || !newest) return
  for (let row = 0; row < rect.rows; row++) {
    if (labelledTicks(picture, row, theme).length === 0) continue
    const ticks = ticksOfRow(picture, row, theme)
    const at = hedgeAtPrice(curve, newest, Math.min(...ticks), Math.max(...ticks))
    if (!at) continue
    const y = rect.row + row
    const colour = at.hedge < 0 ? theme.seller : theme.buyer
    cells.writeRight(bars - 2, y, signedShort(at.hedge), { colour })
    paintShare(cells, bars, y, barColumns, at, theme)
    if (hasDepth) cells.writeRight(rect.column + rect.columns - 1, y, shortNumber(at.depth), dim)
  }
}

/** A bar of the share of the depth that hedging takes, full where it takes all. */
function paintShare(
  cells: CellBuffer,
  column: number,
  row: number,
  columns: number,
  { hedge, depth, isPushing }: HedgeAtPrice,
  theme: Theme,
): void {
  const share = depth === 0 ? 1 : Math.min(Math.abs(hedge) / depth, 1)
  const filled = Math.round(share * columns)
  const { utf8 } = theme.capabilities
  const ramp = isPushing ? theme.vacuum : theme.added
  cells.write(column, row, (utf8 ? '■' : '#').repeat(filled), { colour: ramp[CLEAR_STEP] })
  cells.write(column + filled, row, (utf8 ? '·' : '.').repeat(columns - filled), {
    colour: theme.faint,
  })
}
