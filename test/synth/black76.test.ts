import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { blackPrice, blackVega, normalCdf } from '../../src/synth/black76.ts'

const REFERENCE = new URL('../../fixtures/reference/black76_reference.csv', import.meta.url)
const [, ...lines] = readFileSync(REFERENCE, 'utf8').trim().split('\n')
const cases = lines.map((line) => line.split(',').map(Number))

describe('values of options', () => {
  test('equal the reference wherever they are worth a thousandth of a tick', () => {
    let checked = 0
    for (const [forward, strike, years, rate, sigma, call, put, , , vega] of cases) {
      if (!(sigma > 0 && years > 0)) continue
      for (const [right, expected] of [
        [1, call],
        [-1, put],
      ] as const) {
        if (expected < 5e-5) continue
        const value = blackPrice(right, forward, strike, years, sigma, rate)
        expect(Math.abs(value - expected)).toBeLessThan(1e-9 * Math.max(expected, 1))
        checked++
      }
      if (vega > 1e-6) {
        expect(blackVega(forward, strike, years, sigma, rate) / vega).toBeCloseTo(1, 8)
      }
    }
    expect(checked).toBeGreaterThan(40)
  })

  test('the normal distribution is symmetric and whole', () => {
    for (let x = 0; x < 9; x += 0.37) expect(normalCdf(x) + normalCdf(-x)).toBeCloseTo(1, 14)
    expect(normalCdf(0)).toBeCloseTo(0.5, 15)
    expect(normalCdf(-40)).toBe(0)
  })
})
