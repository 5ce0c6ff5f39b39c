import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InstrumentIndex } from '../../src/options/instrument-index.ts'

test('finds what it was made of, and nothing else', () => {
  const id = fc.integer({ min: 0, max: 2 ** 32 - 1 })
  fc.assert(
    fc.property(fc.uniqueArray(id, { maxLength: 300 }), id, (ids, other) => {
      const index = new InstrumentIndex(ids.map((one, value) => [one, value]))
      expect(ids.map((one) => index.get(one))).toEqual(ids.map((_, value) => value))
      expect(index.get(other)).toBe(ids.indexOf(other))
    }),
  )
})

test('ids that follow each other, as exchanges give them', () => {
  const ids = Array.from({ length: 5_000 }, (_, value) => 42_140_878 + 64 * value)
  const index = new InstrumentIndex(ids.map((id, value) => [id, value]))
  expect(ids.every((id, value) => index.get(id) === value)).toBe(true)
  expect(index.get(42_140_879)).toBe(-1)
})
