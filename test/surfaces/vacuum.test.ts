import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { narrowed } from '../../src/contracts/contract.ts'
import { loadContract } from '../../src/contracts/load.ts'
import type { WallNorms } from '../../src/surfaces/calibration-norms.ts'
import type { ReferenceRow } from '../../src/surfaces/reference-rows.ts'
import { referenceScore } from '../../src/surfaces/reference-vacuum.ts'
import type { WallOfVacuum } from '../../src/surfaces/vacuum.ts'
import { VacuumSurface, WALL_COLUMNS_OF_VACUUM } from '../../src/surfaces/vacuum.ts'
import { assertFits } from '../../src/table/fit.ts'
import { Table } from '../../src/table/table.ts'
import { randomFiles } from '../book/random-records.ts'
import { EPOCH_SECOND, type MboRecord, records, ticks } from '../book/records.ts'
import { runs } from '../setup/long.ts'
import { randomNorms, UNIT_NORMS } from './random-norms.ts'
import { rowsOf, surfaces } from './run-seconds.ts'
import { vacuumTwin } from './vacuum-twin.ts'
import { groups } from './wall-groups.ts'

const CONTRACT = loadContract('silver/vacuum_surface_1s')

/** A day's wall and its vacuum, computed in groups of so many rows. */
function vacuumOf(
  files: MboRecord[][],
  norms: WallNorms,
  rows = 1000,
): { wall: ReferenceRow[]; vacuum: ReferenceRow[]; firstEndSecond: number } {
  const { snapshot, wall } = surfaces(files)
  const firstEnd = snapshot.length === 0 ? 0n : snapshot.columns.window_end_ts_ns[0]
  const firstEndSecond = Number(firstEnd / 1_000_000_000n)
  const surface = new VacuumSurface(CONTRACT, norms, firstEndSecond)
  const vacuum = groups(wall, rows).flatMap((group) => {
    const scored = surface.push(group)
    assertFits(scored)
    return rowsOf(scored)
  })
  return { wall: rowsOf(wall), vacuum, firstEndSecond }
}

/** The vacuum rows of a day in the literal form, unit norms. */
function vacuumRows(text: string): ReferenceRow[] {
  return vacuumOf([records(text)], UNIT_NORMS).vacuum
}

/** What a vacuum's row has of its wall's. */
const KEYS = [
  'window_end_ts_ns',
  'price_int',
  'side',
  'spot_ref_price_int',
  'rel_ticks',
  'window_valid',
]

test('random days: every cell equals the plain twin to 1e-12, however the rows are grouped', () => {
  fc.assert(
    fc.property(randomFiles, randomNorms, fc.constantFrom(1, 3, 50, 1000), (files, norms, rows) => {
      const { wall, vacuum, firstEndSecond } = vacuumOf(files, norms, rows)
      expect(vacuum).toHaveLength(wall.length)
      for (const [row, twin] of vacuumTwin(wall, firstEndSecond).entries()) {
        const expected = {
          ...twin.vacuum.measures,
          vacuum_score: referenceScore(twin.vacuum, norms),
        }
        expect(Object.keys(vacuum[row]).sort()).toEqual([...KEYS, ...Object.keys(expected)].sort())
        for (const key of KEYS) expect(vacuum[row][key]).toBe(wall[row][key])
        for (const [name, value] of Object.entries(expected))
          expect(Math.abs((vacuum[row][name] as number) - value)).toBeLessThan(1e-12)
      }
    }),
    { numRuns: runs(300) },
  )
})

test('random days: the score is 0 exactly where nothing leaves', () => {
  fc.assert(
    fc.property(randomFiles, (files) => {
      const { wall, vacuum } = vacuumOf(files, UNIT_NORMS)
      wall.forEach((level, row) => {
        const lots = (name: string) => level[name] as number
        const isPulled = lots('pull_qty_rest') > 0
        const isEroded = lots('d1_depth_qty') + lots('fill_qty') < 0
        expect((vacuum[row].vacuum_score as number) > 0).toBe(isPulled || isEroded)
      })
    }),
    { numRuns: runs(100) },
  )
})

const BOOK = `
  -3700 A 901 B 99  10 .
  -3700 A 902 A 101 20 .
  -3700 T 0   B 100 1 .
`

