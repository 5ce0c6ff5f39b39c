import { describe, expect, test } from 'vitest'
import { loadContract } from '../../src/contracts/load.ts'
import { blackGamma, blackPrice, CALL, PUT } from '../../src/options/black76.ts'
import { type Chain, readChain } from '../../src/options/chain.ts'
import { chooseSeries, parseExpiry } from '../../src/options/expiry.ts'
import { impliedVolatility } from '../../src/options/implied-volatility.ts'
import { optionRecords } from '../../src/options/option-records.ts'
import { DEFAULT_DEALER_SIGNS, OptionSeconds } from '../../src/options/option-seconds.ts'
import { assertFits } from '../../src/table/fit.ts'
import { Table } from '../../src/table/table.ts'
import { placed, plantedSmile, type Quote, quotesAt, RATE, yearsAt } from './quoted.ts'
import {
  bothRights,
  type Definition,
  definitions,
  EPOCH_SECOND,
  mbo,
  type Row,
  rowsOf,
  SESSION_END,
  type Statistic,
  statistics,
  TRADING_DATE,
} from './tables.ts'

type Cells = Record<string, bigint | number | string>

/** A session of options, driven second by second as a stage drives it. */
class Session {
  readonly chain: Chain
  readonly seconds: OptionSeconds
  readonly #surface = new Table(loadContract('silver/gex_surface_1s'), 1)
  readonly #levels = new Table(loadContract('silver/gex_levels_1s'), 1)

  constructor(rows: readonly Definition[], expiry = '0dte') {
    this.chain = readChain(definitions(rows), 'ESH6')
    this.seconds = new OptionSeconds({
      chain: this.chain,
      series: chooseSeries(this.chain.series, parseExpiry(expiry), TRADING_DATE),
      futureTickSize: 250_000_000,
      sessionEnd: SESSION_END,
      tradingOpen: EPOCH_SECOND - 15 * 3600,
      rate: RATE,
      dealerSigns: DEFAULT_DEALER_SIGNS,
      surface: this.#surface,
      levels: this.#levels,
    })
  }

  publish(...rows: Statistic[]): this {
    this.seconds.openInterest.push(statistics(rows))
    return this
  }

  /** Ends a second, after these records of it. */
  close(second: number, spot: number, mid: number, rows: readonly Row[] = []): this {
    const endSecond = EPOCH_SECOND + second
    const records = optionRecords(mbo(rows))
    expect(this.seconds.push(records, 0, endSecond)).toBe(records.length)
    this.seconds.closeWindow({
      endSecond,
      spotPrice: Math.round(spot * 1e9),
      midPoints: mid,
      isValid: true,
    })
    return this
  }

