import { describe, expect, test } from 'vitest'
import { emptyMarket, ORIGIN, rows } from './tape-rows.ts'

describe('the matching engine writes events as CME does', () => {
  test('a fill of a whole order: T F C', async () => {
    const { market, tape } = emptyMarket()
    market.add(1, 0, ORIGIN + 1, 3)
    market.trade(2, 1, 3, ORIGIN + 1, false)
    expect(await rows(tape)).toEqual(['AA #0 1×3.', 'TB #1 1×3', 'FA #0 1×3', 'CA #0 1×3.'])
  })

  test('a fill of a part: T F M, and the order keeps its place', async () => {
    const { market, tape } = emptyMarket()
    market.add(1, 1, ORIGIN, 5)
    market.add(2, 1, ORIGIN, 1)
    market.trade(3, 0, 2, ORIGIN, false)
    market.trade(4, 0, 3, ORIGIN, false)
    expect((await rows(tape)).slice(2)).toEqual([
      'TA #2 0×2',
      'FB #0 0×2',
      'MB #0 0×3.',
      'TA #3 0×3',
      'FB #0 0×3',
      'CB #0 0×3.',
    ])
  })

  test('a sweep: a T with its fills for every price, then the book', async () => {
    const { market, tape, orders } = emptyMarket()
    market.add(1, 0, ORIGIN + 1, 1)
    market.add(2, 0, ORIGIN + 1, 2)
    market.add(3, 0, ORIGIN + 2, 4)
    expect(market.trade(4, 1, 5, ORIGIN + 3, false)).toBe(0)
    expect((await rows(tape)).slice(3)).toEqual([
      'TB #3 1×3',
      'FA #0 1×1',
      'FA #1 1×2',
      'TB #3 2×2',
      'FA #2 2×2',
      'CA #0 1×1',
      'CA #1 1×2',
      'MA #2 2×2.',
    ])
    expect(orders.best[0]).toBe(ORIGIN + 2)
    expect(market.volume).toBe(5)
  })

  test("what is left of an aggressor rests under the aggressor's own id", async () => {
    const { market, tape, orders } = emptyMarket()
    market.add(1, 0, ORIGIN + 1, 1)
    market.add(2, 0, ORIGIN + 5, 1)
    market.trade(3, 1, 4, ORIGIN + 2, true)
    expect((await rows(tape)).slice(2)).toEqual([
      'TB #2 1×1',
      'FA #0 1×1',
      'CA #0 1×1',
      'AB #2 2×3.',
    ])
    expect([...orders.best]).toEqual([ORIGIN + 5, ORIGIN + 2])
    expect(orders.lotsAt(1, ORIGIN + 2)).toBe(3)
  })

  test('an iceberg shows its next lots at the end of the queue, and may be filled beyond what it shows', async () => {
    const { market, tape, orders } = emptyMarket()
    market.add(1, 0, ORIGIN + 1, 2, 5)
    market.add(2, 0, ORIGIN + 1, 1)
    market.trade(3, 1, 2, ORIGIN + 1, false)
    expect(orders.idLow[orders.firstAt(0, ORIGIN + 1)]).toBe(101)
    market.trade(4, 1, 5, ORIGIN + 1, false)
    expect((await rows(tape)).slice(2)).toEqual([
      'TB #2 1×2',
      'FA #0 1×2',
      'MA #0 1×2.',
      'TB #3 1×5',
      'FA #1 1×1',
      'FA #0 1×4',
      'CA #1 1×1',
      'MA #0 1×1.',
    ])
    market.trade(5, 1, 1, ORIGIN + 1, false)
    expect((await rows(tape)).at(-1)).toBe('CA #0 1×1.')
  })

  test('orders move, shrink and go, and the best price is found again', async () => {
    const { market, tape, orders } = emptyMarket()
    const first = market.add(1, 1, ORIGIN, 4)
    market.add(2, 1, ORIGIN - 9, 1)
    market.shrink(3, first, 3)
    market.move(4, first, ORIGIN - 3)
    expect(orders.best[1]).toBe(ORIGIN - 3)
    market.cancel(5, first)
    expect(orders.best[1]).toBe(ORIGIN - 9)
    expect((await rows(tape)).slice(2)).toEqual(['MB #0 0×3.', 'MB #0 -3×3.', 'CB #0 -3×3.'])
  })

  test('captures never go back in time', async () => {
    const { market, tape } = emptyMarket()
    for (let time = 1; time < 2000; time += 7) market.add(time * 100, 1, ORIGIN, 1)
    await tape.flush({
      write: async (_layout, table) => {
        const received = table.column('ts_recv', 'int64')
        const events = table.column('ts_event', 'int64')
        for (let row = 1; row < table.length; row++) {
          expect(received[row] >= received[row - 1]).toBe(true)
          expect(received[row] > events[row]).toBe(true)
        }
      },
    })
  })
})