describe('a level', () => {
  test('keys are the wall’s; measures by hand', () => {
    const rows = vacuumRows(`${BOOK}
      0.1 N .
      1.1 C 902 A 101 15 .
      1.2 A 1 A 101 2 .
    `)
    const row = rows.filter(({ side }) => side === 'A')[1]
    const x = Math.log(16 / 3)
    expect(row).toMatchObject({
      window_end_ts_ns: BigInt(EPOCH_SECOND + 2) * 1_000_000_000n,
      price_int: ticks(101),
      spot_ref_price_int: ticks(100),
      rel_ticks: 1,
      pull_intensity_rest: 15 / 21,
      wall_strength_log: Math.log(8),
      wall_erosion: 13,
      window_valid: true,
    })
    expect(row.pull_add_log).toBeCloseTo(x, 14)
    expect(row.d1_pull_add_log).toBeCloseTo(x, 14)
    const parts = [x, Math.log(1 + 15 / 21), Math.log(1 + 13 / 21), x]
    const score = parts.reduce((sum, part) => sum + Math.min(part, 1), 0) / 4
    expect(row.vacuum_score).toBeCloseTo(score, 14)
  })

  test('what was traded is no erosion, and a refill no vacuum', () => {
    const rows = vacuumRows(`${BOOK}
      0.1 N .
      1.1 T 0 B 101 8
      1.1 F 902 A 101 8
      1.1 C 902 A 101 8 .
      2.1 A 1 A 101 30 .
    `).filter(({ side }) => side === 'A')
    expect(rows[1]).toMatchObject({ wall_erosion: 0, pull_add_log: 0, vacuum_score: 0 })
    expect(rows[2]).toMatchObject({ wall_erosion: 0, vacuum_score: 0 })
    expect(rows[2].pull_add_log).toBeLessThan(0)
  })
})

describe('differences over time', () => {
  const differencesOf = (text: string, side: string, price: number) =>
    vacuumRows(text)
      .filter((row) => row.side === side && row.price_int === ticks(price))
      .map((row) => [row.d1_pull_add_log, row.d2_pull_add_log, row.d3_pull_add_log])

  test('the session’s first window is its own past', () => {
    const x = -Math.log(5)
    expect(differencesOf(`${BOOK} 0.1 A 1 A 105 4 .\n 1.1 N .`, 'A', 105)).toEqual([
      [0, 0, 0],
      [-x, -x, -x],
    ])
  })

  test('a second without a row counts as 0, also before the first row there', () => {
    const x = Math.log(5)
    const rows = differencesOf(
      `${BOOK}
        0.1 N .
        1.1 A 1 A 105 4 .
        2.1 C 1 A 105 4 .
        6.1 A 1 A 105 4 .
      `,
      'A',
      105,
    )
    expect(rows).toEqual([
      [-x, -x, -x],
      [2 * x, 3 * x, 4 * x],
      // Seconds 3 to 5 have no row here.
      [-x, -x, -x],
    ])
  })

  test('sides at one price are apart', () => {
    const text = `${BOOK} 0.1 N .\n 1.1 A 1 A 100 4 .\n 2.1 A 2 B 100 1 .`
    expect(differencesOf(text, 'B', 100)).toEqual([[-Math.LN2, -Math.LN2, -Math.LN2]])
  })
})

test('a book of any width keeps its past', () => {
  const prices = Array.from({ length: 300 }, (_, index) => 101 + index)
  const orders = (second: number, action: string) =>
    prices.map((price) => `${second} ${action} ${price} A ${price} 3 .`).join('\n')
  const text = `-3700 T 0 B 100 1 .\n 0.1 N .\n ${orders(1.1, 'A')}\n ${orders(2.1, 'C')}`
  const { wall } = surfaces([records(text)], { maxRelTicks: 300 })
  const scored = new VacuumSurface(CONTRACT, UNIT_NORMS, EPOCH_SECOND + 1).push(wall)
  expect(scored.length).toBe(600)
  for (const d1 of scored.filled('d1_pull_add_log').slice(300)) expect(d1).toBe(2 * Math.log(4))
})

test('it reads exactly the columns it declares', () => {
  const { snapshot, wall } = surfaces([records(`${BOOK} 0.1 C 902 A 101 5 .`)])
  const contract = narrowed(wall.contract, WALL_COLUMNS_OF_VACUUM)
  const narrow = Table.from(contract, wall.columns, wall.length)
  const first = Number(snapshot.columns.window_end_ts_ns[0] / 1_000_000_000n)
  const scored = (table: Table<WallOfVacuum>) =>
    rowsOf(new VacuumSurface(CONTRACT, UNIT_NORMS, first).push(table))
  expect(scored(narrow)).toEqual(scored(wall))
})

test('a wall from before the session’s first window is refused', () => {
  const { wall } = surfaces([records(`${BOOK} 0.1 N .`)])
  const surface = new VacuumSurface(CONTRACT, UNIT_NORMS, EPOCH_SECOND + 2)
  expect(() => surface.push(wall)).toThrow('before the first')
})
