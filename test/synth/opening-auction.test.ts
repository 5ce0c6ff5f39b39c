import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openingAuction } from '../../src/synth/opening-auction.ts'
import { emptyMarket, ORIGIN, rows } from './tape-rows.ts'

const order = fc.record({
  side: fc.constantFrom(0 as const, 1 as const),
  tick: fc.integer({ min: -6, max: 6 }),
  size: fc.integer({ min: 1, max: 9 }),
})
const orders = fc.array(order, { maxLength: 40 })

function marketOf(list: { side: 0 | 1; tick: number; size: number }[]) {
  const found = emptyMarket()
  // Something far behind on both sides, as there always is.
  found.market.add(0, 1, ORIGIN - 50, 1)
  found.market.add(0, 0, ORIGIN + 50, 1)
  for (const { side, tick, size } of list) found.market.add(1, side, ORIGIN + tick, size)
  return found
}

describe('the opening auction', () => {
  test('trades as many lots as any price would, and leaves no crossed book', () => {
    fc.assert(
      fc.property(orders, (list) => {
        const { market, orders } = marketOf(list)
        const most = Math.max(
          ...Array.from({ length: 13 }, (_, index) => {
            const price = index - 6
            const lots = (isWilling: (each: (typeof list)[number]) => boolean) =>
              list.filter(isWilling).reduce((sum, { size }) => sum + size, 0)
            return Math.min(
              lots(({ side, tick }) => side === 1 && tick >= price),
              lots(({ side, tick }) => side === 0 && tick <= price),
            )
          }),
        )
        expect(openingAuction(market, 2)).toBe(most)
        expect(orders.best[1]).toBeLessThan(orders.best[0])
      }),
    )
  })

  test('is one event without sides: T, F of both sides at its price, C or M at their own', async () => {
    const { market, tape } = marketOf([
      { side: 1, tick: 2, size: 3 },
      { side: 0, tick: -1, size: 2 },
      { side: 1, tick: 1, size: 1 },
      { side: 0, tick: 1, size: 4 },
    ])
    await rows(tape)
    openingAuction(market, 2)
    expect(await rows(tape)).toEqual([
      'TN #- 1×4',
      'FN #2 1×3',
      'FN #4 1×1',
      'FN #3 1×2',
      'FN #5 1×2',
      'CB #2 2×3',
      'CB #4 1×1',
      'CA #3 -1×2',
      'MA #5 1×2.',
    ])
  })

  test('of a book that does not cross, it is none', () => {
    const { market } = marketOf([{ side: 1, tick: -1, size: 3 }])
    expect(openingAuction(market, 2)).toBe(0)
  })
})
