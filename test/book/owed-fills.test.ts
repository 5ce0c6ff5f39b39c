import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OwedFills } from '../../src/book/owed-fills.ts'

const step = fc.record({
  id: fc.integer({ min: 0, max: 4 }),
  size: fc.integer({ min: 0, max: 9 }),
  action: fc.constantFrom('add', 'add', 'take', 'take', 'clear'),
  /** The order's own price, and its side, where it takes. */
  own: fc.integer({ min: 0, max: 40 }),
  direction: fc.constantFrom(1 as const, -1 as const),
})

test('it owes as a list does, oldest first', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
      const owed = new OwedFills()
      let twin: { id: number; left: number; tick: number }[] = []
      steps.forEach(({ id, size, action, own, direction }, tick) => {
        if (action === 'add') {
          owed.add(id, 9, tick % 2, tick, size)
          twin.push({ id, left: size, tick })
        } else if (action === 'take') {
          let taken = 0
          let filled = 0
          for (const entry of twin) {
            if (entry.id !== id) continue
            const some = Math.min(entry.left, size - taken)
            entry.left -= some
            taken += some
            // Better for an ask is higher, for a bid lower.
            if (direction === 1 ? entry.tick >= own : entry.tick <= own) filled += some
          }
          expect(owed.take(id, 9, size, own, direction)).toBe(filled)
        } else if (tick % 7 === 0) {
          owed.clear()
          twin = []
        }
        expect(owed.length).toBe(twin.length)
        expect([...owed.size.subarray(0, owed.length)]).toEqual(twin.map(({ left }) => left))
        expect([...owed.tick.subarray(0, owed.length)]).toEqual(twin.map(({ tick }) => tick))
      })
    }),
  )
})

test('what one order is owed another does not get, whichever word of the id differs', () => {
  const owed = new OwedFills()
  owed.add(1, 2, 0, 100, 5)
  expect(owed.take(1, 3, 5, 100, 1)).toBe(0)
  expect(owed.take(2, 2, 5, 100, 1)).toBe(0)
  expect(owed.take(1, 2, 9, 100, 1)).toBe(5)
  expect(owed.take(1, 2, 9, 100, 1)).toBe(0)
})

test('side and price are those of the record, or none', () => {
  const owed = new OwedFills()
  owed.add(1, 0, -1, Number.NaN, 5)
  owed.add(1, 0, 1, -7, 5)
  expect([...owed.side.subarray(0, 2)]).toEqual([-1, 1])
  expect([...owed.tick.subarray(0, 2)]).toEqual([Number.NaN, -7])
})

test('a fill worse for the owner than the order’s own price is consumed and not counted', () => {
  const owed = new OwedFills()
  // An ask at 100: sold at 99 is worse, at 100 and 101 it is not, without a price it is not known.
  for (const tick of [99, 100, 101, Number.NaN]) owed.add(1, 0, 0, tick, 5)
  expect(owed.take(1, 0, 20, 100, 1)).toBe(15)
  expect([...owed.size.subarray(0, 4)]).toEqual([0, 0, 0, 0])
  // A bid at 100: bought at 101 is worse.
  for (const tick of [99, 101]) owed.add(2, 0, 1, tick, 5)
  expect(owed.take(2, 0, 10, 100, -1)).toBe(5)
})
