import { SNAPSHOT } from '../stages/silver/futures-book.ts'
import type { Table } from '../table/table.ts'
import { exactNumbers, windowPlace } from './cells.ts'
import type { Check } from './check.ts'
import type { Evidence } from './evidence.ts'
import { withReaders } from './readers.ts'

/** Each second's trade columns are those of the same trades. */
export const trades: Check = {
  name: 'trades',
  proves: 'low ≤ open, close ≤ high; the last trade is the latest close; no trade, no volume',
  reads: [SNAPSHOT],
  run: (subject, evidence) =>
    withReaders(subject, async (reader) => {
      const day = new TradeDay(evidence)
      for (let group = 0; group < reader.rowGroups.length; group++) {
        day.check(await reader.read(group))
      }
      evidence.count('windows', day.rows)
      evidence.count('trades', day.trades)
    }),
}

class TradeDay {
  rows = 0
  trades = 0
  readonly #evidence: Evidence
  /** The last trade so far; unknown before the first row, which may have one from before. */
  #last: number | undefined

  constructor(evidence: Evidence) {
    this.#evidence = evidence
  }

  check(table: Table): void {
    const count = table.column('trade_count', 'int32')
    const bought = table.column('buy_volume', 'int32')
    const sold = table.column('sell_volume', 'int32')
    const value = table.column('trade_value', 'float64')
    const open = exactNumbers(table, 'trade_open_price_int')
    const high = exactNumbers(table, 'trade_high_price_int')
    const low = exactNumbers(table, 'trade_low_price_int')
    const close = exactNumbers(table, 'trade_close_price_int')
    const last = exactNumbers(table, 'last_trade_price_int')
    for (let row = 0; row < table.length; row++) {
      const isInOrder =
        low[row] <= open[row] &&
        low[row] <= close[row] &&
        open[row] <= high[row] &&
        close[row] <= high[row]
      if (!isInOrder)
        this.#offend(table, row, 'open, high, low and close are of no trades there can be')
      if (count[row] === 0) {
        const isEmpty =
          bought[row] === 0 &&
          sold[row] === 0 &&
          value[row] === 0 &&
          low[row] === 0 &&
          high[row] === 0
        if (!isEmpty) this.#offend(table, row, 'it has no trade, but a volume, value or price')
        if (this.#last !== undefined && last[row] !== this.#last)
          this.#offend(table, row, 'last_trade_price_int changed without a trade')
      } else if (last[row] !== close[row])
        this.#offend(table, row, 'last_trade_price_int is not the trade that closed the second')
      this.#last = last[row]
      this.trades += count[row]
    }
    this.rows += table.length
  }

  #offend(table: Table, row: number, fault: string): void {
    const firstRow = this.rows
    this.#evidence.offend(() => `${windowPlace(table, row, firstRow)}: ${fault}`)
  }
}
