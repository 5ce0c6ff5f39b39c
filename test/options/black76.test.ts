import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  blackDelta,
  blackGamma,
  blackPrice,
  blackVega,
  CALL,
  discountFactor,
  PUT,
} from '../../src/options/black76.ts'
import { referenceRows } from './reference.ts'

const MIN_NORMAL = 2 ** -1022

/** Relative to what is expected; a number below the smallest normal double has few digits or none. */
function expectRelative(actual: number, expected: number, tolerance: number): void {
  if (Math.abs(expected) < MIN_NORMAL) expect(actual).toBeLessThan(MIN_NORMAL)
  else expect(Math.abs(actual / expected - 1)).toBeLessThan(tolerance)
}

describe('every reference value to 1e-12', () => {
  const rows = referenceRows('black76_reference.csv')

  test('there are 46', () => expect(rows).toHaveLength(46))

  test.each(rows)('F $F K $K T $T σ $sigma', (row) => {
    const [forward, strike, years, rate, sigma] = ['F', 'K', 'T', 'r', 'sigma'].map((name) =>
      Number(row[name]),
    )
    const common = [forward, strike, years, rate, sigma] as const
    expectRelative(blackPrice(CALL, ...common), Number(row.call), 1e-12)
    expectRelative(blackPrice(PUT, ...common), Number(row.put), 1e-12)
    expectRelative(blackDelta(CALL, ...common), Number(row.delta_call), 1e-12)
    expectRelative(blackGamma(...common), Number(row.gamma), 1e-12)
    expectRelative(blackVega(...common), Number(row.vega), 1e-12)
  })
})

test('published values', () => {
  // Jäckel, Let's Be Rational: black(100, 100, 0.2, 0.5), undiscounted.
  expect(blackPrice(CALL, 100, 100, 0.5, 0, 0.2)).toBeCloseTo(5.637197779701664, 13)
  // Haug, Black-76: 19, 19, 0.75 years, 10 %, 28 %.
  expect(blackPrice(CALL, 19, 19, 0.75, 0.1, 0.28)).toBeCloseTo(1.7011, 4)
})

test('at no volatility or time: what exercise pays, and no gamma or vega', () => {
  for (const [years, sigma] of [
    [0, 0.2],
    [0.1, 0],
  ]) {
    const discount = discountFactor(0.04, years)
    expect(blackPrice(CALL, 5210, 5200, years, 0.04, sigma)).toBeCloseTo(10 * discount, 12)
    expect(blackPrice(PUT, 5210, 5200, years, 0.04, sigma)).toBe(0)
    expect(blackDelta(CALL, 5210, 5200, years, 0.04, sigma)).toBeCloseTo(discount, 15)
    expect(blackDelta(PUT, 5210, 5200, years, 0.04, sigma)).toBeCloseTo(0, 15)
    expect(blackGamma(5200, 5200, years, 0.04, sigma)).toBe(0)
    expect(blackVega(5200, 5200, years, 0.04, sigma)).toBe(0)
  }
})

const market = fc.record({
  strike: fc.integer({ min: 800, max: 1200 }).map((k) => 5 * k),
  forward: fc.integer({ min: 18_000, max: 23_000 }).map((quarters) => quarters / 4),
  years: fc.double({ min: 1e-6, max: 2, noNaN: true }),
  rate: fc.double({ min: -0.01, max: 0.1, noNaN: true }),
  sigma: fc.double({ min: 0.02, max: 2, noNaN: true }),
})

test('put and call: prices, deltas and gammas agree as they must', () => {
  fc.assert(
    fc.property(market, ({ forward, strike, years, rate, sigma }) => {
      const common = [forward, strike, years, rate, sigma] as const
      const call = blackPrice(CALL, ...common)
      const put = blackPrice(PUT, ...common)
      const discount = discountFactor(rate, years)
      expect(Math.abs(call - put - discount * (forward - strike))).toBeLessThan(1e-11)
      const deltas = blackDelta(CALL, ...common) - blackDelta(PUT, ...common)
      expect(Math.abs(deltas - discount)).toBeLessThan(1e-14)
      // Γ = ν/(F²·σ·T), whichever of the two it is of.
      const fromVega = blackVega(...common) / (forward * forward * sigma * years)
      expect(Math.abs(blackGamma(...common) - fromVega)).toBeLessThanOrEqual(1e-12 * fromVega)
    }),
  )
})

test('the greeks are the derivatives of the price', () => {
  const common = [5210, 0.01, 0.04, 0.15] as const
  const price = (forward: number, sigma: number = common[3]) =>
    blackPrice(CALL, forward, common[0], common[1], common[2], sigma)
  const h = 0.01
  expect(blackDelta(CALL, 5200, ...common)).toBeCloseTo(
    (price(5200 + h) - price(5200 - h)) / 2 / h,
    7,
  )
  expect(blackGamma(5200, ...common)).toBeCloseTo(
    (price(5200 + 1) - 2 * price(5200) + price(5200 - 1)) / 1,
    5,
  )
  expect(blackVega(5200, ...common)).toBeCloseTo(
    (price(5200, 0.1501) - price(5200, 0.1499)) / 0.0002,
    4,
  )
})
