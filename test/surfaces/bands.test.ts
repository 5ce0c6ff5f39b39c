import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadContract } from '../../src/contracts/load.ts'
import { BandsSurface } from '../../src/surfaces/bands.ts'
import { NO_NORMS, type WallNorms } from '../../src/surfaces/calibration-norms.ts'
import { referenceBands, type ScoredLevel } from '../../src/surfaces/reference-bands.ts'
import type { ReferenceRow } from '../../src/surfaces/reference-rows.ts'
import { VacuumSurface } from '../../src/surfaces/vacuum.ts'
import { assertFits } from '../../src/table/fit.ts'
import { randomFiles } from '../book/random-records.ts'
import { type MboRecord, NO_PRICE, records } from '../book/records.ts'
import { runs } from '../setup/long.ts'
import { randomNorms, UNIT_NORMS } from './random-norms.ts'
import { type RunOptions, rowsOf, surfaces } from './run-seconds.ts'
import { windowGroups } from './wall-groups.ts'
import { emptyTable } from './windows.ts'

const VACUUM = loadContract('silver/vacuum_surface_1s')

interface Day {
  snapshot: ReferenceRow[]
  wall: ReferenceRow[]
  vacuum: ReferenceRow[]
  bands: ReferenceRow[]
}

function dayOf(
  files: MboRecord[][],
  norms: WallNorms = UNIT_NORMS,
  windows = 1000,
  options: RunOptions = {},
): Day {
  const { snapshot, wall } = surfaces(files, options)
  const firstEnd = snapshot.length === 0 ? 0n : snapshot.columns.window_end_ts_ns[0]
  const vacuum = new VacuumSurface(VACUUM, norms, Number(firstEnd / 1_000_000_000n))
  const bands = new BandsSurface(emptyTable('silver/physics_bands_1s'), norms)
  const vacuumRows = windowGroups(snapshot, wall, windows).flatMap((group) => {
    const scored = vacuum.push(group.wall)
    bands.push(group.snapshot, group.wall, scored)
    return rowsOf(scored)
  })
  if (norms !== NO_NORMS) assertFits(bands.table)
  return {
    snapshot: rowsOf(snapshot),
    wall: rowsOf(wall),
    vacuum: vacuumRows,
    bands: rowsOf(bands.table),
  }
}

/** The rows that the plain twin makes of a day. */
function bandsTwin(
  snapshot: readonly ReferenceRow[],
  wall: readonly ReferenceRow[],
  vacuum: readonly ReferenceRow[],
  norms: WallNorms,
): ReferenceRow[] {
  const levels = wall.map((row, index) => ({
    ...row,
    vacuum_score: vacuum[index].vacuum_score,
  })) as unknown as (ScoredLevel & ReferenceRow)[]
  const windows = Map.groupBy(levels, (level) => level.window_end_ts_ns)
  return snapshot
    .filter(({ spot_ref_price_int }) => spot_ref_price_int !== NO_PRICE)
    .map((window) => ({
      window_start_ts_ns: window.window_start_ts_ns,
      window_end_ts_ns: window.window_end_ts_ns,
      spot_ref_price_int: window.spot_ref_price_int,
      mid_price: window.mid_price,
      mid_price_int: window.mid_price_int,
      window_valid: window.window_valid,
      ...referenceBands(windows.get(window.window_end_ts_ns) ?? [], norms),
    }))
}

test('random days: every cell equals the plain twin to 1e-12, however the windows are grouped', () => {
  fc.assert(
    fc.property(
      randomFiles,
      randomNorms,
      fc.constantFrom(1, 7, 1000),
      fc.constantFrom(4, 60),
      (files, norms, windows, maxRelTicks) => {
        const { snapshot, wall, vacuum, bands } = dayOf(files, norms, windows, { maxRelTicks })
        const expected = bandsTwin(snapshot, wall, vacuum, norms)
        expect(bands).toHaveLength(expected.length)
        bands.forEach((row, index) => {
          for (const [name, value] of Object.entries(expected[index])) {
            if (typeof value !== 'number' || Number.isNaN(value))
              expect([name, row[name]]).toEqual([name, value])
            else expect(Math.abs((row[name] as number) - value)).toBeLessThan(1e-12)
          }
        })
      },
    ),
    { numRuns: runs(300) },
  )
})

