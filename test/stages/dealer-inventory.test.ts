import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATASETS } from '../../src/contracts/registry.ts'
import { readTable } from '../../src/lake/partition/read-table.ts'
import { storedManifest } from '../../src/stages/stored-manifest.ts'
import { checksOf } from '../../src/verify/families.ts'
import { runChecks } from '../../src/verify/run-checks.ts'
import { rowsOf } from '../options/tables.ts'
import { lakeOf, makeOptionDay, type OptionDay, removeDay } from '../verify/option-lake.ts'
import { DT, removeLake, SYMBOL, signal } from '../verify/small-lake.ts'

const FLOW = { dataset: DATASETS.dealerFlow, symbol: SYMBOL, dt: DT } as const

describe.each([1, 3] as const)('a day of DBN version %i with planted trades', (version) => {
  let day: OptionDay
  let lake: Awaited<ReturnType<typeof lakeOf>>

  beforeAll(async () => {
    // All strikes are within the 25 that tables show, and combinations are of some of them.
    day = await makeOptionDay({
      session: '12:40-12:44',
      events: 4000,
      strikeReach: 30,
      expiries: [0],
      version,
      seed: 7,
    })
    lake = await lakeOf(day)
  })
  afterAll(() => {
    removeLake(lake)
    removeDay(day)
  })

  it(version === 3 ? 'finds the inventory to the lot' : 'counts what it cannot place', async () => {
    const rows = rowsOf(await readTable(lake, FLOW)) as Record<string, number>[]
    const last = rows.filter(({ window_end_ts_ns: end }) => end === rows.at(-1)?.window_end_ts_ns)
    const manifest = await storedManifest(lake, FLOW)
    const unknown = Number(manifest?.quality.combo_lots_unknown)
    expect(manifest?.quality.combo_trades).toBeGreaterThan(3)
    let different = 0
    for (const option of day.truth.days[0].open_interest) {
      const strike = Number(option.strike_price_int)
      const row = last.find(({ strike_price_int: each }) => Number(each) === strike)
      const found = row?.[option.right === 'C' ? 'inventory_call' : 'inventory_put']
      if (version === 3) expect(found, option.symbol).toBe(option.traded_inventory)
      else different += Math.abs(option.traded_inventory - (found ?? 0))
    }
    if (version === 3) expect(unknown).toBe(0)
    else {
      // Before version 3 definitions have no legs: a lot of a vertical is missing in two options.
      expect(unknown).toBeGreaterThan(0)
      expect(different).toBeGreaterThan(0)
      expect(different).toBeLessThanOrEqual(2 * unknown)
    }
  })

  it('is what the checks recompute', async () => {
    const report = await runChecks(lake, checksOf(['integrity', 'gex']), { signal })
    const faults = report.checks.flatMap(({ findings }) =>
      findings.flatMap((each) => each.offending),
    )
    expect(faults).toEqual([])
  })
})
