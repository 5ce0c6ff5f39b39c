import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TimeAxis } from '../../src/player/time-axis.ts'
import { runs } from '../setup/long.ts'

const shape = fc.record({
  columns: fc.integer({ min: 1, max: 200 }),
  columnSeconds: fc.constantFrom(1, 2, 5, 15, 60),
  elapsed: fc.integer({ min: 0, max: 5000 }),
  firstEndSecond: fc.integer({ min: 1_767_709_801, max: 1_767_709_900 }),
})

test('every column is found by its second, and the newest is at the right', () => {
  fc.assert(
    fc.property(shape, ({ columns, columnSeconds, elapsed, firstEndSecond }) => {
      const second = firstEndSecond + elapsed
      const axis = new TimeAxis({ columns, columnSeconds, second, firstEndSecond })
      expect(axis.endOf(columns - 1)).toBe(Math.ceil(second / columnSeconds) * columnSeconds)
      expect(axis.endOf(0)).toBeGreaterThanOrEqual(firstEndSecond)
      for (let column = 0; column < columns; column++) {
        const end = axis.endOf(column)
        expect(axis.columnOf(end)).toBeLessThanOrEqual(column)
        expect(axis.lastColumnOf(end)).toBeGreaterThanOrEqual(column)
        expect(axis.endOf(axis.columnOf(end))).toBe(end)
      }
    }),
    { numRuns: runs(100) },
  )
})

test('the first ten seconds of a day fill sixty columns, six each', () => {
  const axis = new TimeAxis({ columns: 60, columnSeconds: 1, second: 1009, firstEndSecond: 1000 })
  expect(axis.endOf(0)).toBe(1000)
  expect(axis.columnOf(1003)).toBe(18)
  expect(axis.lastColumnOf(1003)).toBe(23)
})
