import type { Random } from './prng.ts'

/**
 * Draws an index with a probability proportional to its weight, in constant time: the alias method
 * of Walker (1977) in the form of Vose (1991).
 */
export class Discrete {
  readonly #keep: Float64Array
  readonly #alias: Int32Array

  constructor(weights: ArrayLike<number>) {
    const count = weights.length
    let total = 0
    for (let index = 0; index < count; index++) total += weights[index]
    const share = Float64Array.from(weights, (weight) => (weight * count) / total)
    const poor: number[] = []
    const rich: number[] = []
    for (let index = 0; index < count; index++) (share[index] < 1 ? poor : rich).push(index)
    this.#keep = new Float64Array(count).fill(1)
    this.#alias = Int32Array.from({ length: count }, (_, index) => index)
    while (poor.length > 0 && rich.length > 0) {
      const low = poor.pop() as number
      const high = rich.pop() as number
      this.#keep[low] = share[low]
      this.#alias[low] = high
      share[high] -= 1 - share[low]
      ;(share[high] < 1 ? poor : rich).push(high)
    }
  }

  draw(random: Random): number {
    const place = random.uniform() * this.#keep.length
    const index = Math.floor(place)
    return place - index < this.#keep[index] ? index : this.#alias[index]
  }
}
