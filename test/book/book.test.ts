import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Book, type BookListener } from '../../src/book/book.ts'

const MILLISECOND = 1e6
const ASKS = 0
const BIDS = 1

/** A listener that writes down what it is told, levels as their ticks. */
function recorder() {
  const told: string[] = []
  let book: Book
  const tickOf = (side: 0 | 1, level: number) =>
    level < 0 ? 'none' : String(book.ladders[side].tick[level])
  const listener: BookListener = {
    touch: (side, level) => {
      told.push(`touch ${tickOf(side, level)}`)
    },
    move: (side, from, to, filled, left, size, rested) => {
      told.push(
        `move ${tickOf(side, from)} to ${tickOf(side, to)}: filled ${filled}, left ${left}, size ${size}${rested ? ', rested' : ''}`,
      )
    },
    hiddenFill: (side, level, size) => {
      told.push(`hidden ${tickOf(side, level)}: ${size}`)
    },
  }
  book = new Book(listener)
  return { book, told }
}

describe('calls of a listener', () => {
  test('a level is touched before its depth changes, and then who moved', () => {
    const { book, told } = recorder()
    book.add(1, 0, BIDS, 98, 10, 0)
    book.modify(1, 0, BIDS, 99, 7, 500 * MILLISECOND)
    book.owe(1, 0, BIDS, 99, 3)
    book.cancel(1, 0, 5, 600 * MILLISECOND)
    book.cancel(1, 0, 2, 601 * MILLISECOND)
    expect(told).toEqual([
      'touch 98',
      'move none to 98: filled 0, left 0, size 10',
      'touch 98',
      'touch 99',
      'move 98 to 99: filled 0, left 10, size 7, rested',
      'touch 99',
      'move 99 to 99: filled 3, left 4, size 2',
      'touch 99',
      'move 99 to none: filled 0, left 2, size 0',
    ])
  })

  test('hidden fills are reported at the end of the event', () => {
    const { book, told } = recorder()
    book.owe(5, 0, ASKS, 101, 4)
    book.owe(6, 0, -1, 101, 2)
    book.owe(7, 0, BIDS, Number.NaN, 1)
    expect(told).toEqual([])
    book.endEvent()
    expect(told).toEqual(['touch 101', 'hidden 101: 4'])
    expect(book.hiddenFillSize).toBe(7)
    book.endEvent()
    expect(book.hiddenFillSize).toBe(7)
  })

  test('a snapshot touches levels without moves; clearing touches every level with orders', () => {
    const { book, told } = recorder()
    book.isRestoring = true
    book.add(1, 0, BIDS, 98, 10, 0)
    book.add(2, 0, ASKS, 102, 10, 0)
    book.isRestoring = false
    book.add(3, 0, BIDS, 97, 10, 0)
    book.cancel(3, 0, 10, 0)
    told.length = 0
    book.clear()
    expect(told.sort()).toEqual(['touch 102', 'touch 98'])
  })
})

describe('the book', () => {
  test('it is uncrossed with both sides and a spread only', () => {
    const { book } = recorder()
    expect(book.isUncrossed).toBe(false)
    book.add(1, 0, BIDS, 98, 1, 0)
    expect(book.isUncrossed).toBe(false)
    book.add(2, 0, ASKS, 99, 1, 0)
    expect(book.isUncrossed).toBe(true)
    book.modify(2, 0, ASKS, 98, 1, 0)
    expect(book.isUncrossed).toBe(false)
    book.modify(2, 0, ASKS, 97, 1, 0)
    expect(book.isUncrossed).toBe(false)
  })

  test('a cleared book has no fills, ages or orders, and reuses slots', () => {
    const { book } = recorder()
    book.add(1, 0, BIDS, 98, 10, 0)
    book.markRested(0)
    book.owe(1, 0, BIDS, 98, 4)
    book.clear()
    book.add(1, 0, BIDS, 98, 6, 100)
    book.endEvent()
    book.markRested(99)
    const [, bids] = book.ladders
    expect(book.hiddenFillSize).toBe(0)
    expect(bids.restedDepth[bids.find(98)]).toBe(0)
    book.markRested(100)
    expect(bids.restedDepth[bids.find(98)]).toBe(6)
  })

  test('resting depth is always that of the orders old enough, through every change', () => {
    const step = fc.record({
      action: fc.constantFrom('add', 'add', 'modify', 'cancel', 'ripen', 'ripen', 'clear'),
      id: fc.integer({ min: 1, max: 80 }),
      tick: fc.integer({ min: 95, max: 100 }),
      size: fc.integer({ min: 0, max: 9 }),
      after: fc.constantFrom(0, 0, 1, 2),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
        const { book } = recorder()
        const [, bids] = book.ladders
        let orders = new Map<number, { tick: number; size: number; since: number }>()
        let now = 0
        for (const { action, id, tick, size, after } of steps) {
          now += after
          const order = orders.get(id)
          if (action === 'clear' && id < 4) {
            book.clear()
            orders = new Map()
          } else if (action === 'cancel') {
            book.cancel(id, 0, size, now)
            if (order) order.size = Math.max(order.size - size, 0)
          } else if (action === 'add' || action === 'modify') {
            book[action](id, 0, BIDS, tick, size, now)
            const stays = order && (order.tick === tick || size === 0)
            orders.set(id, { tick, size, since: stays ? order.since : now })
          } else if (action === 'ripen') {
            book.markRested(now - 1)
            for (let tick = 95; tick <= 100; tick++) {
              const level = bids.find(tick)
              const expected = [...orders.values()]
                .filter((order) => order.tick === tick && order.since <= now - 1)
                .reduce((sum, { size }) => sum + size, 0)
              expect(level < 0 ? 0 : bids.restedDepth[level]).toBe(expected)
            }
          }
          for (const [id, { size }] of orders) if (size === 0) orders.delete(id)
        }
        expect(book.orders.count).toBe(orders.size)
      }),
    )
  })
})
