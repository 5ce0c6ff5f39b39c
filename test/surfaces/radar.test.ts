import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Radar } from '../../src/contracts/registry.ts'
import { RadarSurface } from '../../src/surfaces/radar.ts'
import { ReferenceRadar } from '../../src/surfaces/reference-radar.ts'
import type { ReferenceRow } from '../../src/surfaces/reference-rows.ts'
import { assertFits } from '../../src/table/fit.ts'
import type { Table } from '../../src/table/table.ts'
import { randomFiles } from '../book/random-records.ts'
import { EPOCH_SECOND, type MboRecord, records, ticks } from '../book/records.ts'
import { runs } from '../setup/long.ts'
import { rowsOf } from './run-seconds.ts'
import { eachReferenceWindow, eachWindow, emptyTable } from './windows.ts'

function radarTable(files: readonly MboRecord[][]): Table<Radar> {
  const radar = new RadarSurface(emptyTable('silver/radar_vacuum_1s'))
  eachWindow(files, (window) => radar.append(window))
  return radar.table
}

function radarRows(text: string): ReferenceRow[] {
  return rowsOf(radarTable([records(text)]))
}

/** Depth that stands before the session: spot is 100 from its first trade on. */
const BOOK = `
  -3700 A 901 B 99  10 .
  -3700 A 902 A 101 20 .
  -3700 T 0   B 100 1 .
`

test('random days: every column equals the plain twin', () => {
  fc.assert(
    fc.property(randomFiles, (files) => {
      const table = radarTable(files)
      assertFits(table)
      const expected: ReferenceRow[] = []
      const reference = new ReferenceRadar()
      eachReferenceWindow(files, (window) => {
        const row = reference.row(window)
        if (row) expected.push(row)
      })
      expect(rowsOf(table)).toEqual(expected)
    }),
    { numRuns: runs(400) },
  )
})

describe('rows', () => {
  test('one a window with a spot, named by start, end and spot', () => {
    const rows = radarRows(`
      0.1 A 1 B 99 5 .
      1.1 A 2 A 101 5 .
      2.1 N .
    `)
    // Without an ask there is no valid book and no trade yet: no spot in the first window.
    expect(rows).toHaveLength(2)
    expect(rows[0]).toMatchObject({
      window_start_ts_ns: BigInt(EPOCH_SECOND + 1) * 1_000_000_000n,
      window_end_ts_ns: BigInt(EPOCH_SECOND + 2) * 1_000_000_000n,
      spot_ref_price: 24.75,
      spot_ref_price_int: ticks(99),
      window_valid: false,
    })
    expect(rows[1].window_valid).toBe(true)
  })

  test('approach_dir compares spot with three windows earlier', () => {
    const rows = radarRows(`${BOOK}
      0.1 N .
      1.1 T 0 B 101 1 .
      2.1 N .
      3.1 T 0 B 102 1 .
      4.1 T 0 A 90 1 .
      5.1 T 0 A 101 1 .
    `)
    expect(rows.map((row) => row.approach_dir)).toEqual([
      'approach_none',
      'approach_none',
      'approach_none',
      'approach_up',
      'approach_down',
      'approach_none',
    ])
  })

  test('approach_dir is none where the earlier window had no spot', () => {
    const rows = radarRows(`
      0.1 A 1 B 99 5 .
      1.1 A 2 A 101 5 .
      3.1 T 0 B 105 1 .
      4.1 N .
    `)
    expect(rows.map((row) => row.approach_dir)).toEqual([
      'approach_none',
      'approach_none',
      'approach_none',
      'approach_up',
    ])
  })
})

describe('depth', () => {
  test('by bands on the own half, start and end both from the end spot', () => {
    const [row] = radarRows(`
      -3700 A 1 A 102 6 .
      -3700 A 2 A 105 8 .
      -3700 A 3 A 120 30 .
      -3700 A 4 A 121 99 .
      -3700 A 5 A 99  77 .
      -3700 A 6 B 90  9 .
      0.1 T 0 B 100 1 .
      0.2 A 7 A 103 4 .
    `)
    const start = { total: 44, centre: (2 * 6 + 5 * 8 + 20 * 30) / 44 }
    const end = { total: 48, centre: (2 * 6 + 3 * 4 + 5 * 8 + 20 * 30) / 48 }
    expect(row).toMatchObject({
      f1_ask_com_disp_log: Math.log((end.centre + 1) / (start.centre + 1)),
      f1_ask_slope_convex_log: Math.log(31 / 13),
      f1_ask_slope_inner_log: Math.log(13 / 7),
      f1_ask_at_share_delta: 6 / 49 - 6 / 45,
      f1_ask_near_share_delta: 12 / 49 - 8 / 45,
      f8_ask_bbo_dist_ticks: 2,
      f9_bid_bbo_dist_ticks: 10,
      u18_ask_bbo_dist_ticks: 2,
      u3_ask_at_share_decay: -(6 / 49 - 6 / 45),
    })
  })

  test('an empty side has its centre and best 20 ticks away', () => {
    const [row] = radarRows(`-3700 A 1 B 60 5 .\n -3700 A 2 A 100 5 .\n 0.1 T 0 B 100 1 .`)
    expect(row).toMatchObject({ f3_bid_com_disp_log: 0, f9_bid_bbo_dist_ticks: 20 })
    expect(row.f8_ask_bbo_dist_ticks).toBe(0)
  })
})

