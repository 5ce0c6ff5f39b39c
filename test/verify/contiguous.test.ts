import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import type { Table } from '../../src/table/table.ts'
import { contiguous } from '../../src/verify/contiguous.ts'
import { faultsAfter, removeLake, SNAPSHOTS, smallLake } from './small-lake.ts'
import { addTo, pick, rowsOf, without } from './tables.ts'

let lake: Lake
beforeAll(async () => {
  lake = await smallLake(12)
})
afterAll(() => removeLake(lake))

const faults = (change: (table: Table) => readonly Table[] | undefined) =>
  faultsAfter(lake, contiguous, SNAPSHOTS, change)

describe('windows', () => {
  it('one after the other, also over row groups', async () => {
    const halves = (table: Table) => [pick(table, [0, 1, 2]), without(table, 0, 1, 2)]
    expect(await faults(halves)).toEqual([])
  })

  it('one is missing', async () => {
    expect(await faults((table) => [without(table, 5)])).toEqual([
      'row 5, window 2026-01-06T14:30:07Z: it starts at 2026-01-06T14:30:06Z, expected 2026-01-06T14:30:05Z',
    ])
  })

  it('one is missing between row groups', async () => {
    const found = await faults((table) => [pick(table, [0, 1]), without(table, 0, 1, 2)])
    expect(found).toEqual([expect.stringMatching(/^row 2, .*expected 2026-01-06T14:30:02Z$/)])
  })

  it('one comes twice', async () => {
    const found = await faults((table) => [pick(table, [...rowsOf(table), 11])])
    expect(found).toEqual([expect.stringMatching(/^row 12, window 2026-01-06T14:30:12Z/)])
  })

  it('one does not last a second', async () => {
    const found = await faults((table) => {
      addTo(table, 'window_start_ts_ns', 4, 1)
      return undefined
    })
    expect(found[0]).toMatch(/^row 4, .*starts at 2026-01-06T14:30:04\.000000001Z, not 1 s before/)
  })

  it('one does not end with a second', async () => {
    const found = await faults((table) => {
      for (const row of rowsOf(table)) {
        addTo(table, 'window_start_ts_ns', row, 7)
        addTo(table, 'window_end_ts_ns', row, 7)
      }
      return undefined
    })
    expect(found[0]).toMatch(/^row 0, window 2026-01-06T14:30:01\.000000007Z: it does not end with/)
  })
})
