import { describe, expect, test } from 'vitest'
import { blackPrice, CALL } from '../../src/options/black76.ts'
import { RATE, yearsAt } from '../options/quoted.ts'
import { bothRights, type Row } from '../options/tables.ts'
import { DealerSession, FORWARD, trade } from './session.ts'

const STRIKES = Array.from({ length: 41 }, (_, index) => 5110 + 5 * index)
const call = (strike: number) => 2 * STRIKES.indexOf(strike) + 1

/** Each option is quoted by two orders of 10 lots, changed every second. */
const session = () => new DealerSession(bothRights(STRIKES)).publish({ id: 1, contracts: 1 })

const order = (action: string, id: number, more: Partial<Row>): Row => ({
  id: call(5220),
  time: 1.5,
  action,
  order: id,
  side: 'B',
  ...more,
})

describe('liquidity of a strike', () => {
  test('is the lots at the best prices of its call and put, and their vega', () => {
    const dealers = session().close(1)
    const row = dealers.strike('optionLiquidity', 5220)
    expect(row).toMatchObject({ bid_qty: 20, ask_qty: 20, start_qty: 0, add_qty: 40 })
    const [{ strikes, sigma }] = dealers.options.volatilities
    const volatility = sigma[strikes.indexOf(5220)]
    // By difference, half a thousandth of a point of volatility either way.
    const step = 5e-6
    const price = (σ: number) => blackPrice(CALL, FORWARD, 5220, yearsAt(1), RATE, σ)
    const vega = ((price(volatility + step) - price(volatility - step)) / (2 * step)) * 0.01
    const multiplier = 50
    expect(row?.bid_vega).toBeCloseTo(20 * vega * multiplier, 4)
    const { bid, ask } = dealers.options.books
    const option = call(5220) - 1
    const spread = (ask[option] - bid[option]) * 0.05
    expect(row?.width_vol_pt).toBeCloseTo(spread / vega, 6)
  })

  test('tells lots that were added, moved, pulled and filled in the second', () => {
    const dealers = session().close(1)
    dealers.close(2, [
      order('A', 77, { price: 0.1, size: 8 }),
      order('M', 77, { price: 0.15, size: 6 }),
      trade(call(5220), 1.6, 'A', 2),
      order('F', 77, { time: 1.6, size: 2, price: 0.15, flags: 0 }),
      order('C', 77, { time: 1.6, size: 2, price: 0.15 }),
      order('C', 77, { time: 1.7, size: 1, price: 0.15 }),
    ])
    const row = dealers.strike('optionLiquidity', 5220)
    // Orders 1 and 2 may have been moved by the quotes of the second.
    const quoted = dealers.strike('optionLiquidity', 5225)
    expect(quoted).toMatchObject({ start_qty: 40, add_qty: 0, pull_qty: 0, fill_qty: 0 })
    expect(row).toMatchObject({ start_qty: 40, add_qty: 8, pull_qty: 3, fill_qty: 2 })
    expect(row?.requote_qty).toBeGreaterThanOrEqual(6)
    expect(row?.pull_rate).toBe(3 / 48)
    expect(row?.requote_rate).toBe((row?.requote_qty ?? Number.NaN) / 48)
    expect(dealers.close(3).strike('optionLiquidity', 5220)?.start_qty).toBe(43)
  })

  test('is nothing where no order stands, without a width', () => {
    const dealers = session().close(1)
    const gone = [1, 2].flatMap((id) =>
      [call(5220), call(5220) + 1].map((option) => order('C', id, { id: option, size: 99 })),
    )
    const row = dealers.close(2, gone).strike('optionLiquidity', 5220)
    expect(row).toMatchObject({ bid_qty: 0, ask_qty: 0, bid_vega: 0, ask_vega: 0, pull_rate: 1 })
    expect(row?.width_vol_pt).toBeNaN()
  })

  test('of a cleared book is not pulled', () => {
    const row = session()
      .close(1)
      .close(2, [order('R', 0, {}), order('R', 0, { id: call(5220) + 1 })])
      .strike('optionLiquidity', 5220)
    expect(row).toMatchObject({ bid_qty: 0, start_qty: 40, pull_qty: 0, fill_qty: 0 })
  })
})