  get surface(): Cells[] {
    assertFits(this.#surface)
    return rowsOf(this.#surface)
  }

  get levels(): Cells[] {
    assertFits(this.#levels)
    return rowsOf(this.#levels)
  }

  /** The surface's row of a strike in the last second. */
  row(strike: number): Cells | undefined {
    const { surface } = this
    const last = surface.at(-1)?.window_end_ts_ns
    return surface.find(
      (cells) => cells.strike_points === strike && cells.window_end_ts_ns === last,
    )
  }
}

/** Strikes 4900 … 5500, 5 points apart. */
const STRIKES = Array.from({ length: 121 }, (_, index) => 4900 + 5 * index)
const interestOf = (id: number) => (id * 7919) % 1500

const tick = (points: number) => (points <= 5 ? 0.05 : 0.25)

/**
 * A morning second by second: the future walks, quotes follow the planted smile, some sides are
 * withdrawn for a while.
 */
function morning(count: number) {
  const session = new Session(bothRights(STRIKES))
  session.publish(
    ...session.chain.options.map(({ instrumentId: id }) => ({ id, contracts: interestOf(id) })),
  )
  const steps = Array.from({ length: count }, (_, index) => {
    const second = index + 1
    const spot = 5212.25 + 0.25 * Math.round(20 * Math.sin(second / 3))
    const mid = spot + 0.125
    const quotes = quotesAt(session.chain, mid, second).map((quote): Quote => {
      const isThin = (quote.id + second) % 7 === 0 && second > 1
      return isThin ? { ...quote, bid: 0.05, ask: quote.ask + 9 } : quote
    })
    return { second, spot, mid, quotes }
  })
  for (const { second, spot, mid, quotes } of steps) {
    session.close(second, spot, mid, placed(quotes, second - 0.5))
  }
  return { session, steps }
}

/** σ by halving, out of the money. */
function bisected(right: 1 | -1, forward: number, strike: number, years: number, price: number) {
  let [low, high] = [1e-4, 20]
  for (let halving = 0; halving < 100; halving++) {
    const middle = (low + high) / 2
    if (blackPrice(right, forward, strike, years, RATE, middle) < price) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** The plain twin: quotes → mid → σ → held, then smile → Γ·OI·M, with Maps and no state but `last`. */
function plainSecond(
  { second, mid: forward, quotes }: ReturnType<typeof morning>['steps'][number],
  last: Map<number, { sigma: number; second: number }>,
) {
  const years = yearsAt(second)
  const known = new Map<number, { sigma: number; quality: string }>()
  for (const [index, strike] of STRIKES.entries()) {
    const right = strike >= forward ? CALL : PUT
    const { bid, ask } = quotes[2 * index + (right === CALL ? 0 : 1)]
    if (bid === undefined) continue
    const mid = (bid + ask) / 2
    if (ask - bid <= Math.max(3 * tick(mid), mid / 4) + 1e-9) {
      const sigma = bisected(right, forward, strike, years, mid)
      known.set(strike, { sigma, quality: 'quoted' })
      last.set(strike, { sigma, second })
    } else if (second - (last.get(strike)?.second ?? Number.NEGATIVE_INFINITY) <= 300) {
      known.set(strike, { sigma: (last.get(strike) as { sigma: number }).sigma, quality: 'held' })
    }
  }
  const anchors = [...known].map(([strike, { sigma }]) => ({ strike, sigma }))
  const smile = (strike: number) => {
    const left = anchors.findLast((anchor) => anchor.strike < strike)
    const right = anchors.find((anchor) => anchor.strike > strike)
    if (!left || !right) return (left ?? right)?.sigma ?? 0
    const k = (of: number) => Math.log(of / forward)
    const share = (k(strike) - k(left.strike)) / (k(right.strike) - k(left.strike))
    const variance = (of: { sigma: number }) => of.sigma * of.sigma * years
    return Math.sqrt((variance(left) + share * (variance(right) - variance(left))) / years)
  }
  return STRIKES.map((strike, index) => {
    const { sigma, quality } = known.get(strike) ?? { sigma: smile(strike), quality: 'smile' }
    const d1 =
      Math.log(forward / strike) / (sigma * Math.sqrt(years)) + (sigma * Math.sqrt(years)) / 2
    const density = Math.exp((-d1 * d1) / 2) / Math.sqrt(2 * Math.PI)
    const gamma = (Math.exp(-RATE * years) * density) / (forward * sigma * Math.sqrt(years))
    const call = gamma * interestOf(2 * index + 1) * 50
    const put = gamma * interestOf(2 * index + 2) * 50
    return { strike, sigma, quality, gamma, call, put }
  })
}

function expectClose(actual: unknown, expected: number, scale = Math.abs(expected)): void {
  expect(Math.abs((actual as number) - expected)).toBeLessThanOrEqual(1e-9 * scale + 1e-12)
}

describe('a morning quoted from a planted smile', () => {
  const { session, steps } = morning(40)
  const { surface, levels } = session
  const last = new Map<number, { sigma: number; second: number }>()
  const plain = steps.map((step) => plainSecond(step, last))

  test('25 strikes a second, around the listed one nearest to spot', () => {
    expect(surface).toHaveLength(25 * steps.length)
    for (const [index, { second, spot }] of steps.entries()) {
      const rows = surface.slice(25 * index, 25 * index + 25)
      const centre = 5 * Math.ceil(spot / 5 - 0.5)
      rows.forEach((row, place) => {
        const strike = centre + 5 * (place - 12)
        expect(row).toMatchObject({
          window_end_ts_ns: BigInt(EPOCH_SECOND + second) * 1_000_000_000n,
          underlying: 'ESH6',
          underlying_spot_ref: spot,
          strike_price_int: BigInt(strike) * 1_000_000_000n,
          strike_points: strike,
          rel_ticks: (strike - spot) * 4,
        })
      })
    }
  })

  test('the surface equals a plain recomputation to 1e-9', () => {
    for (const [index, { mid }] of steps.entries()) {
      for (const row of surface.slice(25 * index, 25 * index + 25)) {
        const expected = plain[index].find(({ strike }) => strike === row.strike_points)
        if (!expected) throw new Error(`no strike ${row.strike_points}`)
        const { sigma, quality, gamma, call, put } = expected
        expect(row.quality).toBe(quality)
        expectClose(row.iv, sigma)
        expectClose(row.gamma, gamma)
        expectClose(row.gex_call_abs, call)
        expectClose(row.gex_put_abs, put)
        expectClose(row.gex_abs, call + put)
        expectClose(row.gex, call - put, call + put)
        expectClose(row.gex_imbalance_ratio, (call - put) / (call + put + 1e-6), 1)
        expectClose(row.gex_usd_1pct, (call - put) * mid * mid * 0.01, (call + put) * mid * mid)
      }
    }
    const qualities = new Set(surface.map(({ quality }) => quality))
    expect([...qualities].sort()).toEqual(['held', 'quoted', 'smile'])
  })

  test('differences are of the values at one strike, also of those that were off the grid', () => {
    const names = {
      gex_abs: (s: number, place: number) => plain[s][place].call + plain[s][place].put,
      gex: (s: number, place: number) => plain[s][place].call - plain[s][place].put,
      gex_imbalance_ratio: (s: number, place: number) => {
        const { call, put } = plain[s][place]
        return (call - put) / (call + put + 1e-6)
      },
    }
    for (const [index] of steps.entries()) {
      for (const row of surface.slice(25 * index, 25 * index + 25)) {
        const place = STRIKES.indexOf(row.strike_points as number)
        for (const [name, at] of Object.entries(names)) {
          const [x0, x1, x2, x3] = [0, 1, 2, 3].map((back) => at(Math.max(index - back, 0), place))
          const scale = 8 * Math.max(...[x0, x1, x2, x3].map(Math.abs), 1)
          expectClose(row[`d1_${name}`], x0 - x1, scale)
          expectClose(row[`d2_${name}`], x0 - 2 * x1 + x2, scale)
          expectClose(row[`d3_${name}`], x0 - 3 * x1 + 3 * x2 - x3, scale)
        }
      }
    }
    const [first] = surface
    expect([first.d1_gex, first.d2_gex_abs, first.d3_gex_imbalance_ratio]).toEqual([0, 0, 0])
    expect(surface.some(({ d1_gex_abs: d1 }) => d1 !== 0)).toBe(true)
  })

  test('the volatility of a quoted strike is the planted one within its ticks', () => {
    let quoted = 0
    for (const [index, { second, mid: forward, quotes }] of steps.entries()) {
      for (const row of surface.slice(25 * index, 25 * index + 25)) {
        if (row.quality !== 'quoted') continue
        const strike = row.strike_points as number
        const right = strike >= forward ? CALL : PUT
        const { bid, ask } = quotes[2 * STRIKES.indexOf(strike) + (right === CALL ? 0 : 1)]
        const years = yearsAt(second)
        const [low, high] = [bid as number, ask].map((price) =>
          impliedVolatility(right, forward, strike, years, RATE, price),
        )
        const planted = plantedSmile(forward, strike)
        expect(planted).toBeGreaterThanOrEqual(low)
        expect(planted).toBeLessThanOrEqual(high)
        const bar = Math.max((row.iv as number) - low, high - (row.iv as number))
        expect(Math.abs((row.iv as number) - planted)).toBeLessThanOrEqual(bar)
        quoted++
      }
    }
    expect(quoted).toBeGreaterThan(400)
  })

  test('a quoted mid reprices from its volatility to 1e-6', () => {
    for (const [index, { second, mid: forward, quotes }] of steps.entries()) {
      for (const row of surface.slice(25 * index, 25 * index + 25)) {
        if (row.quality !== 'quoted') continue
        const strike = row.strike_points as number
        const right = strike >= forward ? CALL : PUT
        const { bid, ask } = quotes[2 * STRIKES.indexOf(strike) + (right === CALL ? 0 : 1)]
        const model = blackPrice(right, forward, strike, yearsAt(second), RATE, row.iv as number)
        expect(Math.abs(model - ((bid as number) + ask) / 2)).toBeLessThan(1e-6)
      }
    }
  })

  test('totals, walls and coverage are those of all strikes, by brute force', () => {
    const wall = (
      strikes: (typeof plain)[number],
      spot: number,
      at: (s: (typeof strikes)[number]) => number,
    ) =>
      strikes.reduce((best, one) => {
        if (at(one) !== at(best)) return at(one) > at(best) ? one : best
        return Math.abs(one.strike - spot) < Math.abs(best.strike - spot) ? one : best
      }).strike
    for (const [index, { spot }] of steps.entries()) {
      const strikes = plain[index]
      const level = levels[index]
      const total = strikes.reduce((sum, { call, put }) => sum + call + put, 0)
      expect(level.spot).toBe(spot)
      expectClose(level.total_gex_abs, total)
      expectClose(
        level.total_gex,
        strikes.reduce((sum, { call, put }) => sum + call - put, 0),
        total,
      )
      expect(level.call_wall).toBe(wall(strikes, spot, ({ call }) => call))
      expect(level.put_wall).toBe(wall(strikes, spot, ({ put }) => put))
      expect(level.abs_gamma_strike).toBe(wall(strikes, spot, ({ call, put }) => call + put))
      const open = strikes.map((_, place) => interestOf(2 * place + 1) + interestOf(2 * place + 2))
      const covered = open.filter((_, place) => strikes[place].quality !== 'smile')
      const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)
      expectClose(level.coverage, sum(covered) / sum(open))
    }
  })

  test('zero gamma: there the book revalued is worth nothing, and on either side it changes sign', () => {
    for (const [index, { second, spot }] of steps.entries()) {
      const exposure = (price: number) =>
        plain[index].reduce((sum, { strike, sigma }, place) => {
          const gamma = blackGamma(price, strike, yearsAt(second), RATE, sigma)
          return sum + gamma * (interestOf(2 * place + 1) - interestOf(2 * place + 2))
        }, 0)
      const { zero_gamma: zero, crossings } = levels[index] as Record<string, number>
      const reach = Math.floor(0.03 * spot)
      const grid = Array.from(
        { length: 2 * reach + 1 },
        (_, step) => exposure(spot - reach + step) > 0,
      )
      expect(crossings).toBe(
        grid.filter((sign, step) => step > 0 && sign !== grid[step - 1]).length,
      )
      if (crossings === 0) expect(zero).toBeNaN()
      else expect(exposure(zero - 1e-6) > 0).not.toBe(exposure(zero + 1e-6) > 0)
    }
    expect(levels.some(({ crossings }) => (crossings as number) > 0)).toBe(true)
  })
})

test('1 000 contracts at 5210, an hour to go, σ 0.14: 49.07 per point and $666.6 M per 1 %', () => {
  const session = new Session(bothRights([5210], { expires: 3600 }))
  session.publish({ id: 1, contracts: 1000 })
  // A bid and an ask half a point around the model's put, which is out of the money.
  const put = blackPrice(PUT, 5212.25, 5210, 3600 / 31_536_000, RATE, 0.14)
  const quote = (side: string, order: number, points: number) => ({
    id: 2,
    time: -1,
    action: 'A',
    order,
    side,
    price: points,
  })
  expect(put).toBeCloseTo(2.11, 2)
  session.close(0, 5212.25, 5212.25, [quote('B', 1, 2.05), quote('A', 2, 2.15)])
  const row = session.row(5210) as Record<string, number>
  // To the tick of the quote, …
  expect(row.iv).toBeCloseTo(0.14, 2)
  expect(row.gex_call_abs / 50).toBeCloseTo(49.07, -1)
  // … and with σ 0.14 itself, to the digits of the reference.
  const gamma = blackGamma(5212.25, 5210, 0.00011415525114155251, 0.0533, 0.14)
  expect(gamma * 1000).toBeCloseTo(49.07, 2)
  expect(gamma * 1000 * 50 * 5212.25 * 5212.25 * 0.01).toBeCloseTo(666.6e6, -5)
  expect(row.gex_usd_1pct).toBeCloseTo(row.gex_call_abs * 5212.25 ** 2 * 0.01, 3)
  expect(row).toMatchObject({ oi_call: 1000, oi_put: 0, gex_put_abs: 0, quality: 'quoted' })
})

describe('what is missing is none, never a wrong number', () => {
  const rows = bothRights([5205, 5210, 5215])
  const quotes = (session: Session, forward: number, second = 0) =>
    placed(quotesAt(session.chain, forward, second), second - 0.5)
  const NOTHING = { iv: 0, gamma: 0, gex_abs: 0, gex: 0, gex_usd_1pct: 0, quality: 'none' }

  test('open interest not yet published', () => {
    const session = new Session(rows).publish({ id: 1, contracts: 100, received: 1.5 })
    session.close(1, 5212.25, 5212.25, quotes(session, 5212.25, 1))
    expect(session.surface).toHaveLength(3)
    expect(session.row(5210)).toMatchObject({ ...NOTHING, oi_call: 0 })
    expect(session.levels[0]).toMatchObject({ total_gex_abs: 0, coverage: 0, crossings: 0 })
    expect(session.levels[0].call_wall).toBeNaN()
    expect(session.levels[0].zero_gamma).toBeNaN()
    expect(session.seconds.quality.windows_without_open_interest).toBe(1)
    session.close(2, 5212.25, 5212.25)
    expect(session.row(5205)).toMatchObject({ quality: 'quoted', oi_call: 100 })
  })

  test('no statistics at all', () => {
    const session = new Session(rows)
    session.close(1, 5212.25, 5212.25, quotes(session, 5212.25, 1)).close(2, 5212.25, 5212.25)
    expect(session.surface.every(({ quality }) => quality === 'none')).toBe(true)
    expect(session.seconds.openInterest.latestReference).toBeUndefined()
  })

  test('an expiry with no quotes', () => {
    const session = new Session(rows).publish({ id: 1, contracts: 100 })
    session.close(1, 5212.25, 5212.25)
    expect(session.row(5205)).toMatchObject({ ...NOTHING, oi_call: 100 })
    expect(session.levels[0]).toMatchObject({ total_gex: 0, coverage: 0 })
    expect(session.seconds.quality).toMatchObject({ iv_none: 3, iv_quoted: 0, no_iv_zero_bid: 3 })
  })

  test('no expiry chosen, or no option at all', () => {
    for (const session of [new Session(bothRights([5210], { expires: 1e6 })), new Session([])]) {
      session.close(1, 5212.25, 5212.25)
      expect(session.surface).toEqual([])
      expect(session.levels).toHaveLength(1)
    }
  })

  test('no spot: no rows, and differences restart after it', () => {
    const session = new Session(rows).publish({ id: 1, contracts: 100 })
    session
      .close(1, 5212.25, 5212.25, quotes(session, 5212.25, 1))
      .close(2, Number.NaN, Number.NaN)
      .close(3, 5208.25, 5208.25)
    expect([session.surface.length, session.levels.length]).toEqual([6, 2])
    expect(session.row(5205)?.d1_gex_abs).toBe(0)
    expect(session.seconds.quality.windows_without_spot).toBe(1)
    session.close(4, 5212.25, 5212.25)
    expect(session.row(5205)?.d1_gex_abs).not.toBe(0)
  })

  test('no mid: priced on spot', () => {
    const [on, off] = [5212.25, Number.NaN].map((mid) => {
      const session = new Session(rows).publish({ id: 1, contracts: 100 })
      return session.close(1, 5212.25, mid, quotes(session, 5212.25, 1)).surface
    })
    expect(off).toEqual(on)
  })

  test('after expiration: nothing is open', () => {
    const session = new Session(rows).publish({ id: 1, contracts: 100 })
    session.close(1, 5212.25, 5212.25, quotes(session, 5212.25, 1)).close(23_400, 5212.25, 5212.25)
    expect(session.row(5205)).toMatchObject({ ...NOTHING, oi_call: 0 })
  })

  test('of strikes as near to spot the lower is the centre; fewer rows where fewer are listed', () => {
    const many = Array.from({ length: 30 }, (_, index) => 5100 + 5 * index)
    for (const [spot, centre] of [
      [5172.5, 5170],
      [5172.75, 5175],
    ]) {
      const session = new Session(bothRights(many)).publish({ id: 1, contracts: 100 })
      session.close(1, spot, spot)
      expect(session.surface[12].strike_points).toBe(centre)
      expect(session.surface).toHaveLength(25)
    }
    const session = new Session(rows)
    session.close(1, 5172.5, 5172.5)
    expect(session.surface.map((row) => row.strike_points)).toEqual([5205, 5210, 5215])
    expect(session.seconds.quality.strike_step).toBe(5)
  })
})

test('records of later seconds wait, and those of other expirations are skipped', () => {
  const session = new Session([
    ...bothRights([5210]),
    ...bothRights([5210], { expires: 109_800, asset: 'E1C' }),
  ])
  const later = placed(quotesAt(session.chain, 5212.25, 1), 1.5)
  const records = optionRecords(mbo(later))
  expect(session.seconds.push(records, 0, EPOCH_SECOND + 1)).toBe(0)
  expect(session.seconds.push(records, 0, EPOCH_SECOND + 2)).toBe(8)
  expect(session.seconds.quality).toMatchObject({ option_records: 4, option_other_records: 4 })
})

test('the same input gives the same bytes', () => {
  expect(morning(5).session.surface).toEqual(morning(5).session.surface)
})

describe('at prices of 0 and below there is no volatility', () => {
  const NOTHING = { iv: 0, gamma: 0, gex_call_abs: 0, gex_put_abs: 0, gex: 0, quality: 'none' }
  const rows = bothRights([-10, -5, 0, 5, 10, 15])
  /** The model knows prices of the strikes above 0 only; below it an intrinsic value stands. */
  const quotes = (session: Session, second: number) =>
    placed(
      quotesAt(session.chain, 10.25, second, () => 3).map((quote) =>
        Number.isFinite(quote.ask) ? quote : { ...quote, bid: 17, ask: 17.25 },
      ),
      second - 0.5,
    )
  const opened = () => {
    const session = new Session(rows)
    session.publish(...session.chain.options.map(({ instrumentId: id }) => ({ id, contracts: 7 })))
    return session.close(1, 10.25, 10.25, quotes(session, 1))
  }

  test('of a strike: its options have none, add nothing and are counted', () => {
    const session = opened()
    expect(session.chain.options).toHaveLength(12)
    for (const strike of [-10, -5, 0])
      expect(session.row(strike)).toMatchObject({ ...NOTHING, oi_call: 7, oi_put: 7 })
    expect(session.row(10)?.quality).toBe('quoted')
    expect(session.seconds.quality.no_iv_no_model).toBe(3)
    expect(session.levels[0].coverage).toBeGreaterThan(0)
    expect(session.levels[0].coverage).toBeLessThanOrEqual(0.5)
  })

  test.each([0, -2.5])('of the future, at %d: none holds what it had', (price) => {
    const session = opened().close(2, price, price)
    expect(session.surface).toHaveLength(12)
    expect(session.row(10)).toMatchObject({ ...NOTHING, gex_usd_1pct: 0, oi_call: 7 })
    expect(session.levels[1]).toMatchObject({
      spot: price,
      total_gex_abs: 0,
      crossings: 0,
      coverage: 0,
    })
    expect(session.levels[1].zero_gamma).toBeNaN()
    expect(session.levels[1].call_wall).toBeNaN()
    expect(session.seconds.quality).toMatchObject({ no_iv_no_model: 9, windows_without_spot: 0 })
    // Back above 0 the last volatilities hold again.
    session.close(3, 10.25, 10.25)
    expect(session.row(10)?.quality).toBe('quoted')
  })

  test('spot below 0 under a mid above it: priced on the mid, without a zero of gamma', () => {
    const session = new Session(rows).publish({ id: 1, contracts: 7 })
    session.close(1, -0.25, 10.25, quotes(session, 1))
    expect(session.row(10)?.quality).toBe('quoted')
    expect(session.levels[0].zero_gamma).toBeNaN()
  })
})
