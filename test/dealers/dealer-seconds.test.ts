import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blackDelta, CALL, PUT } from '../../src/options/black76.ts'
import { RATE, yearsAt } from '../options/quoted.ts'
import { bothRights } from '../options/tables.ts'
import { runs } from '../setup/long.ts'
import { type Cells, DealerSession, FORWARD, OPEN, trade } from './session.ts'

const STRIKES = Array.from({ length: 41 }, (_, index) => 5110 + 5 * index)
/** Ids of the call and the put at a strike. */
const call = (strike: number) => 2 * STRIKES.indexOf(strike) + 1
const put = (strike: number) => call(strike) + 1

const session = (convention = {}) => new DealerSession(bothRights(STRIKES), convention)

/** Every volatility as the session has it, by strike. */
function sigmaOf({ options }: DealerSession): (strike: number) => number {
  const [{ strikes, sigma }] = options.volatilities
  return (strike) => sigma[strikes.indexOf(strike)]
}

function expectClose(found: number | undefined, expected: number, tolerance = 1e-9): void {
  expect(Math.abs((found ?? Number.NaN) - expected)).toBeLessThanOrEqual(
    tolerance * Math.max(1, Math.abs(expected)),
  )
}

describe('inventory', () => {
  test('of planted trades is found to the lot: the other side of every aggressor since 18:00', () => {
    const dealers = session().publish({ id: call(5210), contracts: 100 })
    dealers.close(1, [
      // Of the trading date before.
      trade(call(5210), OPEN - 1, 'B', 99),
      trade(call(5210), OPEN, 'B', 7),
      trade(call(5210), 0.1, 'A', 3),
      trade(call(5210), 0.2, 'N', 11),
      trade(put(5210), 0.3, 'A', 20),
    ])
    expect(dealers.strike('dealerFlow', 5210)).toMatchObject({
      inventory_call: -4,
      buy_volume_call: 7,
      sell_volume_call: 3,
      unknown_volume_call: 11,
      // Of 100 open contracts, and 21 traded.
      oi_min_call: 79,
      oi_max_call: 121,
      inventory_put: 20,
      buy_volume_put: 0,
      sell_volume_put: 20,
      oi_min_put: 0,
      oi_max_put: 20,
      flow_complete: 1,
    })
    expect(dealers.strike('volumeGex', 5210)).toMatchObject({
      buy_volume: 7,
      sell_volume: 23,
      unknown_volume: 11,
      share_0dte: 1,
    })
    expect(dealers.strike('dealerFlow', 5215)).toMatchObject({ inventory_call: 0, oi_max_call: 0 })
  })

  test('of any trades sums to their signed volume, in whatever seconds they come', () => {
    const one = fc.record({
      strike: fc.constantFrom(5200, 5205, 5210, 5215, 5220),
      isCall: fc.boolean(),
      side: fc.constantFrom('A', 'B', 'N'),
      size: fc.integer({ min: 1, max: 50 }),
      second: fc.integer({ min: 1, max: 3 }),
    })
    fc.assert(
      fc.property(fc.array(one, { maxLength: 20 }), (all) => {
        const dealers = session().publish({ id: 1, contracts: 1 })
        for (const second of [1, 2, 3]) {
          const own = all.filter((each) => each.second === second)
          dealers.close(
            second,
            own.map(({ strike, isCall, side, size }, index) =>
              trade(isCall ? call(strike) : put(strike), second - 0.5 + index / 1000, side, size),
            ),
          )
        }
        const sum = (name: string) =>
          dealers.rows('dealerFlow').reduce((total, row) => total + row[name], 0)
        const lots = (side: string) =>
          all.filter((each) => each.side === side).reduce((total, { size }) => total + size, 0)
        const inventory = sum('inventory_call') + sum('inventory_put')
        expect(inventory).toBe(lots('A') - lots('B'))
        expect(sum('unknown_volume_call') + sum('unknown_volume_put')).toBe(lots('N'))
      }),
      { numRuns: runs(25) },
    )
  })

  test('is not whole without the evening, or on open interest of an older date', () => {
    const lacking = session({ isFlowWhole: false }).publish({ id: 1, contracts: 1 }).close(1)
    expect(lacking.strike('dealerFlow', 5210)?.flow_complete).toBe(0)
    const old = session().publish({ id: 1, contracts: 1, day: -1 }).close(1)
    expect(old.strike('dealerFlow', 5210)?.flow_complete).toBe(0)
    old.publish({ id: 1, contracts: 1, received: 1.5 }).close(2)
    expect(old.strike('dealerFlow', 5210)?.flow_complete).toBe(1)
  })

  test('is hedged in the second of the trade, and only then', () => {
    const dealers = session().publish({ id: 1, contracts: 1 })
    dealers.close(1, [trade(call(5220), 0.5, 'B', 10), trade(put(5200), 0.5, 'B', 4)])
    const years = yearsAt(1)
    const sigma = sigmaOf(dealers)
    const ofCall = blackDelta(CALL, FORWARD, 5220, years, RATE, sigma(5220))
    const ofPut = blackDelta(PUT, FORWARD, 5200, years, RATE, sigma(5200))
    // Customers buy calls: dealers buy futures. Customers buy puts: dealers sell.
    expectClose(dealers.strike('dealerFlow', 5220)?.trade_hedge_lots, 10 * ofCall)
    expectClose(dealers.strike('dealerFlow', 5200)?.trade_hedge_lots, 4 * ofPut)
    dealers.close(2)
    expect(dealers.strike('dealerFlow', 5220)?.trade_hedge_lots).toBe(0)
  })
})

