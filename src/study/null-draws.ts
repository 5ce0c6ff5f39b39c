import { Random } from '../synth/prng.ts'
import type { Sample } from './sample.ts'

export const NULL_DRAWS = 1999

/** Sums of the same moves in another order differ by rounding. */
const TIE_TOLERANCE = 1e-9

/**
 * How often episodes that are drawn at random among the moments of their session, half hour and
 * tercile of trailing volatility move at least as far as the real ones do: p = (1 + such draws) /
 * (draws + 1). Two-sided.
 *
 * @param seed of the draws: the same gives the same p
 */
export function nullP(sample: Sample, seed: number, draws = NULL_DRAWS): number {
  const strata = strataOf(sample)
  const random = new Random(seed, 'study null')
  const observed = Math.abs(strata.reduce((sum, stratum) => sum + stratum.observed, 0))
  const enough = observed - TIE_TOLERANCE * Math.max(1, observed)
  let asFar = 0
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0
    for (const stratum of strata) sum += drawnSum(stratum, random)
    if (Math.abs(sum) >= enough) asFar++
  }
  return (1 + asFar) / (draws + 1)
}

interface Stratum {
  /** Moves less their mean. */
  readonly moves: Float64Array
  readonly episodes: number
  /** Sum of those of the episodes. */
  readonly observed: number
}

/** The strata that have both episodes and controls; of others every draw is the same. */
function strataOf({ length, isEpisode, move, stratum }: Sample): Stratum[] {
  const rows = Map.groupBy(Array(length).keys(), (row) => stratum[row])
  return [...rows.values()].flatMap((own) => {
    const episodes = own.filter((row) => isEpisode[row] === 1).length
    if (episodes === 0 || episodes === own.length) return []
    const mean = own.reduce((sum, row) => sum + move[row], 0) / own.length
    const moves = Float64Array.from(own, (row) => move[row] - mean)
    const observed = own.reduce((sum, row, at) => sum + isEpisode[row] * moves[at], 0)
    return [{ moves, episodes, observed }]
  })
}

/** The sum of a random choice of a stratum's moves; leaves them in another order. */
function drawnSum({ moves, episodes }: Stratum, random: Random): number {
  let sum = 0
  for (let drawn = 0; drawn < episodes; drawn++) {
    const other = drawn + random.below(moves.length - drawn)
    const chosen = moves[other]
    moves[other] = moves[drawn]
    moves[drawn] = chosen
    sum += chosen
  }
  return sum
}
