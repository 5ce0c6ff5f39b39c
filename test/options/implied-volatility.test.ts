import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blackPrice, blackVega, CALL, discountFactor, PUT } from '../../src/options/black76.ts'
import { impliedVolatility, NO_VOLATILITY } from '../../src/options/implied-volatility.ts'
import { runs } from '../setup/long.ts'
import { referenceRows } from './reference.ts'

const STATED = {
  underflow: NO_VOLATILITY.underflow,
  ill_conditioned: NO_VOLATILITY.illConditioned,
} as Readonly<Record<string, number>>

/** The slow twin: halves a bracket of ln σ two hundred times, on prices out of the money. */
function bisected(right: 1 | -1, forward: number, strike: number, years: number, price: number) {
  let low = Math.log(1e-6)
  let high = Math.log(100)
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2
    if (blackPrice(right, forward, strike, years, 0, Math.exp(middle)) < price) low = middle
    else high = middle
  }
  return Math.exp((low + high) / 2)
}

describe('every reference round trip', () => {
  const rows = referenceRows('black76_iv_roundtrip.csv')

  test('there are 92, of which 85 can be solved', () => {
    expect(rows).toHaveLength(92)
    expect(rows.filter(({ status }) => status === 'ok')).toHaveLength(85)
  })

  test.each(rows)('$type F $F K $K T $T price $price: $status', (row) => {
    const [forward, strike, years, rate, price] = ['F', 'K', 'T', 'r', 'price'].map((name) =>
      Number(row[name]),
    )
    const right = row.type === 'C' ? CALL : PUT
    const sigma = impliedVolatility(right, forward, strike, years, rate, price)
    if (row.status === 'ok') {
      const attainable = Math.max(2.2e-16, Number(row.attainable_rel_err))
      const error = Math.abs(sigma / Number(row.iv_of_rounded_price) - 1)
      expect(error).toBeLessThanOrEqual(8 * attainable)
    } else {
      expect(sigma).toBe(STATED[row.status])
    }
  })
})

const quote = fc.record({
  strike: fc.integer({ min: 900, max: 1150 }).map((k) => 5 * k),
  forward: fc.integer({ min: 18_000, max: 23_000 }).map((quarters) => quarters / 4),
  years: fc.double({ min: 1e-6, max: 1, noNaN: true }),
  rate: fc.double({ min: 0, max: 0.08, noNaN: true }),
  sigma: fc.double({ min: 0.03, max: 3, noNaN: true }),
})

test('out of the money the price of a volatility has that volatility', () => {
  fc.assert(
    fc.property(quote, ({ forward, strike, years, rate, sigma }) => {
      const right = strike >= forward ? CALL : PUT
      const price = blackPrice(right, forward, strike, years, rate, sigma)
      fc.pre(price > 1e-290)
      const found = impliedVolatility(right, forward, strike, years, rate, price)
      const vega = blackVega(forward, strike, years, rate, sigma)
      // What the rounding of the price, and of e^(−d1²/2) in it, moves the volatility by.
      const tolerance = 1e-14 + (5e-13 * price) / (sigma * vega)
      expect(Math.abs(found / sigma - 1)).toBeLessThan(tolerance)
    }),
    {
      numRuns: runs(2_000),
      // The second step lands on the root's neighbour, and the third points out of the bracket.
      examples: [
        [
          {
            strike: 4505,
            forward: 4572.75,
            years: 0.7099631694351065,
            rate: 0,
            sigma: 2.6678717758004864,
          },
        ],
      ],
    },
  )
})

test('wherever the search begins, the answer is the same', () => {
  fc.assert(
    fc.property(quote, fc.double({ min: -6, max: 6, noNaN: true }), (option, octaves) => {
      const { strike, forward, years, rate, sigma } = option
      const right = strike >= forward ? CALL : PUT
      const price = blackPrice(right, forward, strike, years, rate, sigma)
      fc.pre(price > 1e-290)
      const plain = impliedVolatility(right, forward, strike, years, rate, price)
      const guess = sigma * 2 ** octaves
      const found = impliedVolatility(right, forward, strike, years, rate, price, guess)
      const vega = blackVega(forward, strike, years, rate, sigma)
      expect(Math.abs(found / plain - 1)).toBeLessThan(2e-14 + (5e-13 * price) / (sigma * vega))
    }),
    { numRuns: runs(2_000) },
  )
})

test('quoted prices: the same as by halving', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: -60, max: 60 }),
      fc.integer({ min: 60, max: 90_000 }),
      (ticks, steps, seconds) => {
        const [forward, strike, years] = [5212.25, 5210 + 5 * steps, seconds / 31_536_000]
        const right = strike >= forward ? CALL : PUT
        const price = ticks * 0.05
        const found = impliedVolatility(right, forward, strike, years, 0, price)
        const expected = bisected(right, forward, strike, years, price)
        expect(Math.abs(found / expected - 1)).toBeLessThan(1e-11)
        const again = blackPrice(right, forward, strike, years, 0, found)
        expect(Math.abs(again - price)).toBeLessThan(1e-6)
      },
    ),
    { numRuns: runs(300) },
  )
})

describe('prices without a volatility have a reason', () => {
  const solve = (right: 1 | -1, strike: number, price: number, years = 0.01, rate = 0.04) =>
    impliedVolatility(right, 5212.25, strike, years, rate, price)
  const discount = discountFactor(0.04, 0.01)

  test('no time left', () => {
    expect(solve(CALL, 5215, 1, 0)).toBe(NO_VOLATILITY.expired)
    expect(solve(CALL, 5215, 1, -1)).toBe(NO_VOLATILITY.expired)
  })

  test('at the intrinsic value or below', () => {
    expect(solve(CALL, 5200, 12.25 * discount - 0.01)).toBe(NO_VOLATILITY.belowIntrinsic)
    expect(solve(CALL, 5200, 12.25 * discount)).toBe(NO_VOLATILITY.illConditioned)
    expect(solve(CALL, 5215, -0.05)).toBe(NO_VOLATILITY.belowIntrinsic)
    expect(solve(CALL, 5215, 0)).toBe(NO_VOLATILITY.underflow)
  })

  test('as much as the future, or the strike, or more', () => {
    expect(solve(CALL, 5215, 5212.25 * discount)).toBe(NO_VOLATILITY.aboveMaximum)
    expect(solve(PUT, 5200, 5200 * discount + 1)).toBe(NO_VOLATILITY.aboveMaximum)
    expect(solve(PUT, 5200, Number.POSITIVE_INFINITY)).toBe(NO_VOLATILITY.aboveMaximum)
    expect(solve(PUT, 5200, 5199 * discount)).toBeGreaterThan(5)
  })

  test('at the money the formula is simple', () => {
    // C = F·erf(s/√8) without a rate: s ≈ C/F·√(2π) for small s.
    const sigma = impliedVolatility(CALL, 5200, 5200, 0.25, 0, 1e-3)
    expect(sigma).toBeCloseTo(((1e-3 / 5200) * Math.sqrt(2 * Math.PI)) / 0.5, 15)
  })

  test('never NaN, infinite or 0, whatever comes', () => {
    const any = fc.oneof(fc.double(), fc.double({ min: 0, max: 1e4, noNaN: true }))
    fc.assert(
      fc.property(fc.constantFrom(CALL, PUT), any, any, any, any, any, (right, f, k, t, r, p) => {
        const sigma = impliedVolatility(right, f, k, t, r, p)
        expect(Number.isFinite(sigma)).toBe(true)
        expect(sigma).not.toBe(0)
      }),
      { numRuns: runs(5_000) },
    )
  })
})
