import { shortNumber } from '../../player/series.ts'
import type { HudPicture, LargeTrade } from '../picture.ts'
import type { DrawingContext } from './drawing.tsx'

/** Largest share of the column that a number's text takes. */
const TEXT_SHARE = 0.94
/** Strength of the colour behind the cell with the fewest and the most lots. */
const MIN_COVER = 0.25
const MAX_COVER = 0.85

/**
 * Writes bid × ask volume into each price and column: lots sold × lots bought, on the colour of the
 * larger side, stronger where there is more; the most traded price of a column is framed.
 */
export function drawFootprint(
  { context, em, inks }: DrawingContext,
  { viewport, footprint }: HudPicture,
): void {
  if (footprint.length === 0) return
  const { columnWidth, tickHeight } = viewport
  const most = Math.max(...footprint.map(lotsOf))
  const busiest = busiestOf(footprint)
  context.save()
  context.textAlign = 'center'
  for (const cell of footprint) {
    const { column, tick, bought, sold } = cell
    const x = viewport.columnToX(column)
    const y = viewport.tickToY(tick) - tickHeight / 2
    const size = [x + 0.5, y + 0.5, columnWidth - 1, tickHeight - 1] as const
    context.fillStyle = inks.background
    context.fillRect(...size)
    context.globalAlpha = MIN_COVER + (MAX_COVER - MIN_COVER) * Math.sqrt(lotsOf(cell) / most) * 0.6
    context.fillStyle = bought >= sold ? inks.buyer : inks.seller
    context.fillRect(...size)
    context.globalAlpha = 1
    if (busiest.get(column) === cell) {
      context.strokeStyle = inks.accent
      context.strokeRect(...size)
    }
    context.fillStyle = inks.text
    const text = `${shortNumber(sold)}×${shortNumber(bought)}`
    const room = TEXT_SHARE * columnWidth
    context.fillText(text, x + columnWidth / 2, y + tickHeight / 2 + em * 0.05, room)
  }
  context.restore()
}

function lotsOf({ bought, sold }: LargeTrade): number {
  return bought + sold
}

/** The cell with the most lots of each column. */
function busiestOf(cells: readonly LargeTrade[]): ReadonlyMap<number, LargeTrade> {
  const busiest = new Map<number, LargeTrade>()
  for (const cell of cells) {
    const before = busiest.get(cell.column)
    if (!before || lotsOf(cell) > lotsOf(before)) busiest.set(cell.column, cell)
  }
  return busiest
}
