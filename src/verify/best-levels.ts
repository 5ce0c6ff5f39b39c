import { DATASETS } from '../contracts/registry.ts'
import { PRICE_SCALE, priceFromWords } from '../market/price.ts'
import { words } from '../table/table.ts'
import { formatWindow } from './cells.ts'
import type { Check } from './check.ts'
import { gridOf } from './grid.ts'
import { isInRange, priceOf, QUOTE_COLUMNS, quoteAt, type SideQuote } from './quote-range.ts'
import { withReaders } from './readers.ts'
import { joinWindows, WindowCursor } from './window-cursor.ts'

/** Letter codes of the sides, and the direction in which a side's prices improve. */
const SIDES = [
  { side: 'ask', code: 0, better: -1 },
  { side: 'bid', code: 1, better: 1 },
] as const

/** The best levels of every second, crossed or not, are the snapshot's quotes. */
export const bestLevels: Check = {
  name: 'best levels',
  proves: "the wall's best levels and their sizes are the snapshot's",
  reads: [DATASETS.wall, DATASETS.snapshot],
  run: (subject, evidence) =>
    withReaders(subject, async (wallReader, snapshotReader) => {
      const grid = gridOf(snapshotReader.manifest)
      const wall = await WindowCursor.open(wallReader, ['price_int', 'side', 'depth_qty_end'])
      const snapshot = await WindowCursor.open(snapshotReader, QUOTE_COLUMNS)
      for await (const end of joinWindows(wall, snapshot)) {
        // A second missing from either is reported by the agreement check.
        if (wall.end !== end || snapshot.end !== end) continue
        evidence.count('windows')
        const spot = priceOf(snapshot.table, 'spot_ref_price_int', snapshot.from)
        for (const { side, code, better } of SIDES) {
          const found = bestOf(wall, code, better)
          const quote = quoteAt(snapshot.table, snapshot.from, side)
          if (isInRange(quote, spot, grid)) {
            evidence.count('compared')
            if (found.price === quote.price && found.quantity === quote.quantity) continue
          } else if (found.quantity === 0 || isWorse(found, quote, better)) continue
          evidence.offend(
            () =>
              `window ${formatWindow(end)}: best ${side} is ${formatQuote(found)}, the snapshot's ${formatQuote(quote)}`,
          )
        }
      }
    }),
}

/** The best level of a side with depth at the second's end; 0 lots if there is none. */
function bestOf({ table, from, to }: WindowCursor, code: number, better: 1 | -1): SideQuote {
  const prices = words(table.column('price_int', 'int64'))
  const sides = table.column('side', 'letter')
  const depth = table.column('depth_qty_end', 'int32')
  let price = -better * Number.POSITIVE_INFINITY
  let quantity = 0
  for (let row = from; row < to; row++) {
    if (sides[row] !== code || depth[row] === 0) continue
    const level = priceFromWords(prices[2 * row], prices[2 * row + 1])
    if ((level - price) * better <= 0) continue
    price = level
    quantity = depth[row]
  }
  return { price, quantity }
}

/** A best quote out of range still bounds the levels: all must be worse. */
function isWorse(found: SideQuote, quote: SideQuote, better: 1 | -1): boolean {
  return quote.quantity > 0 && (quote.price - found.price) * better > 0
}

function formatQuote({ price, quantity }: SideQuote): string {
  return quantity === 0 ? 'none' : `${quantity} at ${price / PRICE_SCALE}`
}
