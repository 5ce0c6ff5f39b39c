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
  readonly #scale: FeatureScale
  readonly #count: number
  /** Indices of the features. */
  readonly #used: readonly number[]
  readonly #weights: Float64Array
  /** The query's, scaled, by position in `#used`. */
  readonly #scaled: Float64Array

  /**
   * @param scale of sessions before the query's date; all that are compared are scaled by it
   * @param count answers wanted
   */
  constructor(query: Query, scale: FeatureScale, count: number) {
    this.#query = query
    this.#scale = scale
    this.#count = count
    const weights = weightsOf(query.vector, scale)
    this.#weights = weights
    this.#used = FEATURES.map((_, feature) => feature).filter((feature) => weights[feature] > 0)
    this.#scaled = Float64Array.from(this.#used, (feature) =>
      scaledValue(query.vector[feature], feature, scale),
    )
    this.features = this.#used.map((feature) => FEATURES[feature].name)
  }

  /**
   * The nearest seconds of a day: Euclidean over features that are scaled, clipped to ±8, and
   * weighted so that each family counts as much as any other. Of equal distances the earlier is
   * first; none is within {@link APART_SECONDS} of the query or of a nearer one.
   */
  day({ firstSecond, seconds, values }: SearchedDay): DayResult {
    const { second: own, lastSecond } = this.#query
    const candidates: Answer[] = []
    let incomplete = 0
    for (let at = 0; at < seconds; at++) {
      const second = firstSecond + at
      if (second > lastSecond || Math.abs(second - own) < APART_SECONDS) continue
      const squares = this.#squaredDistance(values, at)
      if (Number.isNaN(squares)) incomplete++
      else candidates.push({ second, distance: Math.sqrt(squares) })
    }
    return {
      answers: nearestAnswers(candidates, this.#count),
      compared: candidates.length,
      incomplete,
    }
  }

  #squaredDistance(values: Float32Array, row: number): number {
    const start = row * FEATURES.length
    let sum = 0
    for (let at = 0; at < this.#used.length; at++) {
      const feature = this.#used[at]
      const scaled = scaledValue(values[start + feature], feature, this.#scale)
      const difference = scaled - this.#scaled[at]
      sum += this.#weights[feature] * difference * difference
    }
    return sum
  }
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

function scaledValue(value: number, feature: number, { median, spread }: FeatureScale): number {
  const scaled = (value - median[feature]) / spread[feature]
  return scaled < -MAX_SCALED ? -MAX_SCALED : scaled > MAX_SCALED ? MAX_SCALED : scaled
}
