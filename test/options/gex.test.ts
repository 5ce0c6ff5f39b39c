import { describe, expect, test } from 'vitest'
import { loadContract } from '../../src/contracts/load.ts'
import { readChain } from '../../src/options/chain.ts'
import { Exposures } from '../../src/options/exposures.ts'
import { GammaProfile } from '../../src/options/gamma-profile.ts'
import { GexSurface } from '../../src/options/gex.ts'
import { GexLevelsSurface } from '../../src/options/gex-levels.ts'
import { QUOTED } from '../../src/options/quality.ts'
import { SeriesVolatility } from '../../src/options/series-volatility.ts'
import { ZeroGamma } from '../../src/options/zero-gamma.ts'
import { assertFits } from '../../src/table/fit.ts'
import { Table } from '../../src/table/table.ts'
import { bothRights, definitions, EPOCH_SECOND, rowsOf } from './tables.ts'

const SIGNS = { call: 1, put: -1 }
/** An hour, as the reference has it. */
const HOUR = 0.00011415525114155251
const RATE = 0.0533

/** Every strike at σ 0.14 with an hour to go; contracts of calls and puts by strike. */
function exposuresOf(interest: Readonly<Record<number, readonly [call: number, put: number]>>) {
  const strikes = Object.keys(interest).map(Number)
  const chain = readChain(definitions(bothRights(strikes)), 'ESH6')
  const volatility = new SeriesVolatility(chain, chain.series[0])
  volatility.years = HOUR
  volatility.sigma.fill(0.14)
  volatility.quality.fill(QUOTED)
  const exposures = new Exposures(chain, [volatility], SIGNS)
  const contracts = Float64Array.from(strikes.flatMap((strike) => interest[strike]))
  exposures.update(5212.25, RATE, contracts)
  const profile = new GammaProfile(chain, [volatility], SIGNS, 250_000_000)
  profile.update(5212.25, RATE, contracts)
  return { exposures, profile }
}

function surfaceRow(strike: number, ...interest: [number, number]) {
  const surface = new GexSurface(
    new Table(loadContract('silver/gex_surface_1s'), 1),
    'ESH6',
    250_000_000,
  )
  const { exposures } = exposuresOf({ [strike]: interest })
  surface.append(exposures, EPOCH_SECOND, 5212.25e9, 5212.25)
  assertFits(surface.table)
  const row = rowsOf(surface.table).find(({ strike_points: points }) => points === strike)
  return row as Record<string, number>
}

test('1 000 contracts, K 5210, F 5212.25, 60 minutes, σ 0.14', () => {
  const row = surfaceRow(5210, 1000, 0)
  expect(row.gamma).toBeCloseTo(0.049070398, 9)
  // Contracts to trade per point, times $50.
  expect(row.gex_call_abs / 50).toBeCloseTo(49.07, 2)
  expect(row.gex).toBeCloseTo(2453.5, 1)
  expect(row.gex_usd_1pct / 1e6).toBeCloseTo(666.6, 1)
  expect([row.gex_put_abs, row.gex_abs]).toEqual([0, row.gex_call_abs])
  expect(row.gex_imbalance_ratio).toBeCloseTo(1, 9)
})

test('of puts the same, with the other sign', () => {
  const [call, put] = [surfaceRow(5210, 1000, 0), surfaceRow(5210, 0, 1000)]
  expect(put.gex_put_abs).toBe(call.gex_call_abs)
  expect(put.gex).toBe(-call.gex)
  expect(put.gex_usd_1pct).toBe(-call.gex_usd_1pct)
  const both = surfaceRow(5210, 1000, 1000)
  expect([both.gex, both.gex_imbalance_ratio]).toEqual([0, 0])
  expect(both.gex_abs).toBe(2 * call.gex_abs)
})

test('rows are the listed strikes around spot, at whatever distances', () => {
  const rowsOfSurface = (strikes: readonly number[], spot: number) => {
    const table = new Table(loadContract('silver/gex_surface_1s'), 1)
    const surface = new GexSurface(table, 'ESH6', 250_000_000)
    const interest = Object.fromEntries(strikes.map((strike) => [strike, [1, 1] as const]))
    surface.append(exposuresOf(interest).exposures, EPOCH_SECOND, spot * 1e9, spot)
    return rowsOf(table).map(({ strike_points: points }) => points)
  }
  expect(rowsOfSurface([5000, 5100, 5125, 5300], 5113)).toEqual([5000, 5100, 5125, 5300])
  const many = Array.from({ length: 40 }, (_, index) => 5000 + 10 * index + (index % 2))
  expect(rowsOfSurface(many, 5201)).toEqual(many.slice(8, 33))
  expect(rowsOfSurface(many, 4000)).toEqual(many.slice(0, 13))
  expect(rowsOfSurface(many, 9000)).toEqual(many.slice(27))
})

describe('levels', () => {
  function levelsOf(interest: Parameters<typeof exposuresOf>[0], spot: number) {
    const levels = new GexLevelsSurface(new Table(loadContract('silver/gex_levels_1s'), 1))
    const { exposures, profile } = exposuresOf(interest)
    // Equal exposures, so that only the rule for equals decides.
    exposures.call.fill(1)
    levels.append(exposures, profile, new ZeroGamma(), EPOCH_SECOND, spot * 1e9)
    assertFits(levels.table)
    return rowsOf(levels.table)[0]
  }

  test('of equal walls the nearest to spot, then the lower', () => {
    const interest = { 5200: [1, 0], 5210: [1, 0], 5220: [1, 0] } as const
    expect(levelsOf(interest, 5212.25).call_wall).toBe(5210)
    expect(levelsOf(interest, 5218).call_wall).toBe(5220)
    expect(levelsOf(interest, 5215).call_wall).toBe(5210)
  })

  test('a side without exposure has no wall', () => {
    expect(levelsOf({ 5200: [1, 0] }, 5212.25).put_wall).toBeNaN()
  })

  test('coverage of everything quoted is not above 1, however its two sums are rounded', () => {
    const table = new Table(loadContract('silver/gex_levels_1s'), 1)
    const { exposures, profile } = exposuresOf({ 5200: [1, 3], 5205: [0, 2] })
    exposures.coveredTotal *= 1 + 2 * Number.EPSILON
    const levels = new GexLevelsSurface(table)
    levels.append(exposures, profile, new ZeroGamma(), EPOCH_SECOND, 5212.25e9)
    assertFits(table)
    expect(rowsOf(table)[0].coverage_gex).toBe(1)
  })

  test('coverage of everything quoted is 1', () => {
    expect(levelsOf({ 5200: [1, 3], 5205: [0, 2] }, 5212.25)).toMatchObject({
      coverage: 1,
      coverage_gex: 1,
      zero_gamma_direction: 0,
      gamma_sign: -1,
    })
  })
})
