import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RealizedVolatility } from '../../src/options/realized-volatility.ts'
import { quarterDeltaSigma, sigmaAt } from '../../src/options/smile-points.ts'
import { SviFit } from '../../src/options/svi.ts'
import { leastSquares, squaresOf } from '../../src/verify/smile-twin.ts'
import { DealerSession, FORWARD } from '../dealers/session.ts'
import { runs } from '../setup/long.ts'
import { plantedSmile, yearsAt } from './quoted.ts'
import type { Definition } from './tables.ts'

const flat = (sigma: number, from: number, to: number) => {
  const strikes = Array.from({ length: to - from + 1 }, (_, at) => from + at)
  return {
    logStrikes: Float64Array.from(strikes, Math.log),
    sigma: new Float64Array(strikes.length).fill(sigma),
    count: strikes.length,
  }
}

describe('points of a smile', () => {
  test('σ² is linear between strikes, and flat outside', () => {
    const smile = {
      logStrikes: Float64Array.of(0, 1, 2),
      sigma: Float64Array.of(0.1, 0.3, 0.2),
      count: 2,
    }
    expect(sigmaAt(smile, 0.25)).toBeCloseTo(Math.sqrt(0.01 + 0.25 * 0.08), 12)
    expect([-1, 0, 1, 5].map((at) => sigmaAt(smile, at))).toEqual([0.1, 0.1, 0.3, 0.3])
    expect(sigmaAt({ ...smile, count: 0 }, 0)).toBeNaN()
  })

  test('the 25-delta options of a flat smile have its σ, and none beyond the strikes', () => {
    const [years, forward] = [0.01, Math.log(100)]
    for (const direction of [1, -1] as const) {
      expect(quarterDeltaSigma(flat(0.2, 90, 110), forward, years, direction)).toBe(0.2)
      // 25-delta strikes are some 1.3 % away.
      expect(quarterDeltaSigma(flat(0.2, 99, 101), forward, years, direction)).toBeNaN()
    }
  })
})

describe('SVI', () => {
  const params = fc.record({
    a: fc.double({ min: 1e-5, max: 1e-3, noNaN: true }),
    b: fc.double({ min: 1e-4, max: 0.05, noNaN: true }),
    rho: fc.double({ min: -0.9, max: 0.9, noNaN: true }),
    m: fc.double({ min: -0.01, max: 0.01, noNaN: true }),
    s: fc.double({ min: 0.002, max: 0.03, noNaN: true }),
  })
  const k = Float64Array.from({ length: 41 }, (_, at) => (at - 20) / 500)

  test('leaves as little as its twin finds, and keeps to b ≥ 0 and |ρ| ≤ 1', () => {
    const noise = fc.array(fc.double({ min: -1e-5, max: 1e-5, noNaN: true }), {
      minLength: 41,
      maxLength: 41,
    })
    fc.assert(
      fc.property(params, noise, ({ a, b, rho, m, s }, shifts) => {
        const w = k.map((x, at) => a + b * (rho * (x - m) + Math.hypot(x - m, s)) + shifts[at])
        const svi = new SviFit()
        svi.fit(k, w, 41)
        const quotes = Array.from(k, (x, at) => ({ k: x, variance: w[at] }))
        const least = leastSquares(quotes) ?? Number.NaN
        const found = squaresOf(quotes, svi.a, svi.b, svi.rho, svi.m, svi.s)
        expect(Math.abs(found - least)).toBeLessThanOrEqual(1e-6 * least + 1e-18)
        expect(svi.b).toBeGreaterThanOrEqual(0)
        expect(Math.abs(svi.rho)).toBeLessThanOrEqual(1)
        // A smile that is SVI is found to a fraction of a volatility point.
        const planted = squaresOf(quotes, a, b, rho, m, s)
        expect(found).toBeLessThan(planted + 41 * (0.02 * Math.max(...w)) ** 2)
      }),
      { numRuns: runs(30) },
    )
  })

  test('of a frown is flat: b cannot be below 0', () => {
    const svi = new SviFit()
    svi.fit(
      k,
      k.map((x) => 0.01 - x * x),
      41,
    )
    expect(svi.b).toBe(0)
    expect(svi.a).toBeCloseTo(0.01 - k.reduce((sum, x) => sum + x * x, 0) / 41, 12)
  })
})

test('realised volatility is what a price has moved, per year of 365 days', () => {
  const realized = new RealizedVolatility()
  realized.push(10, 100)
  expect(realized.value).toBeNaN()
  realized.push(11, 101)
  realized.push(14, 100)
  const change = Math.log(1.01)
  expect(realized.value).toBeCloseTo(Math.sqrt((2 * change * change * 31_536_000) / 4), 10)
  realized.push(15, -1)
  realized.push(16, 100)
  expect(realized.value).toBeNaN()
})

describe('smile_1s', () => {
  const chain: Definition[] = Array.from({ length: 41 }, (_, at) => 5112.5 + 5 * at).flatMap(
    (strike, at) => [
      { id: 2 * at + 1, symbol: `C${strike}`, right: 'C', strike },
      { id: 2 * at + 2, symbol: `P${strike}`, right: 'P', strike },
    ],
  )
  const session = new DealerSession(chain).close(1).close(2, [], FORWARD + 0.5)
  const [row] = session.rows('smile')

  test('has the planted smile at the money, and skewed to puts', () => {
    const forward = FORWARD + 0.5
    expect(row.forward_points).toBe(forward)
    expect(row.years).toBeCloseTo(yearsAt(2), 12)
    expect(row.sigma_atm).toBeCloseTo(plantedSmile(forward, forward), 2)
    expect(row.risk_reversal_25).toBeLessThan(0)
    expect(row.risk_reversal_25).toBe(row.sigma_call_25 - row.sigma_put_25)
    expect(row.butterfly_25).toBe((row.sigma_call_25 + row.sigma_put_25) / 2 - row.sigma_atm)
    expect(row.expected_move_points).toBeCloseTo(forward * row.sigma_atm * Math.sqrt(row.years), 10)
  })

  test('fits the quotes to a tick, and the options agree on the forward', () => {
    expect(row.quoted_strikes).toBeGreaterThan(10)
    expect(row.svi_error).toBeLessThan(0.02)
    expect(row.svi_rho).toBeLessThan(0)
    expect(row.parity_strikes).toBeGreaterThan(5)
    expect(Math.abs(row.parity_basis_points)).toBeLessThan(0.2)
    expect(row.parity_basis_points).toBe(row.parity_forward_points - row.forward_points)
    const change = Math.log((FORWARD + 0.5) / FORWARD)
    expect(row.realized_vol).toBeCloseTo(Math.abs(change) * Math.sqrt(31_536_000), 8)
  })

  test('knows less of fewer strikes: no SVI of five, no wing that is not reached', () => {
    const [few] = new DealerSession(chain.slice(36, 46)).close(1).rows('smile')
    expect(few.quoted_strikes).toBe(5)
    for (const name of ['svi_a', 'svi_b', 'svi_rho', 'svi_m', 'svi_sigma', 'svi_error'])
      expect(few[name], name).toBeNaN()
    expect(few.sigma_call_25).toBeNaN()
    expect(few.sigma_atm).toBeGreaterThan(0)
  })
})
