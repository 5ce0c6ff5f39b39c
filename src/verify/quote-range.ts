import { priceFromWords } from '../market/price.ts'
import { type Table, words } from '../table/table.ts'
import type { Grid } from './grid.ts'

/** The columns of a snapshot that {@link quoteAt} reads. */
export const QUOTE_COLUMNS = [
  'best_bid_price_int',
  'best_bid_qty',
  'best_ask_price_int',
  'best_ask_qty',
  'spot_ref_price_int',
  'window_valid',
] as const

/** The best of one side at a second's end. */
export interface SideQuote {
  /** 1e-9 currency units, exact; undefined without lots. */
  readonly price: number
  /** 0 for an empty side. */
  readonly quantity: number
}

/** A side's best quote of a snapshot row. */
export function quoteAt(snapshot: Table, row: number, side: 'bid' | 'ask'): SideQuote {
  return {
    price: priceOf(snapshot, `best_${side}_price_int`, row),
    quantity: snapshot.column(`best_${side}_qty`, 'int32')[row],
  }
}

/** A price cell as an exact number; NaN if undefined. */
export function priceOf(table: Table, name: string, row: number): number {
  const column = words(table.column(name, 'int64'))
  return priceFromWords(column[2 * row], column[2 * row + 1])
}

/** Whether a quote exists and is in range of spot, so that the levels must show it. */
export function isInRange({ price, quantity }: SideQuote, spot: number, grid: Grid): boolean {
  return quantity > 0 && Math.abs(price - spot) <= grid.maxRelTicks * grid.tickSize
}
