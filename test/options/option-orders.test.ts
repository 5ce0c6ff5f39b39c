import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Book } from '../../src/book/book.ts'
import { NO_TICK, OptionOrders } from '../../src/options/option-orders.ts'
import { runs } from '../setup/long.ts'

const OPTIONS = 3

/** The slow twin: a whole book for every option, whose moves are added up. */
class Books {
  readonly flows = Array.from({ length: OPTIONS }, () => ({
    added: 0,
    requoted: 0,
    pulled: 0,
    filled: 0,
  }))
  readonly #books = this.flows.map(
    (flow) =>
      new Book({
        touch() {},
        move(_side, from, to, filled, left, size) {
          flow.filled += filled
          flow.added += Math.max(size - left, 0)
          flow.pulled += Math.max(left - size, 0)
          if (from >= 0 && to >= 0 && from !== to) flow.requoted += Math.min(left, size)
        },
        hiddenFill() {},
      }),
  )

  of(option: number): Book {
    return this.#books[option]
  }

  best(option: number, side: 0 | 1): number {
    const ladder = this.#books[option].ladders[side]
    return ladder.best < 0 ? NO_TICK : ladder.tick[ladder.best]
  }

  bestLots(option: number, side: 0 | 1): number {
    const ladder = this.#books[option].ladders[side]
    return ladder.best < 0 ? 0 : ladder.depth[ladder.best]
  }

  standing(option: number): number {
    const lots = ([0, 1] as const).map((side) => {
      const { depth, length } = this.#books[option].ladders[side]
      return depth.subarray(0, length).reduce((total, each) => total + each, 0)
    })
    return lots[0] + lots[1]
  }

  counts() {
    const sum = (of: (book: Book) => number) =>
      this.#books.reduce((total, book) => total + of(book), 0)
    return {
      duplicateAdds: sum((book) => book.duplicateAdds),
      unknownModifies: sum((book) => book.unknownModifies),
      unknownCancels: sum((book) => book.unknownCancels),
      sideChanges: sum((book) => book.sideChanges),
    }
  }
}

const countsOf = ({
  duplicateAdds,
  unknownModifies,
  unknownCancels,
  sideChanges,
}: OptionOrders) => ({ duplicateAdds, unknownModifies, unknownCancels, sideChanges })

// Few ids and ticks, so that orders meet; the same ids in every option.
const step = fc.record({
  action: fc.constantFrom('add', 'modify', 'modify', 'cancel', 'fill', 'end', 'clear', 'read'),
  option: fc.nat(OPTIONS - 1),
  idLow: fc.constantFrom(0, 1, 2, 3, 0xffff_fffe, 0xffff_ffff),
  idHigh: fc.constantFrom(0, 0x8000_0000),
  side: fc.constantFrom(0 as const, 1 as const),
  sideless: fc.boolean(),
  tick: fc.integer({ min: -2, max: 6 }),
  size: fc.constantFrom(0, 1, 2, 5, 0xffff_fffe),
})

test('best prices, lots, flow and counts are those of whole books, whatever comes', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 120 }), (steps) => {
      const orders = new OptionOrders(OPTIONS)
      const books = new Books()
      for (const { action, option, idLow, idHigh, side, sideless, tick, size } of steps) {
        const book = books.of(option)
        if (action === 'add') {
          orders.add(option, idLow, idHigh, side, tick, size)
          book.add(idLow, idHigh, side, tick, size, 0)
        } else if (action === 'modify') {
          const named = sideless ? -1 : side
          orders.modify(option, idLow, idHigh, named, tick, size)
          book.modify(idLow, idHigh, named, tick, size, 0)
        } else if (action === 'cancel') {
          orders.cancel(option, idLow, idHigh, size)
          book.cancel(idLow, idHigh, size, 0)
        } else if (action === 'fill') {
          // Books of their own know nothing of an order that is to come.
          if (book.orders.find(idLow, idHigh) < 0) continue
          orders.owe(option, idLow, idHigh, size)
          book.owe(idLow, idHigh, side, Number.NaN, size)
        } else if (action === 'end') {
          orders.endEvent(option)
          book.endEvent()
        } else if (action === 'clear') {
          orders.clear(option)
          book.clear()
        } else {
          expect(orders.best(option, side)).toBe(books.best(option, side))
        }
      }
      for (let option = 0; option < OPTIONS; option++) {
        for (const side of [0, 1] as const) {
          expect(orders.best(option, side)).toBe(books.best(option, side))
          expect(orders.bestLots(option, side)).toBe(books.bestLots(option, side))
        }
        const { added, requoted, pulled, filled, standing } = orders.flow
        expect({
          added: added[option],
          requoted: requoted[option],
          pulled: pulled[option],
          filled: filled[option],
        }).toEqual(books.flows[option])
        expect(standing[option]).toBe(books.standing(option))
      }
      expect(countsOf(orders)).toEqual(books.counts())
    }),
    { numRuns: runs(1000) },
  )
})

describe('many orders', () => {
  test('are kept apart by id and option, and their places are used again', () => {
    const orders = new OptionOrders(2)
    const COUNT = 20_000
    for (let round = 0; round < 3; round++) {
      for (let id = 0; id < COUNT; id++) orders.add(id & 1, id >> 1, round, 1, id, 1)
      expect([orders.best(0, 1), orders.best(1, 1)]).toEqual([COUNT - 2, COUNT - 1])
      for (let id = COUNT - 1; id > 0; id--) orders.cancel(id & 1, id >> 1, round, 1)
      expect([orders.best(0, 1), orders.best(1, 1)]).toEqual([0, NO_TICK])
      orders.clear(0)
      expect(orders.best(0, 1)).toBe(NO_TICK)
    }
    expect(orders.unknownCancels).toBe(0)
    expect(orders.duplicateAdds).toBe(0)
  })
})