describe('by hand', () => {
  const BOOK = `
    -3700 A 901 B 99  6 .
    -3700 A 902 A 101 6 .
    -3700 A 903 A 104 2 .
    -3700 A 904 A 99  50 .
    -3700 T 0   B 100 1 .
  `
  // Above 1 in the middle of the band, so that a mean over only the ticks that stand would show.
  const norms = { ...UNIT_NORMS, wall_strength_log: { q05: 0, q95: Math.log(7) } }

  test('means are over every tick of the band; the other half of a side is left out', () => {
    const [row] = dayOf([records(`${BOOK} 0.1 N .`)], norms).bands
    expect(row.above_at_wall_strength_norm).toBeCloseTo(1 / 3, 15)
    expect(row.above_near_wall_strength_norm).toBeCloseTo(Math.log(3) / Math.log(7) / 3, 15)
    expect(row.above_mid_wall_strength_norm).toBe(0)
    expect(row.below_at_wall_strength_norm).toBeCloseTo(1 / 3, 15)
    expect(row.below_near_wall_strength_norm).toBe(0)
  })

  test('where nothing leaves, only weakness makes for ease', () => {
    const [row] = dayOf([records(`${BOOK} 0.1 N .`)], norms).bands
    expect(row.below_score).toBeCloseTo(0.6 * 0.15 * (2 / 3) + 0.4 * 0.15, 15)
    expect(row.vacuum_total_score).toBeCloseTo(
      ((row.above_score as number) + (row.below_score as number)) / 2,
      15,
    )
  })

  test('vacuum and erosion are the band’s maximum', () => {
    const { bands, vacuum } = dayOf([
      records(`${BOOK}
        0.1 N .
        1.1 C 902 A 101 5 .
        1.2 C 903 A 104 1 .
      `),
    ])
    const at = vacuum.filter((row) => row.side === 'A' && row.rel_ticks === 1)[1]
    expect(bands[1].above_at_vacuum_norm).toBe(at.vacuum_score)
    expect(bands[1].above_at_wall_erosion_norm).toBeCloseTo(Math.log(1 + 5 / 7), 15)
    expect(bands[1].above_near_wall_erosion_norm).toBeCloseTo(Math.log(1 + 1 / 3), 15)
    expect(bands[1].below_at_vacuum_norm).toBe(0)
  })

  test('a window with a spot but no wall has a row of zeros and full weakness', () => {
    const { bands, wall } = dayOf([
      records(`
        -3700 T 0 B 100 1 .
        0.1 N .
        1.1 A 1 B 99 5 .
        2.1 C 1 B 99 5 .
        3.1 N .
      `),
    ])
    expect(bands).toHaveLength(4)
    expect(new Set(wall.map((row) => row.window_end_ts_ns)).size).toBe(2)
    for (const row of [bands[0], bands[3]])
      expect(row).toMatchObject({
        below_at_wall_strength_norm: 0,
        mid_price: Number.NaN,
        below_score: 0.15,
      })
  })

  test('no row without a spot', () => {
    expect(dayOf([records('0.1 A 1 B 99 5 .\n 1.1 A 2 A 101 5 .')]).bands).toHaveLength(1)
  })
})

test('without a calibration every norm and score is NaN, a band without rows included', () => {
  const files = [records('-3700 T 0 B 100 1 .\n 0.1 A 1 B 99 5 .')]
  const [row] = dayOf(files, NO_NORMS).bands
  const measures = Object.entries(row).filter(([name]) => /_(norm|score)$/.test(name))
  expect(measures).toHaveLength(27)
  for (const [name, value] of measures) expect([name, value]).toEqual([name, Number.NaN])
})

describe('misuse', () => {
  test('a wall whose snapshot lacks its window is refused', () => {
    const day = surfaces([records('-3700 T 0 B 100 1 .\n 0.1 A 1 B 99 5 .')])
    const other = surfaces([records('-3700 T 0 B 100 1 .\n 5.1 A 1 B 99 5 .')])
    const bands = new BandsSurface(emptyTable('silver/physics_bands_1s'), UNIT_NORMS)
    const first = Number(day.snapshot.columns.window_end_ts_ns[0] / 1_000_000_000n)
    const vacuum = new VacuumSurface(VACUUM, UNIT_NORMS, first).push(day.wall)
    expect(() => bands.push(other.snapshot, day.wall, vacuum)).toThrow('snapshot has not')
  })

  test('walls and vacuums of different length are refused', () => {
    const { snapshot, wall } = surfaces([records('-3700 T 0 B 100 1 .\n 0.1 A 1 B 99 5 .')])
    const bands = new BandsSurface(emptyTable('silver/physics_bands_1s'), UNIT_NORMS)
    const vacuum = emptyTable('silver/vacuum_surface_1s')
    expect(() => bands.push(snapshot, wall, vacuum)).toThrow('1 wall rows come with 0 vacuum rows')
  })
})
