import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blackGamma } from '../../src/options/black76.ts'
import { readChain } from '../../src/options/chain.ts'
import { GammaProfile } from '../../src/options/gamma-profile.ts'
import { NONE, QUOTED } from '../../src/options/quality.ts'
import { SeriesVolatility } from '../../src/options/series-volatility.ts'
import { runs } from '../setup/long.ts'
import { RATE } from './quoted.ts'
import { bothRights, definitions } from './tables.ts'

const SIGNS = { call: 1, put: -1 }

interface Position {
  readonly strike: number
  readonly sigma: number
  /** Contracts of the call. */
  readonly call: number
  readonly put: number
}

/** Total exposure with the future at a price: every strike, straight from the formula. */
function plainExposure(positions: readonly Position[], years: number, price: number): number {
  return positions.reduce(
    (sum, { strike, sigma, call, put }) =>
      sum + blackGamma(price, strike, years, RATE, sigma) * (call - put) * 50,
    0,
  )
}

/** Zeros of the exposure by bisection of every cell of the grid in which it changes its sign. */
function plainZeros(positions: readonly Position[], years: number, spot: number): number[] {
  const at = (price: number) => plainExposure(positions, years, price)
  const strikes = positions.map(({ strike }) => strike).sort((a, b) => a - b)
  const gaps = strikes.slice(1).map((strike, index) => strike - strikes[index])
  const finest = Math.min((0.06 * spot) / 200, ...gaps.map((gap) => gap / 5))
  const step = Math.max(1, Math.floor(finest / 0.25)) * 0.25
  const reach = Math.floor((0.03 * spot) / step)
  const zeros: number[] = []
  let last = Number.NaN
  for (let place = -reach; place <= reach; place++) {
    const price = spot + place * step
    if (at(price) === 0) continue
    if (at(last) > 0 !== at(price) > 0 && !Number.isNaN(last)) {
      let [low, high] = [last, price]
      for (let halving = 0; halving < 60; halving++) {
        const middle = (low + high) / 2
        if (at(middle) > 0 === at(low) > 0) low = middle
        else high = middle
      }
      zeros.push((low + high) / 2)
    }
    last = price
  }
  return zeros
}

function profileOf(positions: readonly Position[], years: number, spot: number): GammaProfile {
  const chain = readChain(definitions(bothRights(positions.map(({ strike }) => strike))), 'ESH6')
  const volatility = new SeriesVolatility(chain, chain.series[0])
  volatility.years = years
  positions.forEach(({ sigma }, index) => {
    volatility.sigma[index] = sigma
    volatility.quality[index] = sigma > 0 ? QUOTED : NONE
  })
  const profile = new GammaProfile(chain, [volatility], SIGNS, 250_000_000)
  const contracts = Float64Array.from(positions.flatMap(({ call, put }) => [call, put]))
  profile.update(spot, RATE, contracts)
  return profile
}

const calls = (strike: number, contracts = 100): Position => ({
  strike,
  sigma: 0.14,
  call: contracts,
  put: 0,
})
const puts = (strike: number, contracts = 100): Position => ({
  strike,
  sigma: 0.14,
  call: 0,
  put: contracts,
})
const HOUR = 1 / 8760

