// @module-tag slow
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { DATASETS } from '../../src/contracts/registry.ts'
import { readTable } from '../../src/lake/partition/read-table.ts'
import type { Lake, Partition } from '../../src/lake/paths.ts'
import type { Table } from '../../src/table/table.ts'
import type { Check } from '../../src/verify/check.ts'
import { gexReplay } from '../../src/verify/gex-replay.ts'
import { hedgePressureCheck } from '../../src/verify/hedge-pressure.ts'
import { INTEGRITY } from '../../src/verify/integrity.ts'
import {
  charmClockPresence,
  dealerFlowPresence,
  greeksPresence,
  hedgePressurePresence,
  hedgeProfilePresence,
  optionLiquidityPresence,
  smilePresence,
  volumeGexPresence,
} from '../../src/verify/presence.ts'
import { runChecks } from '../../src/verify/run-checks.ts'
import { lakeOf, makeOptionDay, type OptionDay, removeDay } from './option-lake.ts'
import { changeRows, copyOf, DT, removeLake, SYMBOL, signal } from './small-lake.ts'
import { cell, pick, rowsOf, setCell } from './tables.ts'

const TABLES = {
  hedgeProfile: hedgeProfilePresence,
  dealerFlow: dealerFlowPresence,
  greeks: greeksPresence,
  charmClock: charmClockPresence,
  smile: smilePresence,
  volumeGex: volumeGexPresence,
  optionLiquidity: optionLiquidityPresence,
  hedgePressure: hedgePressurePresence,
} as const
const NAMES = Object.keys(TABLES) as (keyof typeof TABLES)[]

const of = (name: keyof typeof TABLES): Partition => ({
  dataset: DATASETS[name],
  symbol: SYMBOL,
  dt: DT,
})

let day: OptionDay
let original: Lake
let lake: Lake | undefined

beforeAll(async () => {
  day = await makeOptionDay({ session: '12:44-12:45', events: 2500, seed: 11 })
  original = await lakeOf(day)
})
afterAll(() => {
  removeLake(original)
  removeDay(day)
})
afterEach(() => {
  if (lake) removeLake(lake)
  lake = undefined
})

async function faultsAfter(
  checks: readonly Check[],
  partition: Partition,
  change: (table: Table) => readonly Table[] | undefined,
): Promise<string[]> {
  lake = copyOf(original)
  await changeRows(lake, partition, change)
  const report = await runChecks(lake, checks, { signal })
  return report.checks.flatMap(({ findings }) => findings.flatMap(({ offending }) => offending))
}

/** A value that differs by little. */
function changed(value: bigint | number | string): bigint | number | string {
  if (typeof value === 'bigint') return value + 1n
  if (typeof value === 'string') return `${value}0`
  if (Number.isNaN(value)) return 1
  return Number.isInteger(value) ? value + 1 : value + 1e-6 * Math.max(1, Math.abs(value))
}

describe.each(NAMES)('%s', (name) => {
  it('is computed again from bronze: a change of any column of measures is noticed', async () => {
    const table = await readTable(original, of(name))
    const measures = table.contract.fields.filter(
      ({ name: field }) =>
        // SVI's parameters are judged by what they leave: below.
        !/_ts_ns$|^strike_|^rel_ticks$|^delta_ticks$|^svi_(a|b|rho|m|sigma)$/.test(field),
    )
    expect(measures.length).toBeGreaterThan(3)
    const row = Math.floor(table.length / 2)
    const check = name === 'hedgePressure' ? hedgePressureCheck : gexReplay
    // A finding shows five faults: five columns at once, each in a row of its own.
    for (let first = 0; first < measures.length; first += 5) {
      const fields = measures.slice(first, first + 5)
      const faults = await faultsAfter([check], of(name), (found) => {
        for (const [index, { name: field, kind }] of fields.entries()) {
          const value = cell(found, field, row + index)
          const isTruth = kind === 'boolean' || kind === 'letter'
          const other = isTruth ? Number(Number(value) === 0) : changed(value as number)
          setCell(found, field, row + index, other)
        }
        return undefined
      })
      for (const [index, { name: field }] of fields.entries()) {
        expect(faults.join('\n'), field).toMatch(
          new RegExp(`row ${row + index}, window .*: (its )?${field} is`),
        )
      }
      if (lake) removeLake(lake)
      lake = undefined
    }
  })

  it('has rows in every second with a spot', async () => {
    const faults = await faultsAfter(
      INTEGRITY.filter((check) => check === TABLES[name]),
      of(name),
      (table) => {
        const end = cell(table, 'window_end_ts_ns', 0)
        return [
          pick(
            table,
            rowsOf(table).filter((row) => cell(table, 'window_end_ts_ns', row) !== end),
          ),
        ]
      },
    )
    if (name === 'volumeGex' || name === 'smile') expect(faults).toEqual([])
    else expect(faults).toEqual([expect.stringMatching(/it has 0 rows, at least \d expected/)])
  })
})

describe('the smile', () => {
  it.each([
    ['svi_a', /svi_error is .*, its smile's|SVI leaves squares/],
    ['svi_b', /svi_error is .*, its smile's|SVI leaves squares/],
    ['svi_rho', /SVI has b|svi_error is .*, its smile's/],
    ['svi_m', /svi_error is .*, its smile's|SVI leaves squares/],
    ['svi_sigma', /svi_error is .*, its smile's|SVI leaves squares/],
  ])('%s that does not fit is noticed', async (column, fault) => {
    const faults = await faultsAfter([gexReplay], of('smile'), (table) => {
      setCell(table, column, 40, Number(cell(table, column, 40)) * 1.1 + 1e-4)
      return undefined
    })
    expect(faults.join('\n')).toMatch(fault)
  })

  it('is missed where it has no row', async () => {
    const faults = await faultsAfter([gexReplay], of('smile'), (table) => {
      const end = cell(table, 'window_end_ts_ns', 40)
      const left = rowsOf(table).filter((row) => cell(table, 'window_end_ts_ns', row) !== end)
      return [pick(table, left)]
    })
    expect(faults.join('\n')).toMatch(/smile_1s window .*: it has no rows, 1 expected/)
  })
})
