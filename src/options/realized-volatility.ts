const SECONDS_PER_YEAR = 31_536_000

/** What a price has moved since a session's beginning, as a volatility per year of 365 days. */
export class RealizedVolatility {
  #first = Number.NaN
  #last = Number.NaN
  #lastPrice = Number.NaN
  #squares = 0

  /** Adds a second's price; seconds without one are left out. */
  push(endSecond: number, price: number): void {
    if (Number.isNaN(this.#first)) this.#first = endSecond
    else {
      // NaN for good of prices at or below 0.
      const change = Math.log(price / this.#lastPrice)
      this.#squares += price > 0 && this.#lastPrice > 0 ? change * change : Number.NaN
    }
    this.#last = endSecond
    this.#lastPrice = price
  }

  /** Per year; NaN after one second. */
  get value(): number {
    const years = (this.#last - this.#first) / SECONDS_PER_YEAR
    return years > 0 ? Math.sqrt(this.#squares / years) : Number.NaN
  }
}
