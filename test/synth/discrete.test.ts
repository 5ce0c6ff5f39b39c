import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Discrete } from '../../src/synth/discrete.ts'
import { Random } from '../../src/synth/prng.ts'
import { runs } from '../setup/long.ts'

describe('a draw by weight', () => {
  test('comes as often as its weight says', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 12 })
    const some = weights.filter((list) => list.some((weight) => weight > 0))
    fc.assert(
      fc.property(some, fc.integer(), (list, seed) => {
        const discrete = new Discrete(list)
        const random = new Random(seed, 'weights')
        const counts = list.map(() => 0)
        const draws = 20_000
        for (let draw = 0; draw < draws; draw++) counts[discrete.draw(random)]++
        const total = list.reduce((sum, weight) => sum + weight, 0)
        for (const [index, weight] of list.entries()) {
          const share = weight / total
          // Five standard deviations, and nothing at all of weight 0.
          const tolerance = 5 * Math.sqrt((share * (1 - share)) / draws)
          expect(Math.abs(counts[index] / draws - share)).toBeLessThanOrEqual(tolerance)
        }
      }),
      { numRuns: runs(50), seed: 11 },
    )
  })
})
