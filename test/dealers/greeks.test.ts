import { describe, expect, test } from 'vitest'
import { emptyState, GREEKS, type Greek, setStrike } from '../../src/dealers/greeks.ts'
import { blackDelta, CALL, logMoneyness, PUT, type Right } from '../../src/options/black76.ts'
import { referenceRows } from '../options/reference.ts'

interface Case {
  readonly right: Right
  readonly F: number
  readonly K: number
  readonly T: number
  readonly r: number
  readonly sigma: number
}

const ROWS = referenceRows('greeks.csv').map((row) => ({
  row,
  option: {
    right: row.right === '1' ? CALL : PUT,
    F: Number(row.F),
    K: Number(row.K),
    T: Number(row.T),
    r: Number(row.r),
    sigma: Number(row.sigma),
  } as Case,
}))

function greekOf(greek: Greek, { right, F, K, T, r, sigma }: Case): number {
  const state = emptyState()
  setStrike(state, logMoneyness(F, K), F, sigma, T, r)
  return greek.call(state) + (right === PUT ? greek.putLess(state) : 0)
}

const delta = ({ right, F, K, T, r, sigma }: Case) => blackDelta(right, F, K, T, r, sigma)

/** Central difference of delta, of the fourth order, over a step of an argument. */
function slope(option: Case, name: 'F' | 'sigma' | 'T', step: number): number {
  const at = (steps: number) => delta({ ...option, [name]: option[name] + steps * step })
  return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step)
}

/** Of each greek how delta changes, by finite differences. */
const DIFFERENCES: Record<Greek['name'], (option: Case) => number> = {
  gamma: (option) => slope(option, 'F', 2e-3 * option.F * option.sigma * Math.sqrt(option.T)),
  delta,
  vanna_pt: (option) => slope(option, 'sigma', 2e-3 * option.sigma) / 100,
  charm_min: (option) => -slope(option, 'T', 2e-3 * option.T) / 525_600,
}

describe.each(GREEKS.map((greek) => [greek.name, greek] as const))('%s', (name, greek) => {
  test.each(
    ROWS.map(({ row, option }) => [`${row.right} ${row.K} ${row.T}`, option, row] as const),
  )('of %s is the reference’s, and the slope of delta', (_, option, row) => {
    const value = greekOf(greek, option)
    const expected = Number(row[name])
    // A put's delta is the difference of two numbers near 1, in the money.
    const least = name === 'delta' ? 1e-15 : name === 'charm_min' ? 1e-19 : 1e-200
    expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-11 * Math.abs(expected) + least)
    const found = DIFFERENCES[name](option)
    const scale = Math.max(...SCALES[name].map((each) => Math.abs(each(option))))
    expect(Math.abs(value - found)).toBeLessThanOrEqual(1e-6 * scale)
  })

  test('says its formula, unit and sign', () => {
    for (const text of [greek.formula, greek.unit, greek.sign])
      expect(text.length).toBeGreaterThan(5)
  })
})

/** What differences are measured against: the greek at the money is as large as it gets. */
const SCALES: Record<Greek['name'], readonly ((option: Case) => number)[]> = {
  gamma: [(option) => greekOf(GREEKS[0], { ...option, K: option.F })],
  delta: [() => 1],
  vanna_pt: [(option) => greekOf(GREEKS[2], { ...option, K: atOneDeviation(option) })],
  charm_min: [(option) => greekOf(GREEKS[3], { ...option, K: atOneDeviation(option) })],
}

function atOneDeviation({ F, sigma, T }: Case): number {
  return F * Math.exp(sigma * Math.sqrt(T))
}
