import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATASETS } from '../../src/contracts/registry.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import { STAGES } from '../../src/stages/stages.ts'
import type { Table } from '../../src/table/table.ts'
import {
  bandsAgreement,
  levelsAgreement,
  radarAgreement,
  wallAgreement,
} from '../../src/verify/agreement.ts'
import {
  faultsAfter,
  findingOf,
  RADARS,
  removeLake,
  SNAPSHOTS,
  smallLake,
  WALLS,
} from './small-lake.ts'
import { addTo, cell, pick, rowsOf, setCell, without } from './tables.ts'

let lake: Lake
beforeAll(async () => {
  lake = await smallLake(12, STAGES)
})
afterAll(() => removeLake(lake))

const wallFaults = (change: (table: Table) => readonly Table[] | undefined) =>
  faultsAfter(lake, wallAgreement, WALLS, change)

const alter = (table: Table, name: string, row: number, amount: number) => {
  addTo(table, name, row, amount)
  return undefined
}

describe('wall agreement', () => {
  it('passes, also where there is no spot and so no wall', async () => {
    const { pass, counted } = await findingOf(lake, wallAgreement, WALLS)
    expect(pass).toBe(true)
    expect(counted.windows).toBe(12)
  })

  it('is of spot', async () => {
    const found = await wallFaults((table) => alter(table, 'spot_ref_price_int', 9, 250_000_000))
    expect(found).toEqual([
      expect.stringMatching(/^row 9, window \S+: spot_ref_price_int is \S+, the snapshot's \S+$/),
    ])
  })

  it('is of spot to the last of its 64 bits', async () => {
    const found = await wallFaults((table) => {
      setCell(
        table,
        'spot_ref_price_int',
        9,
        (cell(table, 'spot_ref_price_int', 9) as bigint) + (1n << 40n),
      )
      return undefined
    })
    expect(found).toHaveLength(1)
  })

  it('is of validity', async () => {
    const found = await wallFaults((table) => alter(table, 'window_valid', 40, -1))
    expect(found).toEqual([
      expect.stringMatching(/^row 40, .*window_valid is false, the snapshot's true$/),
    ])
  })

  it('is of windows: one that only the wall has', async () => {
    const found = await faultsAfter(lake, wallAgreement, SNAPSHOTS, (table) => [without(table, 6)])
    expect(found).toEqual([
      expect.stringMatching(
        /^row \d+, window 2026-01-06T14:30:07Z: the snapshot has no such window/,
      ),
    ])
  })

  it('is of windows: one that only the snapshot has', async () => {
    const found = await wallFaults((table) => {
      const end = cell(table, 'window_end_ts_ns', 60)
      const others = rowsOf(table).filter((row) => cell(table, 'window_end_ts_ns', row) !== end)
      return [pick(table, others)]
    })
    expect(found).toEqual([expect.stringMatching(/^window \S+: it has no row, and should have$/)])
  })

  it('asks for no rows where every quote is out of range', async () => {
    const found = await wallFaults((table) => [pick(table, [])])
    expect(found.length).toBeGreaterThan(0)
    const none = await faultsAfter(lake, wallAgreement, SNAPSHOTS, (table) => {
      for (const row of rowsOf(table)) {
        setCell(table, 'best_bid_price_int', row, 250_000_000n)
        setCell(table, 'best_ask_qty', row, 0)
      }
      return undefined
    })
    expect(none).toEqual([])
  })

  it('is that there are no rows without a spot', async () => {
    const found = await faultsAfter(lake, wallAgreement, SNAPSHOTS, (table) => {
      setCell(table, 'spot_ref_price_int', 6, UNDEF_PRICE)
      return undefined
    })
    expect(found[0]).toMatch(/^row \d+, window 2026-01-06T14:30:07Z: it has rows without a spot$/)
  })
})

describe.each([
  { check: radarAgreement, partition: RADARS, rows: 9 },
  { check: bandsAgreement, partition: { ...WALLS, dataset: DATASETS.bands }, rows: 9 },
  { check: levelsAgreement, partition: { ...WALLS, dataset: DATASETS.levels }, rows: 12 },
])('$check.name', ({ check, partition, rows }) => {
  it('passes', async () => {
    const finding = await findingOf(lake, check, partition)
    expect(finding.offending).toEqual([])
    expect(finding.counted).toEqual({ windows: 12, rows })
  })

  it('is of windows', async () => {
    const missing = await faultsAfter(lake, check, partition, (table) => [without(table, 4)])
    expect(missing).toEqual([expect.stringMatching(/^window \S+: it has no row, and should have$/)])
    const stray = await faultsAfter(lake, check, SNAPSHOTS, (table) => [without(table, 6)])
    expect(stray).toEqual([
      expect.stringMatching(
        /^row \d, window 2026-01-06T14:30:07Z: the snapshot has no such window$/,
      ),
    ])
  })
})

describe.each([
  { check: radarAgreement, partition: RADARS, names: ['window_start_ts_ns', 'spot_ref_price_int'] },
  {
    check: bandsAgreement,
    partition: { ...WALLS, dataset: DATASETS.bands },
    names: ['window_start_ts_ns', 'spot_ref_price_int', 'mid_price', 'mid_price_int'],
  },
])('$check.name', ({ check, partition, names }) => {
  it.each(names)('is of %s', async (name) => {
    const found = await faultsAfter(lake, check, partition, (table) => {
      addTo(table, name, 5, 1)
      return undefined
    })
    expect(found).toEqual([
      expect.stringMatching(
        new RegExp(`^row 5, window \\S+: ${name} is \\S+, the snapshot's \\S+$`),
      ),
    ])
  })

  it('is of validity', async () => {
    const found = await faultsAfter(lake, check, partition, (table) => {
      setCell(table, 'window_valid', 5, 0)
      return undefined
    })
    expect(found).toEqual([
      expect.stringMatching(/^row 5, window \S+: window_valid is false, the snapshot's true$/),
    ])
  })
})
