import { DATASETS } from '../contracts/registry.ts'
import { PRICE_SCALE } from '../market/price.ts'
import type { Table } from '../table/table.ts'
import { exactPrices, priceAt, windowPlace } from './cells.ts'
import type { Check } from './check.ts'
import { isSame } from './closeness.ts'
import type { Evidence } from './evidence.ts'
import { withReaders } from './readers.ts'

/** Best quotes, mid, validity and spot of every second are consistent. */
export const quotes: Check = {
  name: 'quotes',
  proves: 'best bid < best ask where the book is valid; mid and spot follow from the quotes',
  reads: [DATASETS.snapshot],
  run: (subject, evidence) =>
    withReaders(subject, async (reader) => {
      const day = new QuoteDay(evidence)
      for await (const table of reader.tables()) day.check(table)
      evidence.count('windows', day.rows)
      evidence.count('valid', day.valid)
      evidence.count('crossed', day.crossed)
      const stated = reader.manifest.quality.crossed_windows
      if (stated !== day.crossed)
        evidence.offend(() => `the manifest's crossed_windows is ${stated}, counted ${day.crossed}`)
    }),
}

/** A day's snapshots, row group by row group. */
class QuoteDay {
  rows = 0
  valid = 0
  crossed = 0
  readonly #evidence: Evidence
  #hasTraded = false
  /** Validity of the row before; assumed true before the first. */
  #wasValid = true

  constructor(evidence: Evidence) {
    this.#evidence = evidence
  }

  check(table: Table): void {
    const bid = exactPrices(table, 'best_bid_price_int')
    const ask = exactPrices(table, 'best_ask_price_int')
    const bidSize = table.column('best_bid_qty', 'int32')
    const askSize = table.column('best_ask_qty', 'int32')
    const mid = table.column('mid_price', 'float64')
    const midInt = exactPrices(table, 'mid_price_int')
    const last = exactPrices(table, 'last_trade_price_int')
    const spot = exactPrices(table, 'spot_ref_price_int')
    const bookValid = table.column('book_valid', 'boolean')
    const windowValid = table.column('window_valid', 'boolean')
    const trades = table.column('trade_count', 'int32')
    for (let row = 0; row < table.length; row++) {
      const isValid = bookValid[row] === 1
      const hasBid = bidSize[row] > 0
      const hasAsk = askSize[row] > 0
      const hasBoth = hasBid && hasAsk
      this.#checkQuote(table, row, 'best_bid_price_int', bid[row], hasBid)
      this.#checkQuote(table, row, 'best_ask_price_int', ask[row], hasAsk)
      if (isValid && !(hasBoth && bid[row] < ask[row])) this.#offendQuotes(table, row)
      if (windowValid[row] === 1 && !isValid)
        this.#offendFlag(table, row, 'window_valid is true, but book_valid is not')
      if (windowValid[row] === 1 && !this.#wasValid)
        this.#offendFlag(
          table,
          row,
          'window_valid is true, but book_valid of the row before is not',
        )

      const middle = hasBoth ? (bid[row] + ask[row]) / 2 : Number.NaN
      if (!isSame(midInt[row], Math.floor(middle)))
        this.#offend(table, row, 'mid_price_int', formatPoints(Math.floor(middle)))
      if (!isSame(mid[row], middle / PRICE_SCALE))
        this.#offendFlag(table, row, `mid_price is ${mid[row]}, expected ${middle / PRICE_SCALE}`)

      this.#hasTraded ||= !Number.isNaN(last[row]) || trades[row] > 0
      if (this.#hasTraded && !Number.isFinite(last[row]))
        this.#offend(table, row, 'last_trade_price_int', 'a price, for there was a trade')
      const expected = this.#hasTraded ? last[row] : isValid ? bid[row] : Number.NaN
      if (!isSame(spot[row], expected))
        this.#offend(table, row, 'spot_ref_price_int', formatPoints(expected))

      this.#wasValid = isValid
      if (isValid) this.valid++
      if (hasBoth && bid[row] > ask[row]) this.crossed++
    }
    this.rows += table.length
  }

  /** A side has a price if and only if it has lots. */
  #checkQuote(table: Table, row: number, name: string, price: number, stands: boolean): void {
    if (stands && !Number.isFinite(price))
      this.#offend(table, row, name, 'a price: the side has lots')
    if (!stands && !Number.isNaN(price))
      this.#offend(table, row, name, 'none: the side has no lots')
  }

  /** Reports a wrong price. */
  #offend(table: Table, row: number, name: string, expected: string): void {
    const firstRow = this.rows
    this.#evidence.offend(
      () =>
        `${windowPlace(table, row, firstRow)}: ${name} is ${priceAt(table, name, row)}, expected ${expected}`,
    )
  }

  #offendQuotes(table: Table, row: number): void {
    const bid = priceAt(table, 'best_bid_price_int', row)
    const ask = priceAt(table, 'best_ask_price_int', row)
    this.#offendFlag(table, row, `book_valid is true with best bid ${bid} and best ask ${ask}`)
  }

  #offendFlag(table: Table, row: number, fault: string): void {
    const firstRow = this.rows
    this.#evidence.offend(() => `${windowPlace(table, row, firstRow)}: ${fault}`)
  }
}

/** A price in points, for messages. */
function formatPoints(price: number): string {
  return Number.isNaN(price) ? 'none' : String(price / PRICE_SCALE)
}
