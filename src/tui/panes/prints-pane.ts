import { clockText } from '../../player/clock-text.ts'
import type { Picture } from '../../player/player.ts'
import { priceText } from '../../player/price-text.ts'
import type { Rect } from '../layout.ts'
import { ATTRIBUTE, type CellBuffer } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'

/** Paints time and sales, newest first: time, lots and price in the aggressor's colour. */
export function paintPrints(cells: CellBuffer, rect: Rect, picture: Picture, theme: Theme): void {
  const { prints, view, day, scale } = picture
  const head = view.minLots > 0 ? `prints from ${view.minLots} lots` : 'prints'
  cells.write(rect.column + 1, rect.row, head, { colour: theme.dim })
  for (const [at, { second, tick, lots, isBought }] of prints.slice(0, rect.rows - 1).entries()) {
    const row = rect.row + 1 + at
    const colour = isBought ? theme.buyer : theme.seller
    const attributes = lots >= scale.largeTrade ? ATTRIBUTE.bold : ATTRIBUTE.none
    cells.write(rect.column + 1, row, clockText(second), { colour: theme.dim })
    const end = rect.column + rect.columns
    const price = priceText(tick, day.tickSize, day.priceParts)
    cells.writeRight(end - price.length - 2, row, `${isBought ? '+' : '−'}${lots}`, {
      colour,
      attributes,
    })
    cells.writeRight(end - 1, row, price, { colour })
  }
}
