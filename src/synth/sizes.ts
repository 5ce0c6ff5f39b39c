import { Discrete } from './discrete.ts'
import type { Random } from './prng.ts'

/** Size distribution of one kind of order in lots: individual probabilities, and a tail. */
interface SizeShape {
  readonly sizes: readonly number[]
  readonly weights: readonly number[]
  /** The tail, drawn where the last weight falls: lognormal from `from` lots on. */
  readonly from: number
  readonly median: number
  readonly sigma: number
}

/** New orders, measured on ESH4: 74.5 % have one lot, with a bump at 12. */
const RESTING: SizeShape = {
  sizes: [1, 2, 3, 4, 5, 6, 7, 8, 10, 12],
  weights: [0.745, 0.094, 0.06, 0.038, 0.012, 0.006, 0.003, 0.003, 0.006, 0.017, 0.016],
  from: 13,
  median: 10,
  sigma: 0.8,
}

/** Market orders, measured on ESH4: mean 3.45 lots, 99 % below 34. */
const MARKET: SizeShape = {
  sizes: [1, 2, 3, 4, 5, 6, 7, 8, 10],
  weights: [0.59, 0.15, 0.05, 0.045, 0.03, 0.018, 0.012, 0.012, 0.02, 0.06],
  from: 11,
  median: 6,
  sigma: 0.9,
}

/** Draws order sizes in lots. */
export class Sizes {
  readonly #random: Random
  readonly #shape: SizeShape
  readonly #which: Discrete

  private constructor(random: Random, shape: SizeShape) {
    this.#random = random
    this.#shape = shape
    this.#which = new Discrete(shape.weights)
  }

  static ofRestingOrders(random: Random): Sizes {
    return new Sizes(random, RESTING)
  }

  static ofMarketOrders(random: Random): Sizes {
    return new Sizes(random, MARKET)
  }

  draw(): number {
    const { sizes, from, median, sigma } = this.#shape
    const index = this.#which.draw(this.#random)
    if (index < sizes.length) return sizes[index]
    return from + Math.floor(this.#random.lognormal(median, sigma))
  }
}
