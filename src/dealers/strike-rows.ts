import type { Greeks } from '../contracts/registry.ts'
import { points } from '../market/price.ts'
import { storeInt64, storeSecond, type Table, words } from '../table/table.ts'

/** A second of tables with a row a strike. */
export interface SecondAtStrikes {
  readonly endSecond: number
  /** 1e-9 price units. */
  readonly spotPrice: number
  /** Every strike of the chosen series, price units. */
  readonly strikes: Float64Array
  /** The future's tick, price units. */
  readonly tickSize: number
}

type StrikeColumns = Pick<
  Table<Greeks>['columns'],
  'window_end_ts_ns' | 'strike_price_int' | 'strike_points' | 'rel_ticks'
>

/** Stores which second and strike a row is of. */
export function storeStrike(
  columns: StrikeColumns,
  row: number,
  place: number,
  { endSecond, spotPrice, strikes, tickSize }: SecondAtStrikes,
): void {
  const strike = strikes[place]
  storeSecond(words(columns.window_end_ts_ns), row, endSecond)
  storeInt64(words(columns.strike_price_int), row, strike)
  columns.strike_points[row] = points(strike)
  columns.rel_ticks[row] = Math.floor((strike - spotPrice) / tickSize)
}
