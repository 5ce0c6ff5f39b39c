import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GaussianSum } from '../../src/options/gaussian-sum.ts'
import { Probes } from '../../src/options/probes.ts'
import { runs } from '../setup/long.ts'

interface Term {
  readonly weight: number
  readonly slope: number
  readonly peak: number
}

const plainValue = (terms: readonly Term[], x: number) =>
  terms.reduce(
    (sum, { weight, slope, peak }) => sum + weight * Math.exp(-0.5 * (slope * (x - peak)) ** 2),
    0,
  )

const plainDerivative = (terms: readonly Term[], x: number) =>
  terms.reduce((sum, { weight, slope, peak }) => {
    const d = slope * (x - peak)
    return sum - weight * slope * d * Math.exp(-0.5 * d * d)
  }, 0)

function sumOf(terms: readonly Term[]): GaussianSum {
  const sum = new GaussianSum(terms.length)
  for (const { weight, slope, peak } of terms) sum.add(weight, slope, peak)
  return sum
}

const anyTerms = fc.array(
  fc.record({
    weight: fc.double({ min: -10, max: 10, noNaN: true }),
    slope: fc.double({ min: 1, max: 300, noNaN: true }),
    peak: fc.double({ min: -0.1, max: 0.1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 30 },
)
const anyX = fc.double({ min: -0.05, max: 0.05, noNaN: true })

test('value and derivative as of every term, in whatever order they come', () => {
  fc.assert(
    fc.property(anyTerms, anyX, (terms, x) => {
      const sum = sumOf(terms)
      sum.evaluate(x, Number.POSITIVE_INFINITY)
      const scale = terms.reduce((most, { weight }) => most + Math.abs(weight), 0)
      // Subnormal weights have no digits left to agree in.
      const value = 1e-13 * scale + 1e-300
      expect(Math.abs(sum.value - plainValue(terms, x))).toBeLessThanOrEqual(value)
      const steepest = Math.max(...terms.map(({ slope }) => slope))
      expect(Math.abs(sum.derivative - plainDerivative(terms, x))).toBeLessThanOrEqual(
        value * steepest,
      )
    }),
  )
})

test('cleared, it is as new', () => {
  const sum = sumOf([{ weight: 1, slope: 2, peak: 0 }])
  sum.clear()
  sum.add(3, 10, 0.01)
  sum.evaluate(0.01, 6)
  expect([sum.length, sum.value, sum.derivative]).toEqual([1, 3, 0])
})

/** Two places of a grid, probed as one sum or as two. */
function probed(terms: readonly Term[], from: number, to: number, reach: number): Probes {
  const probes = new Probes(2)
  const half = terms.length >> 1
  const sums = [sumOf(terms.slice(0, half)), sumOf(terms.slice(half))]
  for (const [place, x] of [from, to].entries()) {
    probes.begin(place, x)
    for (const sum of sums) sum.probe(x, reach, probes, place)
  }
  return probes
}

describe('what is proved between two places is true', () => {
  const anyWidth = fc.double({ min: 1e-5, max: 0.03, noNaN: true })
  const inside = (from: number, width: number) =>
    Array.from({ length: 201 }, (_, step) => from + (width * step) / 200)

  test('of the values, within what is said that they may lack', () => {
    fc.assert(
      fc.property(anyTerms, anyX, (terms, x) => {
        const { value, derivative, error, derivativeError } = probed(terms, x, x + 1, 3)
        const rounding = 1e-12
        expect(Math.abs(value[0] - plainValue(terms, x))).toBeLessThanOrEqual(error[0] + rounding)
        expect(Math.abs(derivative[0] - plainDerivative(terms, x))).toBeLessThanOrEqual(
          derivativeError[0] + 300 * rounding,
        )
      }),
    )
  })

  test('one sign, or one direction', () => {
    let signs = 0
    let directions = 0
    fc.assert(
      fc.property(anyTerms, anyX, anyWidth, (terms, from, width) => {
        const probes = probed(terms, from, from + width, 6)
        if (probes.keepsSign(0, 1)) {
          signs++
          const values = inside(from, width).map((x) => plainValue(terms, x))
          expect(values.every((value) => value > 0 === values[0] > 0)).toBe(true)
        }
        if (probes.isMonotone(0, 1)) {
          directions++
          const slopes = inside(from, width).map((x) => plainDerivative(terms, x))
          expect(slopes.every((slope) => slope > 0 === slopes[0] > 0)).toBe(true)
        }
      }),
      { numRuns: runs(2000) },
    )
    // Little would be worth nothing.
    expect(signs).toBeGreaterThan(runs(2000) / 20)
    expect(directions).toBeGreaterThan(runs(2000) / 20)
  })

  test('nothing where it is not so', () => {
    const probes = probed(
      [
        { weight: 1, slope: 100, peak: -0.01 },
        { weight: -1, slope: 100, peak: 0.01 },
      ],
      -0.02,
      0.02,
      6,
    )
    expect([probes.keepsSign(0, 1), probes.isMonotone(0, 1)]).toEqual([false, false])
  })
})
