import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Ladder } from '../../src/book/ladder.ts'

const step = fc.record({
  tick: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -20, max: 20 }) },
    // Beyond what is walked tick by tick, and at the ends of int32.
    { weight: 2, arbitrary: fc.integer({ min: -10, max: 10 }).map((n) => n * 64) },
    { weight: 1, arbitrary: fc.constantFrom(2_147_483_647, -2_147_483_647, 2_147_483_646) },
  ),
  size: fc.integer({ min: 1, max: 9 }),
  leaves: fc.boolean(),
})

for (const direction of [1, -1] as const) {
  test(`best is the ${direction > 0 ? 'lowest' : 'highest'} level with orders, depth their sum`, () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
        const ladder = new Ladder(direction)
        const twin = new Map<number, number[]>()
        for (const { tick, size, leaves } of steps) {
          const sizes = twin.get(tick) ?? []
          twin.set(tick, sizes)
          const left = leaves ? sizes.pop() : undefined
          if (left !== undefined) ladder.leave(ladder.find(tick), left)
          else {
            sizes.push(size)
            ladder.join(ladder.at(tick), size)
          }
          const standing = [...twin].filter(([, sizes]) => sizes.length > 0)
          const best = standing
            .map(([tick]) => tick)
            .reduce<number | undefined>((best, tick) => {
              return best === undefined || direction * (tick - best) < 0 ? tick : best
            }, undefined)
          expect(ladder.best < 0 ? undefined : ladder.tick[ladder.best]).toBe(best)
          const level = ladder.find(tick)
          expect(ladder.depth[level]).toBe(sizes.reduce((a, b) => a + b, 0))
          expect(ladder.orderCount[level]).toBe(sizes.length)
        }
      }),
    )
  })
}

test('a level keeps its slot for ever, also when the ladder is cleared', () => {
  const ladder = new Ladder(1)
  const levels = Array.from({ length: 500 }, (_, tick) => ladder.at(tick * 7))
  for (const level of levels) ladder.join(level, 3)
  expect(ladder.best).toBe(levels[0])
  ladder.clear()
  expect(ladder.best).toBe(-1)
  expect(levels.map((_, tick) => ladder.find(tick * 7))).toEqual(levels)
  expect(ladder.depth.every((depth) => depth === 0)).toBe(true)
  expect(ladder.find(1)).toBe(-1)
})
