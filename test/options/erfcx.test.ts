import { describe, expect, test } from 'vitest'
import { erfcx, erfcxSlope } from '../../src/options/erfcx.ts'
import {
  ERFCX,
  ERFCX_SLOPE,
  LEGENDRE_NODES,
  LEGENDRE_WEIGHTS,
} from '../../src/options/erfcx-coefficients.ts'
import { referenceJson } from './reference.ts'

/** e^(q²)·erfc(q) = (1/√π)∫₀^∞ e^(−u²/4 − q·u) du, by Simpson's rule. */
function slowErfcx(q: number): number {
  const steps = 400_000
  const end = 40
  const width = end / steps
  const at = (u: number) => Math.exp((-u * u) / 4 - q * u)
  let sum = at(0) + at(end)
  for (let step = 1; step < steps; step++) sum += (step % 2 === 1 ? 4 : 2) * at(step * width)
  return (sum * width) / 3 / Math.sqrt(Math.PI)
}

test('the coefficients are those of the reference', () => {
  const reference = referenceJson('erfcx_chebyshev.json') as {
    erfcx: number[]
    w: number[]
    gl10: { x: number[]; w: number[] }
  }
  expect([...ERFCX]).toEqual(reference.erfcx)
  expect([...ERFCX_SLOPE]).toEqual(reference.w)
  expect([...LEGENDRE_NODES]).toEqual(reference.gl10.x.slice(0, 5))
  expect([...LEGENDRE_WEIGHTS]).toEqual(reference.gl10.w.slice(0, 5))
})

describe('erfcx', () => {
  test('equals its integral', () => {
    for (const q of [0, 1e-9, 0.1, 0.5, 1, 2.5, 4, 7, 20, -0.3, -1, -2]) {
      expect(Math.abs(erfcx(q) / slowErfcx(q) - 1)).toBeLessThan(2e-12)
    }
  })

  test('known values', () => {
    expect(erfcx(0)).toBeCloseTo(1, 15)
    // Abramowitz and Stegun, erfc(1) = 0.15729920705028513.
    expect(erfcx(1)).toBeCloseTo(0.15729920705028513 * Math.E, 15)
    // 1/(q·√π)·(1 − 1/(2q²) + …) far out.
    expect(erfcx(1e8) * 1e8 * Math.sqrt(Math.PI)).toBeCloseTo(1, 15)
  })
})

test('erfcxSlope is −√π/2 times the derivative of erfcx', () => {
  for (const q of [-0.5, -0.2, 0, 0.3, 1, 3, 8]) {
    const step = 1e-4
    const derivative = (erfcx(q + step) - erfcx(q - step)) / (2 * step)
    expect(Math.abs(erfcxSlope(q) / ((-Math.sqrt(Math.PI) / 2) * derivative) - 1)).toBeLessThan(
      2e-7,
    )
  }
  // 1/(2q²) far out, where 1 − √π·q·erfcx(q) has cancelled to nothing.
  expect(erfcxSlope(1e7) * 2e14).toBeCloseTo(1, 12)
})
