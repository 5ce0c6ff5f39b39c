import type { FeatureRows } from './feature-rows.ts'
import { FEATURES } from './features.ts'
import type { FeatureScale } from './scale.ts'

/** Scaled values beyond are cut: one wild feature must not decide alone. */
const MAX_SCALED = 8

/** How near two answers may be to each other, and an answer to the query, in time. */
export const APART_SECONDS = 600

/** A day to search. */
export interface SearchedDay extends FeatureRows {
  /** Unix second at which its first second ends. */
  readonly firstSecond: number
}

export interface Query {
  readonly vector: Float32Array
  /** Unix second at which it ends. */
  readonly second: number
  /** Latest second of an answer: what followed it must be known. */
  readonly lastSecond: number
}

export interface Answer {
  /** Unix second at which it ends. */
  readonly second: number
  readonly distance: number
}

export interface DayResult {
  /** Nearest first. */
  readonly answers: readonly Answer[]
  /** Seconds that were compared, and those that lack a feature of the query. */
  readonly compared: number
  readonly incomplete: number
}

/** Compares every second of days with one query: nothing depends on an index. */
export class VectorSearch {
  /** Names of the features that are compared: those with a value at the query. */
  readonly features: readonly string[]
  readonly #query: Query
  readonly #count: number
  /** Of each compared feature its index, and 1/spread, median/spread, weight and scaled query. */
  readonly #used: Int32Array
  readonly #inverse: Float64Array
  readonly #middle: Float64Array
  readonly #weight: Float64Array
  readonly #wanted: Float64Array

  /**
   * @param scale of sessions before the query's date; all that are compared are scaled by it
   * @param count answers wanted
   */
  constructor(query: Query, scale: FeatureScale, count: number) {
    this.#query = query
    this.#count = count
    const weights = weightsOf(query.vector, scale)
    const used = FEATURES.map((_, feature) => feature).filter((feature) => weights[feature] > 0)
    this.features = used.map((feature) => FEATURES[feature].name)
    this.#used = Int32Array.from(used)
    this.#inverse = Float64Array.from(used, (feature) => 1 / scale.spread[feature])
    this.#middle = Float64Array.from(
      used,
      (feature) => scale.median[feature] / scale.spread[feature],
    )
    this.#weight = Float64Array.from(used, (feature) => weights[feature])
    this.#wanted = Float64Array.from(used, (feature, at) =>
      clipped(query.vector[feature] * this.#inverse[at] - this.#middle[at]),
    )
  }

  /**
   * The nearest seconds of a day: Euclidean over features that are scaled, clipped to ±8, and
   * weighted so that each family counts as much as any other. Of equal distances the earlier is
   * first; none is within {@link APART_SECONDS} of the query or of a nearer one.
   */
  day({ firstSecond, seconds, values }: SearchedDay): DayResult {
    const { second: own, lastSecond } = this.#query
    const squares = new Float64Array(seconds).fill(Number.NaN)
    let [compared, incomplete] = [0, 0]
    for (let at = 0; at < seconds; at++) {
      const second = firstSecond + at
      if (second > lastSecond || Math.abs(second - own) < APART_SECONDS) continue
      squares[at] = this.#squaredDistance(values, at * FEATURES.length)
      if (Number.isNaN(squares[at])) incomplete++
      else compared++
    }
    const answers = nearestSeconds(squares, this.#count).map((at) => ({
      second: firstSecond + at,
      distance: Math.sqrt(squares[at]),
    }))
    return { answers, compared, incomplete }
  }

  #squaredDistance(values: Float32Array, start: number): number {
    const used = this.#used
    const inverse = this.#inverse
    const middle = this.#middle
    const weight = this.#weight
    const wanted = this.#wanted
    let sum = 0
    for (let at = 0; at < used.length; at++) {
      const difference = clipped(values[start + used[at]] * inverse[at] - middle[at]) - wanted[at]
      sum += weight[at] * difference * difference
    }
    return sum
  }
}

/** The seconds with the smallest values, each {@link APART_SECONDS} from smaller ones. */
function nearestSeconds(squares: Float64Array, count: number): number[] {
  const left = squares.slice()
  const found: number[] = []
  while (found.length < count) {
    let best = -1
    for (let at = 0; at < left.length; at++) {
      // NaN is never smaller.
      if (left[at] < (best < 0 ? Number.POSITIVE_INFINITY : left[best])) best = at
    }
    if (best < 0) break
    found.push(best)
    left.fill(Number.NaN, Math.max(best - APART_SECONDS + 1, 0), best + APART_SECONDS)
  }
  return found
}

/**
 * The nearest first, of equals the earlier; others too close in time to a nearer one are left out.
 * The nearest of several days are the nearest of the days' own answers.
 */
export function nearestAnswers<A extends Answer>(answers: readonly A[], count: number): A[] {
  const sorted = answers.toSorted((a, b) => a.distance - b.distance || a.second - b.second)
  const found: A[] = []
  for (const answer of sorted) {
    if (found.length === count) break
    if (found.every(({ second }) => Math.abs(second - answer.second) >= APART_SECONDS))
      found.push(answer)
  }
  return found
}

/** Weights of squares: 1/(features of the family), 0 of a feature that is not compared. */
function weightsOf(vector: Float32Array, { spread }: FeatureScale): Float64Array {
  const isUsed = (feature: number) =>
    !Number.isNaN(vector[feature]) && !Number.isNaN(spread[feature])
  const sizes = new Map<string, number>()
  for (const [feature, { family }] of FEATURES.entries())
    if (isUsed(feature)) sizes.set(family, (sizes.get(family) ?? 0) + 1)
  return Float64Array.from(FEATURES, ({ family }, feature) =>
    isUsed(feature) ? 1 / (sizes.get(family) ?? 1) : 0,
  )
}

function clipped(scaled: number): number {
  return scaled < -MAX_SCALED ? -MAX_SCALED : scaled > MAX_SCALED ? MAX_SCALED : scaled
}
