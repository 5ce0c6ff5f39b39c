import type { Probes } from './probes.ts'

/** max |He₄(d)|·exp(−d²/2), at d = 0: what the fourth derivative of exp(−d²/2) never exceeds. */
const MAX_FOURTH_DERIVATIVE = 3

/**
 * Σ weight·exp(−d²/2) over terms with d = slope·(x − peak), each slope above 0. Terms are kept by
 * their peaks, so that what is near an x is found without looking at all of them.
 */
export class GaussianSum {
  /** Terms. */
  length = 0
  /** What {@link evaluate} found last, and the derivative. */
  value = 0
  derivative = 0

  readonly #weight: Float64Array
  readonly #slope: Float64Array
  readonly #peak: Float64Array
  /** |weight|·slope⁴, the scale of a term's fourth derivative, and its sum over all terms before. */
  readonly #fourth: Float64Array
  readonly #fourths: Float64Array
  #weights = 0
  #steepest = 0
  #flattest = Number.POSITIVE_INFINITY
  /** d² beyond which terms are left out, as {@link #near} sets it, and the terms that are not. */
  #limit = 0
  #first = 0
  #middle = 0
  #end = 0

  /** @param most terms it can hold */
  constructor(most: number) {
    this.#weight = new Float64Array(most)
    this.#slope = new Float64Array(most)
    this.#peak = new Float64Array(most)
    this.#fourth = new Float64Array(most)
    this.#fourths = new Float64Array(most + 1)
  }

  clear(): void {
    this.length = 0
    this.#weights = 0
    this.#steepest = 0
    this.#flattest = Number.POSITIVE_INFINITY
  }

  add(weight: number, slope: number, peak: number): void {
    let term = this.length++
    // They come by strike: hardly ever does a later one peak before an earlier.
    for (; term > 0 && this.#peak[term - 1] > peak; term--) {
      this.#weight[term] = this.#weight[term - 1]
      this.#slope[term] = this.#slope[term - 1]
      this.#peak[term] = this.#peak[term - 1]
    }
    this.#weight[term] = weight
    this.#slope[term] = slope
    this.#peak[term] = peak
    for (; term < this.length; term++) {
      const square = this.#slope[term] * this.#slope[term]
      this.#fourth[term] = Math.abs(this.#weight[term]) * square * square
      this.#fourths[term + 1] = this.#fourths[term] + this.#fourth[term]
    }
    this.#weights += Math.abs(weight)
    this.#steepest = Math.max(this.#steepest, slope)
    this.#flattest = Math.min(this.#flattest, slope)
  }

  /**
   * The sum at x into `value` and `derivative`.
   *
   * @param reach terms are left out whose d² is above that of a term near x by more than its square
   */
  evaluate(x: number, reach: number): void {
    this.#near(x, reach)
    const weights = this.#weight
    const slopes = this.#slope
    const peaks = this.#peak
    const end = this.#end
    let value = 0
    let derivative = 0
    for (let term = this.#first; term < end; term++) {
      const slope = slopes[term]
      const d = slope * (x - peaks[term])
      const part = weights[term] * Math.exp(-0.5 * d * d)
      value += part
      derivative -= part * d * slope
    }
    this.value = value
    this.derivative = derivative
  }

  /** Adds the sum at x, and what bounds it around, to a place of probes. */
  probe(x: number, reach: number, probes: Probes, place: number): void {
    if (this.length === 0) return
    this.#near(x, reach)
    const weights = this.#weight
    const slopes = this.#slope
    const peaks = this.#peak
    const fourths = this.#fourth
    const middle = this.#middle
    const end = this.#end
    let value = 0
    let derivative = 0
    let after = 0
    let before = 0
    for (let term = this.#first; term < end; term++) {
      const slope = slopes[term]
      const d = slope * (x - peaks[term])
      const square = d * d
      const density = Math.exp(-0.5 * square)
      const part = weights[term] * density
      value += part
      derivative -= part * d * slope
      const bound = fourths[term] * fourthBeyond(square, density)
      if (term < middle) after += bound
      else before += bound
    }
    const density = Math.exp(-0.5 * this.#limit)
    const leftOut = this.#fourths[this.length] * fourthBeyond(this.#limit, density)
    probes.value[place] += value
    probes.derivative[place] += derivative
    probes.error[place] += this.#weights * density
    probes.derivativeError[place] +=
      this.#weights * this.#steepest * Math.sqrt(this.#limit) * density
    probes.after[place] += after + leftOut
    probes.before[place] += before + leftOut
    probes.passed[place] += MAX_FOURTH_DERIVATIVE * this.#fourths[this.#middle]
  }

  /** Finds the terms that count at x. */
  #near(x: number, reach: number): void {
    const peak = this.#peak
    let middle = 0
    for (let end = this.length; middle < end; ) {
      const half = (middle + end) >> 1
      if (peak[half] < x) middle = half + 1
      else end = half
    }
    const one = this.#distance(middle - 1, x)
    const other = this.#distance(middle, x)
    this.#limit = Math.min(one * one, other * other) + reach * reach
    const furthest = Math.sqrt(this.#limit) / this.#flattest
    let first = middle
    while (first > 0 && x - peak[first - 1] <= furthest) first--
    let end = middle
    while (end < this.length && peak[end] - x <= furthest) end++
    this.#first = first
    this.#middle = middle
    this.#end = end
  }

  /** d of a term at x, infinite of none. */
  #distance(term: number, x: number): number {
    if (term < 0 || term >= this.length) return Number.POSITIVE_INFINITY
    return this.#slope[term] * (x - this.#peak[term])
  }
}

/**
 * The most that |He₄(d)|·exp(−d²/2) can be from a d on outwards: with every sign positive it falls
 * beyond d = 1.5, and is above the true most before.
 */
function fourthBeyond(square: number, density: number): number {
  return Math.min(MAX_FOURTH_DERIVATIVE, (square * square + 6 * square + 3) * density)
}
