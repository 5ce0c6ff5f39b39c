import { points } from '../market/price.ts'
import type { Chain, Series } from './chain.ts'
import type { OptionBooks } from './option-books.ts'
import { REASON } from './quality.ts'
import { judgeQuote } from './quote.ts'

/** The forward that a series' calls and puts agree on by put-call parity. */
export class ParityForward {
  /** Points; NaN where no strike has quotes of use on both its call and its put. */
  value = Number.NaN
  /** Strikes that it is the median of. */
  strikes = 0
  readonly #chain: Chain
  readonly #series: Series
  readonly #forwards: Float64Array

  constructor(chain: Chain, series: Series) {
    this.#chain = chain
    this.#series = series
    this.#forwards = new Float64Array(series.strikes.length)
  }

  /** The median of K + (C − P)/D at this second's quotes. */
  update(books: OptionBooks, discount: number): void {
    const { strikes, calls, puts } = this.#series
    this.strikes = 0
    for (let strike = 0; strike < strikes.length; strike++) {
      const call = this.#mid(books, calls[strike])
      if (Number.isNaN(call)) continue
      const put = this.#mid(books, puts[strike])
      if (Number.isNaN(put)) continue
      this.#forwards[this.strikes++] = points(strikes[strike]) + (call - put) / discount
    }
    const found = this.#forwards.subarray(0, this.strikes).sort()
    const middle = this.strikes >> 1
    if (this.strikes === 0) this.value = Number.NaN
    else if (this.strikes % 2 === 1) this.value = found[middle]
    else this.value = (found[middle - 1] + found[middle]) / 2
  }

  #mid(books: OptionBooks, option: number): number {
    if (option < 0) return Number.NaN
    const { tickSize, options } = this.#chain
    const bid = books.bid[option] * tickSize
    const ask = books.ask[option] * tickSize
    const reason = judgeQuote(bid, ask, books.isSuspect(option), options[option].tickRule)
    return reason === REASON.quoted ? points((bid + ask) / 2) : Number.NaN
  }
}
