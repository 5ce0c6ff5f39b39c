import { DATASETS } from '../contracts/registry.ts'
import { points } from '../market/price.ts'
import type { Table } from '../table/table.ts'
import { exactPrices, windowPlace } from './cells.ts'
import type { Check } from './check.ts'
import { isSame } from './closeness.ts'
import type { Evidence } from './evidence.ts'
import { withReaders } from './readers.ts'

/** Each second's trade columns are consistent with each other. */
export const trades: Check = {
  name: 'trades',
  proves: 'low ≤ open, close ≤ high; the last trade is the latest close; volume and value fit',
  reads: [DATASETS.snapshot],
  run: (subject, evidence) =>
    withReaders(subject, async (reader) => {
      const day = new TradeDay(evidence)
      for await (const table of reader.tables()) day.check(table)
      evidence.count('windows', day.rows)
      evidence.count('trades', day.trades)
    }),
}

/** Relative rounding error of a second's sums, of at most 2^31 doubles. */
const ROUNDING = 1e-6

class TradeDay {
  rows = 0
  trades = 0
  readonly #evidence: Evidence
  /** The last trade so far; unknown before the first row, which may carry an earlier one. */
  #last: number | undefined

  constructor(evidence: Evidence) {
    this.#evidence = evidence
  }

  check(table: Table): void {
    const count = table.column('trade_count', 'int32')
    const open = exactPrices(table, 'trade_open_price_int')
    const high = exactPrices(table, 'trade_high_price_int')
    const low = exactPrices(table, 'trade_low_price_int')
    const close = exactPrices(table, 'trade_close_price_int')
    const last = exactPrices(table, 'last_trade_price_int')
    for (let row = 0; row < table.length; row++) {
      const prices = [open[row], high[row], low[row], close[row]]
      if (count[row] > 0) this.#checkPrices(table, row, prices)
      else if (!prices.every(Number.isNaN))
        this.#offend(table, row, 'it has no trade, but the price of one')
      this.#checkVolume(table, row, low[row], high[row])
      if (count[row] > 0 && !isSame(last[row], close[row]))
        this.#offend(table, row, 'last_trade_price_int is not the trade that closed the second')
      if (count[row] === 0 && !isSame(last[row], this.#last ?? last[row]))
        this.#offend(table, row, 'last_trade_price_int changed without a trade')
      this.#last = last[row]
      this.trades += count[row]
    }
    this.rows += table.length
  }

  /** Open, high, low and close of a second that has trades. */
  #checkPrices(table: Table, row: number, prices: readonly number[]): void {
    const [open, high, low, close] = prices
    // Written so that NaN and infinite prices fail.
    const isInOrder = low <= open && low <= close && open <= high && close <= high
    if (!isInOrder || !prices.every(Number.isFinite))
      this.#offend(table, row, 'open, high, low and close are of no trades there can be')
  }

  /** @param low and high: of the second's trades, 1e-9 currency units */
  #checkVolume(table: Table, row: number, low: number, high: number): void {
    const bought = table.column('buy_volume', 'int32')[row]
    const sold = table.column('sell_volume', 'int32')[row]
    const volume = table.column('trade_volume', 'int32')[row]
    const value = table.column('trade_value', 'float64')[row]
    if (table.column('trade_count', 'int32')[row] === 0) {
      const isEmpty = bought === 0 && sold === 0 && volume === 0 && value === 0
      if (!isEmpty) this.#offend(table, row, 'it has no trade, but a volume or value')
      return
    }
    if (bought + sold > volume)
      this.#offend(
        table,
        row,
        `${bought} bought and ${sold} sold are more than trade_volume ${volume}`,
      )
    const slack = points(Math.abs(low) + Math.abs(high)) * volume * ROUNDING
    const isPossible =
      value >= points(low) * volume - slack && value <= points(high) * volume + slack
    if (!isPossible)
      this.#offend(table, row, `trade_value is ${value}, which trade_volume ${volume} cannot have`)
  }

  #offend(table: Table, row: number, fault: string): void {
    const firstRow = this.rows
    this.#evidence.offend(() => `${windowPlace(table, row, firstRow)}: ${fault}`)
  }
}
