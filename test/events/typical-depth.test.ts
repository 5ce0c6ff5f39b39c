import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Ladder } from '../../src/book/ladder.ts'
import { TypicalDepth } from '../../src/events/typical-depth.ts'
import { runs } from '../setup/long.ts'

const level = fc.record({ tick: fc.integer({ min: -30, max: 30 }), lots: fc.nat({ max: 70_000 }) })
const samples = fc.array(fc.array(level, { maxLength: 30 }), { minLength: 1, maxLength: 12 })

test('is the median of the levels within 20 ticks of the best, over the last samples', () => {
  fc.assert(
    fc.property(
      samples,
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom(1 as const, -1 as const),
      (books, seconds, direction) => {
        const depth = new TypicalDepth(seconds)
        const kept: number[][] = []
        for (const levels of books) {
          const ladder = new Ladder(direction)
          const lotsAt = new Map<number, number>()
          for (const { tick, lots } of levels) {
            if (lots === 0) continue
            ladder.join(ladder.at(tick), lots)
            lotsAt.set(tick, (lotsAt.get(tick) ?? 0) + lots)
          }
          depth.sample(ladder)
          const best = Math.min(...[...lotsAt.keys()].map((tick) => direction * tick))
          const near = [...lotsAt].filter(([tick]) => direction * tick - best <= 20)
          kept.push(near.map(([, lots]) => Math.min(lots, 65_535)))
        }
        const sorted = kept
          .slice(-seconds)
          .flat()
          .toSorted((a, b) => a - b)
        const middle = sorted.slice(
          Math.ceil(sorted.length / 2) - 1,
          Math.floor(sorted.length / 2) + 1,
        )
        const median = middle.reduce((sum, lots) => sum + lots, 0) / middle.length
        expect(depth.median).toBe(sorted.length > 0 ? median : Number.NaN)
      },
    ),
    { numRuns: runs(500) },
  )
})
