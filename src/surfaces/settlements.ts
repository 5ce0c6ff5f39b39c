import type { Chosen } from '../contracts/kinds.ts'
import type { Statistics } from '../contracts/registry.ts'
import { points, priceFromWords, UNPRICED } from '../market/price.ts'
import { secondFromWords } from '../market/time.ts'
import { type Table, words } from '../table/table.ts'
import type { Settlement } from './levels.ts'

/** DBN's stat_type of a settlement price, preliminary or final. */
const SETTLEMENT = 3
/** DBN's update_action of a statistic that is taken back. */
const DELETE = 2

/** The columns of statistics that {@link settlementsOf} reads. */
export const SETTLEMENT_COLUMNS = [
  'instrument_id',
  'stat_type',
  'ts_recv',
  'price',
  'update_action',
] as const

/**
 * A future's settlement prices in the order they were received; one that is taken back counts as
 * none from then on.
 *
 * @param statistics of the contract `bronze.future_option_mbo.statistics`, in file order
 */
export function settlementsOf(
  statistics: Table<Chosen<Statistics, (typeof SETTLEMENT_COLUMNS)[number]>>,
  instrumentId: number,
): Settlement[] {
  const ids = statistics.columns.instrument_id
  const types = statistics.columns.stat_type
  const actions = statistics.columns.update_action
  const received = words(statistics.columns.ts_recv)
  const prices = words(statistics.columns.price)
  const settlements: Settlement[] = []
  for (let row = 0; row < statistics.length; row++) {
    if (ids[row] !== instrumentId || types[row] !== SETTLEMENT) continue
    const price = priceFromWords(prices[2 * row], prices[2 * row + 1])
    const isTakenBack = actions[row] === DELETE
    if (Number.isNaN(price) && !isTakenBack) continue
    settlements.push({
      receivedSecond: secondFromWords(received[2 * row], received[2 * row + 1]),
      price: isTakenBack ? UNPRICED : points(price),
    })
  }
  return settlements
}
