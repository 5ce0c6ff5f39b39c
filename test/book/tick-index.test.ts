import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TickIndex } from '../../src/book/tick-index.ts'

const MOST = 2 ** 31 - 1
const tick = fc.oneof(
  fc.integer({ min: -300, max: 300 }),
  fc.integer({ min: -MOST, max: MOST }),
  // Ticks that all want the same cell.
  fc.integer({ min: -50, max: 50 }).map((n) => n * 65_536),
)

test('it answers as a Map does, near, far and below zero, through growth', () => {
  fc.assert(
    fc.property(fc.uniqueArray(tick, { maxLength: 500, size: 'max' }), tick, (ticks, other) => {
      const index = new TickIndex()
      const twin = new Map<number, number>()
      ticks.forEach((tick, value) => {
        expect(index.get(tick)).toBe(-1)
        index.add(tick, value)
        twin.set(tick, value)
      })
      for (const [tick, value] of twin) expect(index.get(tick)).toBe(value)
      expect(index.get(other)).toBe(twin.get(other) ?? -1)
    }),
  )
})
