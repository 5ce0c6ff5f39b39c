import type { Book } from '../book/book.ts'

/**
 * Order-flow imbalance of Cont, Kukanov and Stoikov (J. Financial Econometrics 12, 2014): the sum
 * over event ends of
 *
 *   e_n = q^b_n·1{P^b_n ≥ P^b_{n−1}} − q^b_{n−1}·1{P^b_n ≤ P^b_{n−1}}
 *       − q^a_n·1{P^a_n ≤ P^a_{n−1}} + q^a_{n−1}·1{P^a_n ≥ P^a_{n−1}}
 *
 * on the best quotes, in lots. Counted only between two consecutive event ends whose book is
 * two-sided and neither crossed nor locked; any other event end breaks the chain.
 */
export class OrderFlowImbalance {
  /** The sum since the last {@link reset}. */
  sum = 0
  #chained = false
  #bidTick = 0
  #bidSize = 0
  #askTick = 0
  #askSize = 0

  /** An event has ended: counts the step from the last one. */
  step(book: Book): void {
    const wasChained = this.#chained
    const bidTick = this.#bidTick
    const bidSize = this.#bidSize
    const askTick = this.#askTick
    const askSize = this.#askSize
    this.anchor(book)
    if (!wasChained || !this.#chained) return
    let step = 0
    if (this.#bidTick >= bidTick) step += this.#bidSize
    if (this.#bidTick <= bidTick) step -= bidSize
    if (this.#askTick <= askTick) step -= this.#askSize
    if (this.#askTick >= askTick) step += askSize
    this.sum += step
  }

  /** Takes the present quotes as the reference without counting anything (a snapshot's end). */
  anchor(book: Book): void {
    const asks = book.ladders[0]
    const bids = book.ladders[1]
    const ask = asks.best
    const bid = bids.best
    this.#chained = ask >= 0 && bid >= 0 && bids.tick[bid] < asks.tick[ask]
    if (!this.#chained) return
    this.#bidTick = bids.tick[bid]
    this.#bidSize = bids.depth[bid]
    this.#askTick = asks.tick[ask]
    this.#askSize = asks.depth[ask]
  }

  /** A new window begins; the chain runs on. */
  reset(): void {
    this.sum = 0
  }
}
