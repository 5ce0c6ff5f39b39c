import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SlidingHigh } from '../../src/events/sliding-high.ts'
import { runs } from '../setup/long.ts'

const step = fc.record({ after: fc.nat({ max: 3 }), value: fc.integer({ min: -50, max: 50 }) })

test('is the highest value of the window, both ends included', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 400, size: 'max' }),
      fc.nat({ max: 300 }),
      (steps, length) => {
        const high = new SlidingHigh(length)
        const past: [number, number][] = []
        let time = 0
        for (const { after, value } of steps) {
          time += after
          const values = past.filter(([at]) => time - at <= length).map(([, each]) => each)
          expect(high.at(time)).toBe(values.length > 0 ? Math.max(...values) : Number.NaN)
          high.add(time, value)
          past.push([time, value])
        }
      },
    ),
    { numRuns: runs(200) },
  )
})
