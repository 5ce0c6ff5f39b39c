import { describe, expect, it } from 'vitest'
import {
  nearbyVolatility,
  plainGamma,
  plainPrice,
  plainVolatility,
} from '../../src/verify/gex-black.ts'
import { referenceRows } from '../options/reference.ts'

/** Points: differences of distributions lose what is smaller. */
const LEAST = 1e-3

describe('the plain Black-76', () => {
  const rows = referenceRows('black76_reference.csv').map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, text]) => [name, Number(text)])),
  )

  it('prices as the reference does', () => {
    for (const { F, K, T, r, sigma, call, put } of rows) {
      expect(Math.abs(plainPrice(1, F, K, T, r, sigma) - call)).toBeLessThan(1e-11 * F)
      expect(Math.abs(plainPrice(-1, F, K, T, r, sigma) - put)).toBeLessThan(1e-11 * F)
    }
  })

  it('has its gamma', () => {
    for (const { F, K, T, r, sigma, gamma } of rows) {
      expect(Math.abs(plainGamma(F, K, T, r, sigma) - gamma)).toBeLessThanOrEqual(1e-9 * gamma)
    }
  })

  it('finds the volatility of what is out of the money, and none where there is none', () => {
    let found = 0
    for (const { F, K, T, r, sigma, call, put } of rows) {
      const right = K >= F ? 1 : -1
      const price = right === 1 ? call : put
      if (price < LEAST || sigma <= 0.01 || sigma >= 5) continue
      const iv = plainVolatility(right, F, K, T, r, price) ?? Number.NaN
      expect(Math.abs(iv / sigma - 1)).toBeLessThan(1e-8)
      for (const guess of [0.05, 0.2, 3]) {
        const nearby = nearbyVolatility(right, F, K, T, r, price, guess) ?? Number.NaN
        expect(Math.abs(nearby / iv - 1)).toBeLessThan(1e-8)
      }
      found++
    }
    expect(found).toBeGreaterThan(15)
    expect(nearbyVolatility(1, 100, 110, 1, 0, 100, 0.2)).toBeUndefined()
    expect(plainVolatility(1, 100, 110, 1, 0, 0)).toBeUndefined()
    expect(plainVolatility(1, 100, 110, 1, 0, 100)).toBeUndefined()
    expect(plainVolatility(-1, 100, 90, 1, 0, 91)).toBeUndefined()
  })
})
