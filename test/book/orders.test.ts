import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Orders } from '../../src/book/orders.ts'

const step = fc.record({
  id: fc.integer({ min: 0, max: 200 }),
  size: fc.integer({ min: 1, max: 4_294_967_294 }),
  action: fc.constantFrom('insert', 'insert', 'remove'),
})

test('every order keeps a slot of its own while others come and go', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 500, size: 'max' }), (steps) => {
      const orders = new Orders()
      const twin = new Map<number, number>()
      for (const { id, size, action } of steps) {
        const slot = orders.find(id, 7)
        expect(slot >= 0).toBe(twin.has(id))
        if (action === 'insert' && slot < 0) {
          const taken = orders.insert(id, 7)
          orders.size[taken] = size
          twin.set(id, size)
        } else if (action === 'remove' && slot >= 0) {
          orders.remove(slot)
          twin.delete(id)
        }
      }
      expect(orders.count).toBe(twin.size)
      const slots = new Set<number>()
      for (const [id, size] of twin) {
        const slot = orders.find(id, 7)
        slots.add(slot)
        expect(orders.size[slot]).toBe(size)
        expect(orders.find(id, 8)).toBe(-1)
      }
      expect(slots.size).toBe(twin.size)
    }),
  )
})

test('a freed slot is used again, and a removed order has no size', () => {
  const orders = new Orders()
  const slot = orders.insert(1, 0)
  orders.size[slot] = 5
  orders.remove(slot)
  expect(orders.size[slot]).toBe(0)
  expect(orders.insert(2, 0)).toBe(slot)
})

test('what an order is survives growth, and clearing forgets all of it', () => {
  const orders = new Orders()
  for (let id = 0; id < 1000; id++) {
    const slot = orders.insert(id, 0)
    orders.size[slot] = id + 1
    orders.side[slot] = id % 2
    orders.level[slot] = id * 3
    orders.enteredAt[slot] = id * 1e12
  }
  for (let id = 0; id < 1000; id++) {
    const slot = orders.find(id, 0)
    expect([orders.size[slot], orders.side[slot]]).toEqual([id + 1, id % 2])
    expect([orders.level[slot], orders.enteredAt[slot]]).toEqual([id * 3, id * 1e12])
  }
  orders.clear()
  expect(orders.count).toBe(0)
  expect(orders.find(5, 0)).toBe(-1)
  expect(orders.size.every((size) => size === 0)).toBe(true)
})
