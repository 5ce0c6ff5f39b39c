import type { Sample } from './sample.ts'
import { tQuantile, tTwoSided } from './student-t.ts'

/** An estimate in ticks with its 95 % interval. */
export interface Interval {
  readonly estimate: number
  readonly standardError: number
  readonly degreesOfFreedom: number
  readonly low: number
  readonly high: number
}

export interface Effect extends Interval {
  /** Two-sided: how likely an estimate at least as far from 0 is without an effect. */
  readonly p: number
}

const CONFIDENCE = 0.95

export function intervalOf(
  estimate: number,
  standardError: number,
  degreesOfFreedom: number,
): Interval {
  const reach = tQuantile(0.5 + CONFIDENCE / 2, degreesOfFreedom) * standardError
  return {
    estimate,
    standardError,
    degreesOfFreedom,
    low: estimate - reach,
    high: estimate + reach,
  }
}

/**
 * How much further the mid moves after episodes than after controls: least squares with a fixed
 * effect for each session × hour, standard errors clustered by session × half hour (CR1: C/(C − 1) ·
 * (N − 1)/(N − K)), t with C − 1 degrees of freedom. Hours without an episode or without a control
 * say nothing of the difference and are left out, of N, K and C too.
 *
 * @returns undefined without two clusters and a residual
 */
export function effectOf(sample: Sample): Effect | undefined {
  const { isEpisode, move, hour, halfHour } = sample
  const hours = new Means(hour, isEpisode, move)
  let denominator = 0
  let numerator = 0
  let rows = 0
  const clusters = new Set<number>()
  for (let row = 0; row < sample.length; row++) {
    if (!hours.isMixed(hour[row])) continue
    const indicator = isEpisode[row] - hours.share(hour[row])
    denominator += indicator * indicator
    numerator += indicator * (move[row] - hours.mean(hour[row]))
    clusters.add(halfHour[row])
    rows++
  }
  const parameters = 1 + hours.mixed
  if (clusters.size < 2 || rows <= parameters) return undefined
  const estimate = numerator / denominator
  const scores = new Map<number, number>()
  for (let row = 0; row < sample.length; row++) {
    if (!hours.isMixed(hour[row])) continue
    const indicator = isEpisode[row] - hours.share(hour[row])
    const residual = move[row] - hours.mean(hour[row]) - estimate * indicator
    scores.set(halfHour[row], (scores.get(halfHour[row]) ?? 0) + indicator * residual)
  }
  const squares = [...scores.values()].reduce((sum, score) => sum + score * score, 0)
  const correction = (clusters.size / (clusters.size - 1)) * ((rows - 1) / (rows - parameters))
  const standardError = Math.sqrt(correction * squares) / denominator
  if (!(standardError > 0)) return undefined
  const degreesOfFreedom = clusters.size - 1
  return {
    ...intervalOf(estimate, standardError, degreesOfFreedom),
    p: tTwoSided(estimate / standardError, degreesOfFreedom),
  }
}

/**
 * The difference of one session alone, with a fixed effect for each hour.
 *
 * @returns undefined where no hour has both an episode and a control
 */
export function differenceOf({ length, isEpisode, move, hour }: Sample): number | undefined {
  const hours = new Means(hour, isEpisode, move)
  let denominator = 0
  let numerator = 0
  for (let row = 0; row < length; row++) {
    const indicator = isEpisode[row] - hours.share(hour[row])
    denominator += indicator * indicator
    numerator += indicator * (move[row] - hours.mean(hour[row]))
  }
  return denominator > 0 ? numerator / denominator : undefined
}

/** Of each group its rows, episodes and mean move. */
class Means {
  readonly #rows: Float64Array
  readonly #episodes: Float64Array
  readonly #sums: Float64Array

  constructor(group: Int32Array, isEpisode: Uint8Array, move: Float64Array) {
    const groups = group.reduce((most, each) => Math.max(most, each), -1) + 1
    this.#rows = new Float64Array(groups)
    this.#episodes = new Float64Array(groups)
    this.#sums = new Float64Array(groups)
    for (let row = 0; row < group.length; row++) {
      this.#rows[group[row]]++
      this.#episodes[group[row]] += isEpisode[row]
      this.#sums[group[row]] += move[row]
    }
  }

  share(group: number): number {
    return this.#episodes[group] / this.#rows[group]
  }

  mean(group: number): number {
    return this.#sums[group] / this.#rows[group]
  }

  /** Whether a group has both episodes and controls. */
  isMixed(group: number): boolean {
    return this.#episodes[group] > 0 && this.#episodes[group] < this.#rows[group]
  }

  get mixed(): number {
    return this.#rows.reduce((count, _, group) => count + Number(this.isMixed(group)), 0)
  }
}
