/**
 * A sample as its distinct values and how often each came: exact quantiles in memory that grows
 * with the distinct values only. Surfaces are made of small counts of lots, so those are few.
 */
export class ValueCounts {
  /** Values taken in. */
  count = 0
  #distinct = 0
  #mask = 1023
  #values = new Float64Array(1024)
  /** 0 is an empty cell. */
  #counts = new Uint32Array(1024)
  /** One value, and its words to hash. */
  readonly #value = new Float64Array(1)
  readonly #words = new Uint32Array(this.#value.buffer)

  add(value: number): void {
    const cell = this.#cell(value)
    this.count++
    if (this.#counts[cell]++ > 0) return
    this.#values[cell] = value
    if (++this.#distinct * 2 > this.#mask) this.#grow()
  }

  /**
   * The values below which the given shares of the sample lie, linear between order statistics
   * (type 7 of Hyndman and Fan 1996). The sample must not be empty.
   *
   * @param shares 0..1
   */
  quantiles(...shares: number[]): number[] {
    if (this.count === 0) throw new Error('an empty sample has no quantiles')
    const sorted = this.#values.filter((_, cell) => this.#counts[cell] > 0).sort()
    const ends = this.#cumulated(sorted)
    const atRank = (rank: number) => sorted[firstAbove(ends, rank)]
    return shares.map((share) => {
      const place = (this.count - 1) * share
      const below = Math.floor(place)
      const low = atRank(below)
      const high = atRank(Math.min(below + 1, this.count - 1))
      return low + (place - below) * (high - low)
    })
  }

  /** For each distinct value, how many of the sample are it or less. */
  #cumulated(sorted: Float64Array): Float64Array {
    let total = 0
    return sorted.map((value) => {
      total += this.#counts[this.#cell(value)]
      return total
    })
  }

  #cell(value: number): number {
    this.#value[0] = value
    const mixed = Math.imul(this.#words[0] ^ Math.imul(this.#words[1], 0x9e3779b1), 0x85ebca6b)
    let cell = (mixed ^ (mixed >>> 15)) & this.#mask
    while (this.#counts[cell] !== 0 && this.#values[cell] !== value) cell = (cell + 1) & this.#mask
    return cell
  }

  #grow(): void {
    const values = this.#values
    const counts = this.#counts
    this.#mask = this.#mask * 2 + 1
    this.#values = new Float64Array(this.#mask + 1)
    this.#counts = new Uint32Array(this.#mask + 1)
    for (let old = 0; old < counts.length; old++) {
      if (counts[old] === 0) continue
      const cell = this.#cell(values[old])
      this.#values[cell] = values[old]
      this.#counts[cell] = counts[old]
    }
  }
}

/** The first index whose entry is above a number; entries ascend. */
function firstAbove(entries: Float64Array, number: number): number {
  let low = 0
  let high = entries.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (entries[middle] > number) high = middle
    else low = middle + 1
  }
  return low
}
