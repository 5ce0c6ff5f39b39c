import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LevelFills } from '../../src/events/level-fills.ts'
import { runs } from '../setup/long.ts'

const step = fc.record({
  after: fc.nat({ max: 2 }),
  what: fc.constantFrom('fill', 'fill', 'fill', 'fill', 'fill', 'empty', 'clear'),
  side: fc.constantFrom(0 as const, 1 as const),
  level: fc.constantFrom(0, 1, 200),
  lots: fc.integer({ min: 1, max: 9 }),
})

test('sums the fills of a level within the window, since it was last empty', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 400, size: 'max' }),
      fc.nat({ max: 150 }),
      (steps, window) => {
        const fills = new LevelFills(window)
        let all: { key: string; time: number; lots: number }[] = []
        let time = 0
        for (const { after, what, side, level, lots } of steps) {
          time += after
          fills.advance(time)
          const key = `${side} ${level}`
          if (what === 'fill') {
            fills.add(side, level, lots, time)
            all.push({ key, time, lots })
          } else if (what === 'empty') {
            fills.empty(side, level)
            all = all.filter((fill) => fill.key !== key)
          } else {
            fills.clear()
            all = []
          }
          const own = all.filter((fill) => fill.key === key && time - fill.time <= window)
          expect(fills.sum(side, level)).toBe(own.reduce((sum, fill) => sum + fill.lots, 0))
          expect(fills.start(side, level)).toBe(own.at(0)?.time ?? Number.NaN)
        }
      },
    ),
    { numRuns: runs(500) },
  )
})