describe('the hedge profile', () => {
  const moves = (rows: readonly Cells[]) => rows.map(({ delta_ticks: delta }) => delta)

  test('has every move once, ascending, 1 % of the price among them', () => {
    const rows = session().publish({ id: 1, contracts: 1 }).close(1).rows('hedgeProfile')
    const found = moves(rows)
    expect(found).toEqual([...new Set(found)].sort((a, b) => a - b))
    expect(found).toContain(Math.round((0.01 * FORWARD) / 0.25))
    expect(found).toHaveLength(2 * 20 + 1)
    expect(rows[20]).toMatchObject({ delta_ticks: 0, price_points: FORWARD, hedge: 0 })
  })

  test('of a planted position is its change of delta, exactly', () => {
    const interest = [
      { id: call(5215), contracts: 400 },
      { id: put(5190), contracts: 900 },
    ]
    const dealers = session().publish(...interest)
    dealers.close(1, [trade(call(5225), 0.5, 'B', 50)])
    const years = yearsAt(1)
    const sigma = sigmaOf(dealers)
    const change = (right: 1 | -1, strike: number, price: number) =>
      blackDelta(right, price, strike, years, RATE, sigma(strike)) -
      blackDelta(right, FORWARD, strike, years, RATE, sigma(strike))
    for (const ticks of [-200, -20, -4, 4, 20, 200]) {
      const price = FORWARD + ticks / 4
      // Long calls, short puts, and short the calls that customers bought.
      const interest = -400 * change(CALL, 5215, price) + 900 * change(PUT, 5190, price)
      const flow = 50 * change(CALL, 5225, price)
      const row = dealers.hedge(ticks)
      expectClose(row?.hedge_oi, interest)
      expectClose(row?.hedge_flow, flow)
      expectClose(row?.hedge, interest + flow)
    }
  })

  test('long gamma sells into a rise and buys into a fall; short gamma the other way', () => {
    const long = session()
      .publish({ id: call(5210), contracts: 1000 })
      .close(1)
    expect(long.hedge(20)?.hedge).toBeLessThan(-50)
    expect(long.hedge(-20)?.hedge).toBeGreaterThan(50)
    const short = session()
      .publish({ id: put(5210), contracts: 1000 })
      .close(1)
    expectClose(short.hedge(20)?.hedge, -(long.hedge(20)?.hedge ?? 0))
  })

  test('of twice the contracts is twice as large; of none at all 0', () => {
    const of = (contracts: number) =>
      session()
        .publish({ id: call(5210), contracts })
        .close(1)
        .rows('hedgeProfile')
    const [none, one, two] = [of(0), of(300), of(600)]
    for (const [index, row] of one.entries()) {
      expect(none[index].hedge).toBe(0)
      expectClose(two[index].hedge, 2 * row.hedge)
    }
  })

  test('weighs flow by the chance that the aggressor is the customer', () => {
    const of = (flowWeight: number) =>
      session({ flowWeight })
        .publish({ id: 1, contracts: 1 })
        .close(1, [trade(call(5210), 0.5, 'B', 100)])
        .hedge(20)?.hedge_flow ?? Number.NaN
    expect(of(0)).toBe(0)
    expectClose(of(0.5), of(1) / 2)
    expectClose(of(-1), -of(1))
    expect(of(1)).toBeGreaterThan(5)
  })

  test('is not known of open interest before any is published', () => {
    const row = session()
      .close(1, [trade(call(5210), 0.5, 'B', 100)])
      .hedge(20)
    expect([row?.hedge_oi, row?.hedge]).toEqual([Number.NaN, Number.NaN])
    expect(row?.hedge_flow).toBeGreaterThan(5)
  })
})

