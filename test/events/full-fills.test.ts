import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FullFills } from '../../src/events/full-fills.ts'
import { runs } from '../setup/long.ts'

const step = fc.record({
  after: fc.nat({ max: 2 }),
  isFill: fc.boolean(),
  side: fc.nat({ max: 1 }),
  tick: fc.nat({ max: 2 }),
  size: fc.integer({ min: 1, max: 2 }),
})

test('takes the oldest fill of the side, price and size within the delay, once', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 500, size: 'max' }),
      fc.nat({ max: 200 }),
      (steps, delay) => {
        const fills = new FullFills(delay)
        const waiting: { key: string; time: number; number: number }[] = []
        let time = 0
        for (const [number, { after, isFill, side, tick, size }] of steps.entries()) {
          time += after
          const key = `${side} ${tick} ${size}`
          if (isFill) {
            const entry = fills.add()
            fills.side[entry] = side
            fills.tick[entry] = tick
            fills.size[entry] = size
            fills.time[entry] = time
            fills.lots[entry] = number
            waiting.push({ key, time, number })
            continue
          }
          const index = waiting.findIndex((each) => each.key === key && time - each.time <= delay)
          const [expected] = index < 0 ? [] : waiting.splice(index, 1)
          const entry = fills.take(side, tick, size, time)
          expect(entry < 0 ? undefined : fills.lots[entry]).toBe(expected?.number)
        }
      },
    ),
    { numRuns: runs(500) },
  )
})