describe('zero gamma', () => {
  test('lies between puts below and calls above', () => {
    const positions = [puts(5200), calls(5220)]
    const profile = profileOf(positions, HOUR, 5212.25)
    expect(profile.crossings).toBe(1)
    expect(profile.nearest.direction).toBe(1)
    expect(profile.sign).toBe(Math.sign(plainExposure(positions, HOUR, 5212.25)))
    expect(profile.nearest.price).toBeCloseTo(plainZeros(positions, HOUR, 5212.25)[0], 7)
    expect(Math.abs(plainExposure(positions, HOUR, profile.nearest.price))).toBeLessThan(1e-6)
  })

  test('is nowhere where all have one sign, or nothing is open', () => {
    for (const positions of [[calls(5200), calls(5220)], [puts(5200)], [calls(5200, 0)]]) {
      const profile = profileOf(positions, HOUR, 5212.25)
      expect([profile.nearest.price, profile.crossings]).toEqual([Number.NaN, 0])
    }
  })

  test('is not looked for beyond 3 % of spot: never the grid’s edge', () => {
    const profile = profileOf([puts(5000), calls(5010)], HOUR, 5212.25)
    expect([profile.nearest.price, profile.crossings]).toEqual([Number.NaN, 0])
  })

  test('of several the nearest to spot, and all are counted', () => {
    const positions = [puts(5180), calls(5200), puts(5230), calls(5260)]
    const zeros = plainZeros(positions, HOUR, 5212.25)
    expect(zeros).toHaveLength(3)
    for (const spot of [5185, 5212.25, 5250]) {
      const profile = profileOf(positions, HOUR, spot)
      const expected = plainZeros(positions, HOUR, spot).reduce((a, b) =>
        Math.abs(b - spot) < Math.abs(a - spot) ? b : a,
      )
      expect(profile.crossings).toBe(3)
      expect(profile.nearest.price).toBeCloseTo(expected, 7)
    }
  })

  test('with calls and puts of a strike in balance that strike does not count', () => {
    const balanced: Position = { strike: 5210, sigma: 0.14, call: 500, put: 500 }
    const alone = profileOf([puts(5200), calls(5220)], HOUR, 5212.25)
    const profile = profileOf([puts(5200), balanced, calls(5220)], HOUR, 5212.25)
    expect(profile.nearest.price).toBeCloseTo(alone.nearest.price, 9)
  })

  test('strikes without a volatility, and those that have expired, do not count', () => {
    expect(profileOf([{ ...puts(5200), sigma: 0 }, calls(5220)], HOUR, 5212.25).crossings).toBe(0)
    expect(profileOf([puts(5200), calls(5220)], 0, 5212.25).nearest.price).toBeNaN()
  })
})

test('any book: crossings and the nearest zero as by bisection, to 1e-6', () => {
  const position = fc.record({
    sigma: fc.double({ min: 0.05, max: 0.6, noNaN: true }),
    call: fc.nat(1000),
    put: fc.nat(1000),
  })
  const seconds = fc.integer({ min: 30, max: 200_000 })
  const spot = fc.integer({ min: 5000 * 4, max: 5300 * 4 }).map((quarters) => quarters / 4)
  fc.assert(
    fc.property(
      fc.array(position, { minLength: 1, maxLength: 12 }),
      fc.constantFrom(5, 25, 60),
      seconds,
      spot,
      (book, step, left, at) => {
        const positions = book.map((one, index) => ({ ...one, strike: 5050 + step * index }))
        const years = left / 31_536_000
        // Where gamma underflows it is 0 on a stretch, not at a point.
        const reach = Math.floor(0.03 * at)
        const grid = Array.from({ length: 2 * reach + 1 }, (_, step) => at - reach + step)
        fc.pre(grid.every((price) => plainExposure(positions, years, price) !== 0))
        const zeros = plainZeros(positions, years, at)
        const profile = profileOf(positions, years, at)
        expect(profile.crossings).toBe(zeros.length)
        if (zeros.length === 0) {
          expect(profile.nearest.price).toBeNaN()
        } else {
          const nearest = Math.min(...zeros.map((zero) => Math.abs(zero - at)))
          expect(Math.abs(Math.abs(profile.nearest.price - at) - nearest)).toBeLessThan(1e-6)
          // Signs alternate, so the direction follows from the first one's.
          const firstRises = plainExposure(positions, years, zeros[0] + 1e-7) > 0
          for (const [index, zero] of zeros.entries()) {
            const direction = firstRises === (index % 2 === 0) ? 1 : -1
            expect(Math.abs(profile.crossingNear(zero + 0.5, direction, 2) - zero)).toBeLessThan(2)
            if (zeros.every((other) => other === zero || Math.abs(other - zero) > 10)) {
              expect(profile.crossingNear(zero - 3, direction, 4)).toBeCloseTo(zero, 6)
              expect(profile.crossingNear(zero - 3, direction, 2)).toBeNaN()
              expect(profile.crossingNear(zero, direction === 1 ? -1 : 1, 4)).toBeNaN()
            }
          }
        }
      },
    ),
    { numRuns: runs(300) },
  )
})
