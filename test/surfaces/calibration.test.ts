import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Calibration, Wall } from '../../src/contracts/registry.ts'
import { CalibrationSurface, WallSample } from '../../src/surfaces/calibration.ts'
import { normOf, wallNorms } from '../../src/surfaces/calibration-norms.ts'
import { ValueCounts } from '../../src/surfaces/calibration-values.ts'
import { ReferenceSample, referenceQuantile } from '../../src/surfaces/reference-calibration.ts'
import { assertFits } from '../../src/table/fit.ts'
import type { Table } from '../../src/table/table.ts'
import { randomFiles } from '../book/random-records.ts'
import { EPOCH_SECOND, records } from '../book/records.ts'
import { runs } from '../setup/long.ts'
import { rowsOf, surfaces } from './run-seconds.ts'
import { vacuumTwin } from './vacuum-twin.ts'
import { groups } from './wall-groups.ts'
import { emptyTable } from './windows.ts'

const ORIGIN = {
  mode: 'prior',
  asofDate: '2026-01-06',
  sessionWindow: 'rth',
  lookbackSessions: 2,
} as const

/** A session of random records: its wall, and when its first window ends. */
const session = randomFiles.map((files) => {
  const { snapshot, wall } = surfaces(files)
  const firstEnd = snapshot.length === 0 ? 0n : snapshot.columns.window_end_ts_ns[0]
  return { wall, firstEndSecond: Number(firstEnd / 1_000_000_000n) }
})

function calibrated(
  sessions: readonly { wall: Table<Wall>; firstEndSecond: number }[],
  rows = 1000,
): Table<Calibration> {
  const sample = new WallSample()
  for (const { wall, firstEndSecond } of sessions) {
    sample.beginSession(firstEndSecond)
    for (const group of groups(wall, rows)) sample.push(group)
  }
  const calibration = new CalibrationSurface(emptyTable('gold/physics_norm_calibration'), ORIGIN)
  sample.appendTo(calibration)
  assertFits(calibration.table)
  return calibration.table
}

test('random sessions: bounds and counts equal the plain twin, however the rows are grouped', () => {
  fc.assert(
    fc.property(
      fc.array(session, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(1, 5, 1000),
      (sessions, rows) => {
        const table = calibrated(sessions, rows)
        const sample = new ReferenceSample()
        for (const { wall, firstEndSecond } of sessions) {
          for (const { level, vacuum } of vacuumTwin(rowsOf(wall), firstEndSecond))
            sample.add(level, vacuum)
        }
        const bounds = sample.bounds()
        expect(table.filled('metric_name')).toEqual([...bounds.keys()])
        for (const [row, { q05, q95, count }] of [...bounds.values()].entries()) {
          expect(table.columns.sample_count[row]).toBe(BigInt(count))
          expect(Math.abs(table.columns.q05[row] - q05)).toBeLessThan(1e-12)
          expect(Math.abs(table.columns.q95[row] - q95)).toBeLessThan(1e-12)
        }
      },
    ),
    { numRuns: runs(150) },
  )
})

describe('rows', () => {
  test('a metric each, with where they are from', () => {
    const rows = rowsOf(calibrated([]))
    expect(rows.map((row) => row.metric_name)).toEqual([
      'p1_pull_add_log',
      'p2_pull_intensity',
      'p3_erosion',
      'p4_pull_acceleration',
      'wall_strength_log',
    ])
    for (const row of rows)
      expect(row).toMatchObject({
        q05: 0,
        q95: 1,
        sample_count: 0n,
        lookback_sessions: 2,
        session_window: 'rth',
        asof_dt: '2026-01-06',
        mode: 'prior',
      })
  })

  test('bounds that coincide are a unit apart', () => {
    const sample = new ValueCounts()
    for (let count = 0; count < 3; count++) sample.add(2.5)
    const calibration = new CalibrationSurface(emptyTable('gold/physics_norm_calibration'), ORIGIN)
    calibration.append('gex_abs', sample)
    expect(rowsOf(calibration.table)[0]).toMatchObject({ q05: 2.5, q95: 3.5, sample_count: 3n })
  })

  test('only valid rows within 20 ticks count', () => {
    const { wall } = surfaces([
      records(`
        -3700 A 1 B 100 10 .
        -3700 A 2 A 101 10 .
        -3700 A 3 A 120 10 .
        -3700 A 4 A 121 10 .
        0.1 N .
        1.1 R .
        1.2 A 5 B 100 10 .
        1.3 A 6 A 101 10 .
        1.4 T 0 B 100 1 .
      `),
    ])
    const [strength] = rowsOf(calibrated([{ wall, firstEndSecond: EPOCH_SECOND + 1 }])).slice(-1)
    expect(strength).toMatchObject({ metric_name: 'wall_strength_log', sample_count: 3n })
  })
})

describe('quantiles', () => {
  const values = fc.array(
    fc.oneof(fc.integer({ min: 0, max: 9 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
    { minLength: 1, maxLength: 3000, size: 'max' },
  )

  test('equal those of the sorted sample', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const counts = new ValueCounts()
        for (const value of values) counts.add(value + 0)
        const sorted = [...values].sort((a, b) => a - b)
        const shares = [0, 0.05, 0.5, 0.95, 1, share]
        expect(counts.count).toBe(values.length)
        expect(counts.quantiles(...shares)).toEqual(
          shares.map((each) => referenceQuantile(sorted, each)),
        )
      }),
      { numRuns: runs(200) },
    )
  })

  test('are linear between order statistics (type 7)', () => {
    const counts = new ValueCounts()
    for (const value of [4, 1, 3, 2]) counts.add(value)
    expect(counts.quantiles(0.05, 0.5, 0.95)).toEqual([
      1 + 0.15000000000000002,
      2.5,
      3.8499999999999996,
    ])
  })

  test('an empty sample has none', () => {
    expect(() => new ValueCounts().quantiles(0.5)).toThrow('empty sample')
  })
})

describe('norms', () => {
  test('run from 0 at q05 to 1 at q95, clipped', () => {
    const norm = { q05: 2, q95: 4 }
    expect([1, 2, 3, 4, 5].map((value) => normOf(value, norm))).toEqual([0, 0, 0.5, 1, 1])
  })

  test('a calibration without a metric is refused by name', () => {
    const table = calibrated([])
    table.length = 4
    expect(() => wallNorms(table)).toThrow(/cannot norm wall_strength_log.*found none/)
  })

  test('a calibration without width is refused', () => {
    const table = calibrated([])
    table.columns.q95[2] = 0
    expect(() => wallNorms(table)).toThrow(/cannot norm p3_erosion.*q05 0, q95 0/)
  })
})

test('a session must begin before its rows', () => {
  expect(() => new WallSample().push(emptyTable('silver/wall_surface_1s'))).toThrow('beginSession')
})
