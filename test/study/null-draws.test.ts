import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nullP } from '../../src/study/null-draws.ts'
import type { Sample } from '../../src/study/sample.ts'
import { runs } from '../setup/long.ts'
import { samples } from './random-sample.ts'

/** All ways to choose so many of a list, as sums. */
function sumsOf(values: readonly number[], count: number): number[] {
  if (count === 0) return [0]
  if (values.length < count) return []
  const [first, ...rest] = values
  return [...sumsOf(rest, count - 1).map((sum) => sum + first), ...sumsOf(rest, count)]
}

/** The share of all choices of episodes within strata that are as far from 0 as the real one. */
function exactP(sample: Sample): number {
  let sums = [0]
  let observed = 0
  for (const stratum of new Set(sample.stratum)) {
    const rows = [...sample.stratum.keys()].filter((row) => sample.stratum[row] === stratum)
    const mean = rows.reduce((sum, row) => sum + sample.move[row], 0) / rows.length
    const moves = rows.map((row) => sample.move[row] - mean)
    const isEpisode = rows.map((row) => sample.isEpisode[row] === 1)
    observed += moves.reduce((sum, move, at) => sum + (isEpisode[at] ? move : 0), 0)
    const own = sumsOf(moves, isEpisode.filter(Boolean).length)
    sums = sums.flatMap((sum) => own.map((each) => sum + each))
  }
  return sums.filter((sum) => Math.abs(sum) >= Math.abs(observed) - 1e-9).length / sums.length
}

it('draws give the share of all possible choices', () => {
  fc.assert(
    fc.property(samples, (sample) => {
      fc.pre(sample.length < 14)
      // Of 1999 draws, five standard errors.
      expect(Math.abs(nullP(sample, 3) - exactP(sample))).toBeLessThan(0.06)
    }),
    { numRuns: runs(100) },
  )
})

it('the seed decides, and p is never 0', () => {
  const [sample] = fc.sample(samples, { numRuns: 1, seed: 5 })
  expect(nullP(sample, 1)).toBe(nullP(sample, 1))
  expect(nullP(sample, 1, 9)).toBeGreaterThanOrEqual(0.1)
})