describe('the charm clock', () => {
  test('is the change of delta as time passes, to the step at expiration', () => {
    const dealers = session().publish(
      { id: call(5215), contracts: 100 },
      { id: put(5200), contracts: 40 },
      { id: put(5225), contracts: 10 },
    )
    dealers.close(22_800)
    const years = yearsAt(22_800)
    const sigma = sigmaOf(dealers)
    const hedge = (left: number) => {
      const change = (right: 1 | -1, strike: number) =>
        blackDelta(right, FORWARD, strike, Math.max(left, 0), RATE, sigma(strike)) -
        blackDelta(right, FORWARD, strike, years, RATE, sigma(strike))
      return -100 * change(CALL, 5215) + 40 * change(PUT, 5200) + 10 * change(PUT, 5225)
    }
    const [expiry, minute, quarter] = dealers.rows('charmClock')
    expect([expiry.horizon, minute.horizon, quarter.horizon]).toEqual([
      'expiry',
      'minute',
      'quarter_hour',
    ])
    expectClose(expiry.horizon_seconds, 600)
    expectClose(minute.hedge_oi, hedge(years - 60 / 31_536_000))
    // A quarter of an hour from now all have expired.
    expectClose(quarter.hedge_oi, hedge(0))
    expectClose(expiry.hedge_oi, hedge(0))
    expect(expiry.hedge).toBe(expiry.hedge_oi + expiry.hedge_flow)
  })

  test('a call at its strike has expired without delta', () => {
    const dealers = session()
      .publish({ id: call(5210), contracts: 100 })
      .close(23_000, [], 5210)
    const [{ delta_oi: delta }] = dealers
      .rows('greeks')
      .filter(({ strike_points: strike }) => strike === 5210)
    const [expiry] = dealers.rows('charmClock')
    expectClose(expiry.hedge_oi, delta)
    expect(delta).toBeGreaterThan(45)
  })
})

describe('greeks', () => {
  test('of calls and puts of a strike, of open interest and of flow', () => {
    const dealers = session().publish(
      { id: call(5220), contracts: 30 },
      { id: put(5220), contracts: 80 },
    )
    dealers.close(1, [trade(put(5220), 0.5, 'A', 25)])
    const row = dealers.strike('greeks', 5220)
    const years = yearsAt(1)
    const sigma = sigmaOf(dealers)(5220)
    const ofCall = blackDelta(CALL, FORWARD, 5220, years, RATE, sigma)
    const ofPut = blackDelta(PUT, FORWARD, 5220, years, RATE, sigma)
    expectClose(row?.delta_oi, 30 * ofCall - 80 * ofPut)
    expectClose(row?.delta_flow, 25 * ofPut)
    expectClose(row?.delta_sum, 30 * ofCall - 55 * ofPut)
    const slope = (right: 1 | -1) =>
      (blackDelta(right, FORWARD + 0.05, 5220, years, RATE, sigma) -
        blackDelta(right, FORWARD - 0.05, 5220, years, RATE, sigma)) /
      0.1
    expectClose(row?.gamma_oi, 30 * slope(CALL) - 80 * slope(PUT), 1e-5)
    const flow = dealers.strike('dealerFlow', 5220)
    expectClose(flow?.gex_flow, 50 * (row?.gamma_flow ?? Number.NaN))
    expectClose(flow?.gex_sum, 50 * (row?.gamma_sum ?? Number.NaN))
  })
})

describe('volume by expiration', () => {
  test('a row for each, and the share that expires today', () => {
    const later = { asset: 'EW1', expires: 23_400 + 3 * 86_400 }
    const rows = [
      ...bothRights([5205, 5210, 5215]),
      ...bothRights([5210, 5215], later).map((each, index) => ({ ...each, id: 100 + index })),
    ]
    const dealers = new DealerSession(rows, { expiry: '7d' }).publish({ id: 1, contracts: 1 })
    dealers.close(1, [trade(3, 0.2, 'B', 6), trade(100, 0.3, 'A', 2)])
    const volumes = dealers.rows('volumeGex').filter(({ strike_points: strike }) => strike === 5210)
    expect(volumes).toHaveLength(2)
    expect(volumes[0]).toMatchObject({ buy_volume: 6, sell_volume: 0, share_0dte: 0.75 })
    expect(volumes[1]).toMatchObject({ buy_volume: 0, sell_volume: 2, share_0dte: 0.75 })
    expect(volumes[0].volume_gex).toBeGreaterThan(volumes[1].volume_gex)
    expect(dealers.strike('volumeGex', 5205)?.share_0dte).toBeNaN()
  })
})
