import { beforeAll, describe, expect, test } from 'vitest'
import { loadContract } from '../../src/contracts/load.ts'
import type { Calibration } from '../../src/contracts/registry.ts'
import { readDbn } from '../../src/dbn/file.ts'
import { regularOpen } from '../../src/market/regular-open.ts'
import { parseSession } from '../../src/market/session.ts'
import { BandsSurface } from '../../src/surfaces/bands.ts'
import { CalibrationSurface, WallSample } from '../../src/surfaces/calibration.ts'
import { wallNorms } from '../../src/surfaces/calibration-norms.ts'
import { LevelsSurface } from '../../src/surfaces/levels.ts'
import { RadarSurface } from '../../src/surfaces/radar.ts'
import { ReferenceRadar } from '../../src/surfaces/reference-radar.ts'
import { SnapshotSurface } from '../../src/surfaces/snapshot.ts'
import { VacuumSurface } from '../../src/surfaces/vacuum.ts'
import { WallSurface } from '../../src/surfaces/wall.ts'
import { assertFits } from '../../src/table/fit.ts'
import type { Table } from '../../src/table/table.ts'
import { type MboRecord, recordsOf } from '../book/records.ts'
import { LONG_SAMPLES, samplePath } from '../setup/samples.ts'
import { rowsOf } from './run-seconds.ts'
import { type Windows, windowGroups } from './wall-groups.ts'
import { eachReferenceWindow, eachWindow, emptyTable } from './windows.ts'

const SAMPLE = samplePath('esh4-glbx-mdp3-20231225.mbo.dbn.zst')

const DATE = '2023-12-25'
const NO_OUTSIDE = {
  priorHigh: Number.NaN,
  priorLow: Number.NaN,
  priorClose: Number.NaN,
  settlements: [],
}

describe('a real evening of ESH4', LONG_SAMPLES, () => {
  const session = parseSession('file', DATE)
  const snapshot = new SnapshotSurface(emptyTable('silver/book_snapshot_1s'))
  const wall = new WallSurface(emptyTable('silver/wall_surface_1s'), 60)
  const radar = new RadarSurface(emptyTable('silver/radar_vacuum_1s'))
  const levels = new LevelsSurface(
    emptyTable('silver/session_levels_1s'),
    regularOpen('09:30-16:00@America/New_York', 15, DATE),
    NO_OUTSIDE,
  )
  let day: MboRecord[]
  let windows: Windows[]
  let calibration: Table<Calibration>
  let firstEndSecond: number

  beforeAll(async () => {
    day = []
    for await (const item of readDbn(SAMPLE)) {
      if (item.type === 'records') day.push(...recordsOf(item.table))
    }
    eachWindow(
      [day],
      (window) => {
        snapshot.append(window)
        wall.append(window)
        radar.append(window)
        levels.append(window)
      },
      session,
    )
    const firstEnd = snapshot.table.columns.window_end_ts_ns[0]
    firstEndSecond = Number(firstEnd / 1_000_000_000n)
    windows = windowGroups(snapshot.table, wall.table, 251)
    const sample = new WallSample()
    sample.beginSession(firstEndSecond)
    for (const group of windows) sample.push(group.wall)
    const surface = new CalibrationSurface(emptyTable('gold/physics_norm_calibration'), {
      mode: 'same_day',
      asofDate: DATE,
      sessionWindow: 'file',
      lookbackSessions: 1,
    })
    sample.appendTo(surface)
    calibration = surface.table
  })

  test('its radar has a row for each second with a spot, and equals the reference', () => {
    expect(radar.table.length).toBe(5995)
    assertFits(radar.table)
    const fast = rowsOf(radar.table)
    const reference = new ReferenceRadar()
    let row = 0
    const differing: unknown[] = []
    eachReferenceWindow(
      [day],
      (window) => {
        const expected = reference.row(window)
        if (!expected) return
        const found = fast[row++]
        for (const name of Object.keys(found))
          if (!Object.is(found[name], expected[name]))
            differing.push([row, name, found[name], expected[name]])
      },
      session,
    )
    expect(differing).toEqual([])
    expect(row).toBe(5995)
  })

  test('its own calibration is the one known of it', () => {
    const rows = rowsOf(calibration)
    expect(rows.map(({ metric_name, sample_count }) => [metric_name, sample_count])).toEqual([
      ['p1_pull_add_log', 5280n],
      ['p2_pull_intensity', 7446n],
      ['p3_erosion', 5800n],
      ['p4_pull_acceleration', 4979n],
      ['wall_strength_log', 242_912n],
    ])
    const bounds = rows.map(({ q05, q95 }) => [q05, q95])
    const known = [
      [0.405465, 2.397895],
      [0.013653, 0.335797],
      [0.013423, 0.310208],
      [0.451415, 5.278115],
      [3.091042, 4.382027],
    ]
    expect(bounds.flat().map((bound) => (bound as number).toFixed(6))).toEqual(
      known.flat().map((bound) => bound.toFixed(6)),
    )
  })

  test('its vacuum has the wall’s keys, scores in 0..1, and 0 where nothing leaves', () => {
    const norms = wallNorms(calibration)
    const vacuum = new VacuumSurface(
      loadContract('silver/vacuum_surface_1s'),
      norms,
      firstEndSecond,
    )
    const bands = new BandsSurface(emptyTable('silver/physics_bands_1s'), norms)
    let rows = 0
    let highest = 0
    let broken = 0
    for (const group of windows) {
      const scored = vacuum.push(group.wall)
      assertFits(scored)
      bands.push(group.snapshot, group.wall, scored)
      rows += scored.length
      const score = scored.columns.vacuum_score
      const pull = group.wall.columns.pull_qty_rest
      const d1 = group.wall.columns.d1_depth_qty
      const fill = group.wall.columns.fill_qty
      for (let row = 0; row < scored.length; row++) {
        highest = Math.max(highest, score[row])
        const leaves = pull[row] > 0 || d1[row] + fill[row] < 0
        if (score[row] > 0 && !leaves) broken++
      }
    }
    assertFits(bands.table)
    expect(rows).toBe(723_283)
    expect(broken).toBe(0)
    expect(highest).toBe(1)
    expect(bands.table.length).toBe(5995)
  })

  test('its levels begin with the auction at 23:00; 17:00 New York is long past the open', () => {
    assertFits(levels.table)
    expect(levels.table.length).toBe(7200)
    const high = levels.table.filled('session_high') as Float64Array
    const vwap = levels.table.filled('vwap') as Float64Array
    const low = levels.table.filled('session_low') as Float64Array
    const auction = 3600
    expect(high.subarray(0, auction).every(Number.isNaN)).toBe(true)
    for (let row = auction; row < 7200; row++) {
      expect(vwap[row]).toBeGreaterThanOrEqual(low[row])
      expect(vwap[row]).toBeLessThanOrEqual(high[row])
    }
    for (const name of ['pm_high', 'or_low', 'sma_200', 'settlement'] as const)
      expect((levels.table.filled(name) as Float64Array).every(Number.isNaN)).toBe(true)
  })
})
