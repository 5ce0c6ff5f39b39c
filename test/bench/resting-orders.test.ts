import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RestingOrders } from '../../bench/resting-orders.ts'

const CAPACITY = 8

interface Order {
  id: number
  side: number
  tick: number
}

/** A list in order of arrival: the obvious twin. */
type Twin = Order[]

const step = fc.record({
  kind: fc.constantFrom('enter', 'leave', 'move'),
  pick: fc.nat(CAPACITY - 1),
  tick: fc.integer({ min: 100, max: 103 }),
})

describe('RestingOrders', () => {
  test('holds the same queues as a plain list, whatever enters, leaves and moves', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const orders = new RestingOrders(CAPACITY)
        const twin: Twin = []
        let nextId = 1
        for (const { kind, pick, tick } of steps) {
          if (kind === 'enter') {
            if (orders.count === CAPACITY) continue
            const order = { id: nextId++, side: pick % 2, tick }
            const slot = orders.enter(order.id, order.side, tick, 5)
            expect([orders.id[slot], orders.size[slot]]).toEqual([order.id, 5])
            twin.push(order)
          } else if (orders.count > 0) {
            const slot = orders.slotAt(pick % orders.count)
            const place = twin.findIndex(({ id }) => id === orders.id[slot])
            const [order] = twin.splice(place, 1)
            if (kind === 'leave') orders.leave(slot)
            else {
              orders.move(slot, tick)
              twin.push({ ...order, tick })
            }
          }
          assertSame(orders, twin)
        }
      }),
    )
  })

  test('refuses one order too many', () => {
    const orders = new RestingOrders(1)
    orders.enter(1, 0, 100, 1)
    expect(() => orders.enter(2, 0, 100, 1)).toThrow('more than 1 orders rest')
  })
})

function assertSame(orders: RestingOrders, twin: Twin): void {
  expect(orders.count).toBe(twin.length)
  for (const side of [0, 1])
    expect(orders.countOf(side)).toBe(twin.filter((order) => order.side === side).length)
  const drawn = Array.from({ length: orders.count }, (_, n) => orders.id[orders.slotAt(n)])
  expect(drawn.sort()).toEqual(twin.map(({ id }) => id).sort())
  for (let tick = 100; tick <= 103; tick++) {
    const queue: number[] = []
    for (let slot = orders.oldestAt(tick); slot >= 0; slot = orders.youngerThan(slot))
      queue.push(orders.id[slot])
    expect(queue).toEqual(twin.filter((order) => order.tick === tick).map(({ id }) => id))
  }
}
