import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OrderIndex } from '../../src/book/order-index.ts'

/** Ids that share low or high words, and any others. */
const id = fc.oneof(
  fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 2 })),
  fc.tuple(fc.nat(0xffff_ffff), fc.constantFrom(0, 1, 0xffff_ffff)),
)
const step = fc.record({ id, action: fc.constantFrom('set', 'set', 'delete', 'get') })

test('it answers as a Map does, through collisions, deletions and growth', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
      const index = new OrderIndex(4)
      const twin = new Map<string, number>()
      steps.forEach(({ id: [low, high], action }, value) => {
        if (action === 'set') {
          index.set(low, high, value)
          twin.set(`${low} ${high}`, value)
        } else if (action === 'delete') {
          index.delete(low, high)
          twin.delete(`${low} ${high}`)
        }
        expect(index.get(low, high)).toBe(twin.get(`${low} ${high}`) ?? -1)
        expect(index.size).toBe(twin.size)
      })
      for (const [key, value] of twin) {
        const [low, high] = key.split(' ').map(Number)
        expect(index.get(low, high)).toBe(value)
      }
    }),
  )
})

test('a hundred thousand ids in a row, as an exchange gives them, all found and all deleted', () => {
  const index = new OrderIndex()
  const first = 6_413_000_000_000
  const low = (n: number) => (first + n) % 4_294_967_296
  const high = (n: number) => Math.floor((first + n) / 4_294_967_296)
  for (let n = 0; n < 100_000; n++) index.set(low(n), high(n), n)
  for (let n = 0; n < 100_000; n += 2) index.delete(low(n), high(n))
  expect(index.size).toBe(50_000)
  let wrong = 0
  for (let n = 0; n < 100_000; n++) {
    if (index.get(low(n), high(n)) !== (n % 2 === 0 ? -1 : n)) wrong++
  }
  expect(wrong).toBe(0)
})

test('cleared, it is empty and can be used again', () => {
  const index = new OrderIndex(8)
  index.set(1, 2, 3)
  index.clear()
  expect([index.size, index.get(1, 2)]).toEqual([0, -1])
  index.set(1, 2, 0)
  expect([index.size, index.get(1, 2)]).toEqual([1, 0])
})