describe('flow', () => {
  test('a rested pull counts by its band, an unrested one does not', () => {
    const [row] = radarRows(`${BOOK}
      -3700 A 1 A 104 7 .
      0.1 A 2 A 102 50 .
      0.2 C 1 A 104 7 .
      0.3 C 902 A 101 5 .
      0.4 C 2 A 102 50 .
    `)
    expect(row).toMatchObject({
      f2_ask_pull_add_log_rest: Math.log(13 / 51),
      f2_ask_pull_intensity_log_rest: Math.log(1 + 12 / 28),
      f2_ask_at_pull_share_rest: 5 / 13,
      f2_ask_near_pull_share_rest: 7 / 13,
      u5_ask_pull_add_log_rest: Math.log(13 / 51),
    })
  })

  test('a fill is no pull', () => {
    const [row] = radarRows(`${BOOK}
      0.1 T 0 B 101 8
      0.1 F 902 A 101 8
      0.1 C 902 A 101 8 .
      0.2 T 0 B 100 1 .
    `)
    expect(row.f2_ask_pull_add_log_rest).toBe(0)
  })

  test('what is left after a fill is pulled', () => {
    const [row] = radarRows(`${BOOK}
      0.1 T 0 B 101 8
      0.1 F 902 A 101 8
      0.1 C 902 A 101 20 .
      0.2 T 0 B 100 1 .
    `)
    expect(row.f2_ask_pull_add_log_rest).toBe(Math.log(13 / 1))
  })

  test('a move out of reach is a pull, one into reach an add, one inside only what changed', () => {
    const [row] = radarRows(`${BOOK}
      -3700 A 1 A 110 3 .
      -3700 A 2 A 130 4 .
      -3700 A 3 A 112 5 .
      0.1 M 1 A 140 3 .
      0.2 M 2 A 115 4 .
      0.3 M 3 A 113 9 .
    `)
    expect(row).toMatchObject({
      f2_ask_pull_add_log_rest: Math.log((3 + 1) / (4 + 4 + 1)),
      // Two rested orders in reach moved up: away.
      f1_ask_reprice_away_share_rest: 1,
    })
  })

  test('away is up for asks and down for bids; a half where nothing moved', () => {
    const [row] = radarRows(`${BOOK}
      -3700 A 1 B 95 3 .
      -3700 A 2 B 94 6 .
      0.1 M 1 B 93 3 .
      0.2 M 2 B 97 6 .
    `)
    expect(row).toMatchObject({
      f1_ask_reprice_away_share_rest: 0.5,
      f3_bid_reprice_away_share_rest: 3 / 9,
      u11_bid_reprice_toward_share_rest: 1 - 3 / 9,
    })
  })

  test('an unrested order repriced is neither away nor toward', () => {
    const [row] = radarRows(`${BOOK}  0.1 A 1 B 95 3 .\n 0.2 M 1 B 97 3 .`)
    expect(row.f3_bid_reprice_away_share_rest).toBe(0.5)
  })

  test('judged against the end spot, not the spot of the moment', () => {
    const [row] = radarRows(`${BOOK}
      -3700 A 1 A 125 5 .
      0.1 C 1 A 125 5 .
      0.2 T 0 B 110 1 .
    `)
    // 125 is 25 ticks above the old spot and 15 above the new one.
    expect(row.f2_ask_pull_add_log_rest).toBe(Math.log(6))
  })

  test('a clear and a snapshot are no flow', () => {
    const [row] = radarRows(`${BOOK} 0.1 R .\n 0.2 A 1 A 101 5 s\n 0.3 A 2 B 99 5 s.\n 0.4 N .`)
    expect(row).toMatchObject({ f6_vacuum_decay_log: 0, u13_bid_add_intensity_log: 0 })
  })

  test('beyond near counts as the bid side’s far pulls', () => {
    const [row] = radarRows(`${BOOK} -3700 A 1 B 90 6 .\n 0.1 C 1 B 90 6 .`)
    expect(row.u14_bid_far_pull_share_rest).toBe(6 / 7)
  })
})

test('sums of the sides, and what must happen for price to rise', () => {
  const [row] = radarRows(`${BOOK}
    -3700 A 1 A 104 7 .
    0.1 C 1 A 104 7 .
    0.2 A 2 B 100 3 .
  `)
  const feature = (name: string) => row[name] as number
  expect(feature('f7_vacuum_total_log')).toBe(
    feature('f1_ask_com_disp_log') +
      feature('f3_bid_com_disp_log') +
      (feature('f2_ask_pull_add_log_rest') + feature('f4_bid_pull_add_log_rest')),
  )
  expect(feature('u16_up_flow_log')).toBe(Math.log(8) + Math.log(4))
  expect(feature('u15_up_expansion_log')).toBe(
    feature('f1_ask_com_disp_log') - feature('f3_bid_com_disp_log'),
  )
})

test('differences run over consecutive rows and begin at 0', () => {
  const rows = radarRows(`${BOOK}
    0.1 N .
    1.1 C 902 A 101 7 .
    2.1 C 902 A 101 3 .
    3.1 N .
  `)
  const x = rows.map((row) => row.f2_ask_pull_add_log_rest as number)
  const d1 = rows.map((row) => row.d1_f2_ask_pull_add_log_rest as number)
  const d2 = rows.map((row) => row.d2_f2_ask_pull_add_log_rest as number)
  const d3 = rows.map((row) => row.d3_f2_ask_pull_add_log_rest as number)
  expect(x).toEqual([0, Math.log(8), Math.log(4), 0])
  expect(d1).toEqual([0, x[1], x[2] - x[1], x[3] - x[2]])
  expect(d2).toEqual([0, d1[1], d1[2] - d1[1], d1[3] - d1[2]])
  expect(d3).toEqual([0, d2[1], d2[2] - d2[1], d2[3] - d2[2]])
})

test('no cell is −0', () => {
  const [row] = radarRows(BOOK.concat('0.1 N .'))
  for (const [name, value] of Object.entries(row))
    expect([name, Object.is(value, -0)]).toEqual([name, false])
})
