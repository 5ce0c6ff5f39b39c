import { logMoneyness } from './black76.ts'

/** ln(price/strike) of a list of strikes: computed anew only when the price has moved. */
export class Moneyness {
  readonly #strikes: Float64Array
  readonly #logs: Float64Array
  #price = Number.NaN

  /** @param strikes in points */
  constructor(strikes: Float64Array) {
    this.#strikes = strikes
    this.#logs = new Float64Array(strikes.length)
  }

  /** Of each strike, at a price in points; valid until the next call. */
  at(price: number): Float64Array {
    if (price === this.#price) return this.#logs
    this.#price = price
    for (let strike = 0; strike < this.#logs.length; strike++) {
      this.#logs[strike] = logMoneyness(price, this.#strikes[strike])
    }
    return this.#logs
  }
}
