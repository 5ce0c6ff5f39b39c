import { expect, test } from 'vitest'
import { erfcxSlope } from '../../src/options/erfcx.ts'
import { Piecewise } from '../../src/options/piecewise.ts'

test('a polynomial of the degree is met exactly, at both ends too', () => {
  const cubic = (x: number) => 2 - 3 * x + 0.5 * x * x - 0.25 * x * x * x
  const piecewise = new Piecewise(cubic, 3, 2, 3)
  for (let x = 0; x <= 3; x += 1 / 64) expect(piecewise.at(x)).toBeCloseTo(cubic(x), 13)
})

test('a smooth function to a double’s rounding or two', () => {
  const piecewise = new Piecewise(erfcxSlope, 27, 16, 8)
  for (let x = 0; x <= 27; x += 0.00371) {
    expect(Math.abs(piecewise.at(x) / erfcxSlope(x) - 1)).toBeLessThan(3e-15)
  }
})
