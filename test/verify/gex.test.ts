import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { readTable } from '../../src/lake/partition/read-table.ts'
import type { Lake, Partition } from '../../src/lake/paths.ts'
import type { Table } from '../../src/table/table.ts'
import type { Check } from '../../src/verify/check.ts'
import { checksOf } from '../../src/verify/families.ts'
import { GEX_CHECKS } from '../../src/verify/gex.ts'
import { gexDifferences } from '../../src/verify/gex-differences.ts'
import { gexGrid } from '../../src/verify/gex-grid.ts'
import { gexIdentities } from '../../src/verify/gex-identities.ts'
import { gexLevels } from '../../src/verify/gex-levels.ts'
import { gexOpenInterest } from '../../src/verify/gex-open-interest.ts'
import { gexReplay } from '../../src/verify/gex-replay.ts'
import { type Report, runChecks } from '../../src/verify/run-checks.ts'
import { SLOW } from '../setup/long.ts'
import { namedChecks } from './named-checks.ts'
import {
  GAMMA_LEVELS,
  lakeOf,
  makeOptionDay,
  OPEN_INTEREST,
  OPTION_ORDERS,
  OPTION_STATISTICS,
  type OptionDay,
  removeDay,
  SURFACE,
} from './option-lake.ts'
import { changeManifest, changeRows, copyOf, removeLake, SNAPSHOTS, signal } from './small-lake.ts'
import { cell, lots, pick, rowsOf, rowWhere, setCell, without } from './tables.ts'

let day: OptionDay
let original: Lake
let lake: Lake | undefined

beforeAll(async () => {
  // All seconds of so short a day are replayed.
  day = await makeOptionDay({ session: '12:44-12:45', events: 2500 })
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

const verify = (of: Lake, checks: readonly Check[] = GEX_CHECKS): Promise<Report> =>
  runChecks(of, checks, { signal })

function faultsOf({ checks }: Report): string[] {
  return checks.flatMap(({ findings }) =>
    findings.flatMap(({ check, offending }) => offending.map((fault) => `${check}: ${fault}`)),
  )
}

/** What checks find once rows of one partition are changed, every hash made right again. */
async function faultsAfter(
  checks: readonly Check[],
  partition: Partition,
  change: (table: Table) => readonly Table[] | undefined,
): Promise<string[]> {
  if (lake) removeLake(lake)
  lake = copyOf(original)
  await changeRows(lake, partition, change)
  return faultsOf(await verify(lake, namedChecks(GEX_CHECKS, ...checks)))
}

function faultsOfCell(
  checks: readonly Check[],
  partition: Partition,
  name: string,
  row: number,
  change: (value: never) => bigint | number | string,
): Promise<string[]> {
  return faultsAfter(checks, partition, (table) => {
    setCell(table, name, row, change(cell(table, name, row) as never))
    return undefined
  })
}

/** A row of the surface half way, twelve strikes into its second: at the money. */
const AT_THE_MONEY = 25 * 30 + 12

describe('a day as the pipeline made it', () => {
  it('passes, and reports what it checked', async () => {
    const report = await verify(original)
    expect(faultsOf(report)).toEqual([])
    expect(report.pass).toBe(true)
    const counted = Object.fromEntries(
      report.checks.map(({ name, findings }) => [name, findings.at(0)?.counted]),
    )
    expect(counted).toMatchObject({
      'open interest': { rows: 132 },
      'gex grid': { windows: 60 },
      'gex identities': { rows: 1500 },
      'gex levels': { windows: 60 },
      'gex replay': { levels: 60, seconds: 60, strikes: 1500, differences: 25 * 60 * 9 },
    })
    expect(counted['gex replay']?.repriced).toBeGreaterThan(500)
  })

  it('passes with every expiration, and with later ones alone', SLOW, async () => {
    for (const expiry of ['all', '3d']) {
      lake = await lakeOf(day, undefined, { expiry })
      const report = await verify(lake)
      expect(faultsOf(report)).toEqual([])
      removeLake(lake)
    }
  })

  it('passes up to expiration, with no second blank before it', SLOW, async () => {
    const lastMinutes = await makeOptionDay({ session: '15:56-16:00', events: 2500 })
    try {
      lake = await lakeOf(lastMinutes)
      const report = await verify(lake)
      expect(faultsOf(report)).toEqual([])
      const table = await readTable(lake, GAMMA_LEVELS, ['total_gex_abs'])
      const total = [...table.filled('total_gex_abs')]
      expect(total).toHaveLength(240)
      // The last second ends at expiration.
      expect(total.map((each) => each === 0).lastIndexOf(false)).toBe(238)
      expect(total.slice(0, 239)).not.toContain(0)
    } finally {
      removeDay(lastMinutes)
    }
  })

  it('passes integrity, with its windows and spot held against the snapshot', async () => {
    const report = await runChecks(original, checksOf(['integrity']), { signal })
    expect(faultsOf(report)).toEqual([])
    const agreed = report.checks.filter(({ name }) => /^gex.* agreement$/.test(name))
    expect(agreed.map(({ findings }) => findings[0].counted)).toEqual([
      { windows: 60, rows: 1500 },
      { windows: 60, rows: 60 },
    ])
  })
})

describe('a surface that was changed', () => {
  const larger = (value: number) => value * (1 + 1e-7) + 1e-7

  it.each([
    'iv',
    'gamma',
    'gex_call_abs',
    'gex_put_abs',
    'gex_abs',
    'gex',
    'gex_imbalance_ratio',
    'gex_usd_1pct',
    ...['gex_abs', 'gex', 'gex_imbalance_ratio'].flatMap((name) =>
      [1, 2, 3].map((order) => `d${order}_${name}`),
    ),
  ])('%s by a ten-millionth', async (name) => {
    const named = name.startsWith('d') ? [gexDifferences] : [gexIdentities, gexReplay]
    const faults = await faultsOfCell(named, SURFACE, name, AT_THE_MONEY, larger)
    const place = `row ${AT_THE_MONEY}, window 2026-01-06T17:44:31Z, strike 6900: ${name} is`
    const checks = faults
      .filter((fault) => fault.includes(place))
      .map((fault) => fault.split(':')[0])
    // Differences are told exactly, from the rows before; all else is also recomputed from bronze.
    if (name.startsWith('d')) expect(checks).toContain('gex differences')
    else expect(checks).toContain('gex replay')
    if (name === 'iv') expect(faults.join()).toMatch(/gex identities: .*: gamma is/)
    else expect(checks).toEqual(expect.arrayContaining([expect.not.stringMatching('replay')]))
  })

  it.each(['oi_call', 'oi_put', 'strike_price_int', 'rel_ticks'])('%s by one', async (name) => {
    const one = (value: bigint | number) => (typeof value === 'bigint' ? value + 1n : value + 1)
    const faults = await faultsOfCell([gexGrid, gexIdentities], SURFACE, name, AT_THE_MONEY, one)
    expect(faults.length).toBeGreaterThan(0)
  })

  it('an iv that does not reprice its mid, every identity made to hold', async () => {
    const faults = await faultsOfCell([gexReplay], SURFACE, 'iv', AT_THE_MONEY, larger)
    expect(faults).toContainEqual(
      expect.stringMatching(/its iv \S+ reprices to \S+, not to the mid/),
    )
  })

  it('a quality', async () => {
    const faults = await faultsOfCell([gexReplay], SURFACE, 'quality', AT_THE_MONEY, () => 1)
    expect(faults).toEqual([
      expect.stringMatching(/^gex replay: .*quality is held, the replay's quoted$/),
    ])
  })

  it('none where there is a volatility', async () => {
    const faults = await faultsOfCell([gexIdentities], SURFACE, 'quality', AT_THE_MONEY, () => 3)
    expect(faults).toContainEqual(
      expect.stringMatching(/^gex identities: .*quality is none, but iv is \S+ and gamma/),
    )
  })

  it('a strike that is gone', async () => {
    const faults = await faultsAfter([gexGrid], SURFACE, (table) => [without(table, AT_THE_MONEY)])
    expect(faults).toContainEqual(
      expect.stringMatching(/^gex grid: row 750, .*: it has 24 strikes, expected 25$/),
    )
  })

  it('strikes that are not centred on spot', async () => {
    const faults = await faultsAfter([gexGrid], SURFACE, (table) => {
      for (let row = 750; row < 775; row++) {
        const strike = cell(table, 'strike_price_int', row) as bigint
        setCell(table, 'strike_price_int', row, strike + 5_000_000_000n)
      }
      return undefined
    })
    expect(faults).toContainEqual(
      expect.stringMatching(/^gex grid: row 750, .*: its strike is \d+, expected \d+$/),
    )
  })

  it('exposures that are all 0', async () => {
    const faults = await faultsAfter([gexGrid], SURFACE, (table) => {
      for (const { name } of table.contract.fields) {
        if (name.includes('gex')) table.column(name, 'float64').fill(0)
      }
      return undefined
    })
    expect(faults).toContainEqual(
      'gex grid: every exposure of the day is 0: of open interest of 2026-01-05, no strike near spot has any and a volatility',
    )
  })

  it('exposures that are all 0 for want of orders, and not of open interest', async () => {
    lake = copyOf(original)
    await changeRows(lake, OPTION_ORDERS, (table) => {
      table.column('instrument_id', 'uint32').fill(1)
      return undefined
    })
    await changeRows(lake, SURFACE, (table) => {
      table.column('gex_abs', 'float64').fill(0)
      return undefined
    })
    expect(faultsOf(await verify(lake, namedChecks(GEX_CHECKS, gexGrid)))).toContainEqual(
      'gex grid: every exposure of the day is 0: of the options that expire within 0dte bronze has no order',
    )
  })

  it('seconds and spot, which integrity holds against the snapshot', async () => {
    lake = copyOf(original)
    await changeRows(lake, SURFACE, (table) => {
      setCell(table, 'underlying_spot_ref', 3, 1)
      return [
        pick(
          table,
          rowsOf(table).filter((row) => row < 100 || row >= 125),
        ),
      ]
    })
    await changeRows(lake, GAMMA_LEVELS, (table) => {
      setCell(table, 'spot', 3, 1)
      return [without(table, 7)]
    })
    const report = await runChecks(lake, checksOf(['integrity']), { signal })
    expect(faultsOf(report)).toEqual([
      'gex presence: window 2026-01-06T17:44:05Z: it has 0 rows, at least 1 expected',
      'gex levels presence: window 2026-01-06T17:44:08Z: it has 0 rows, at least 1 expected',
      expect.stringMatching(/^gex agreement: row 3, .*underlying_spot_ref is 1, the snapshot's/),
      'gex agreement: window 2026-01-06T17:44:05Z: it has no row, and should have',
      expect.stringMatching(/^gex levels agreement: row 3, .*: spot is 1, the snapshot's spot/),
      'gex levels agreement: window 2026-01-06T17:44:08Z: it has no row, and should have',
    ])
  })
})

describe('levels that were changed', SLOW, () => {
  it.each(['total_gex', 'total_gex_abs', 'zero_gamma', 'coverage', 'coverage_gex'])(
    '%s by little',
    async (name) => {
      const faults = await faultsOfCell(
        [gexReplay],
        GAMMA_LEVELS,
        name,
        30,
        (value: number) => value - 2e-6 * Math.max(1, value),
      )
      expect(faults).toContainEqual(
        expect.stringMatching(
          new RegExp(`^gex replay: row 30, window 2026-01-06T17:44:31Z: ${name} is`),
        ),
      )
    },
  )

  it.each(['call_wall', 'put_wall', 'abs_gamma_strike'])('%s at another strike', async (name) => {
    const faults = await faultsOfCell(
      [gexReplay],
      GAMMA_LEVELS,
      name,
      30,
      (value: number) => value + 5,
    )
    expect(faults).toContainEqual(expect.stringMatching(new RegExp(`^gex replay: .*: ${name} is`)))
  })

  it('crossings', async () => {
    const faults = await faultsOfCell(
      [gexReplay],
      GAMMA_LEVELS,
      'crossings',
      30,
      (value: number) => value + 1,
    )
    expect(faults).toEqual([
      expect.stringMatching(/^gex replay: .*: crossings is \d+, the replay's/),
    ])
  })

  it.each(['gamma_sign', 'zero_gamma_direction'])('%s', async (name) => {
    const faults = await faultsOfCell([gexReplay], GAMMA_LEVELS, name, 30, (sign: number) => -sign)
    expect(faults).toContainEqual(expect.stringMatching(/^gex replay: row 30, .*/))
  })

  const random = fc.sample(fc.nat(59), { numRuns: 9, seed: 18 })
  it.each([
    ['zero_gamma', (value: number) => value + 0.5],
    ['coverage', (value: number) => (value > 0.5 ? value - 0.05 : value + 0.05)],
    ['total_gex', (value: number) => value * 1.01],
    ['total_gex_abs', (value: number) => value * 1.01],
  ])('%s in any second', async (name, change) => {
    // A report shows five faults of a check.
    for (const rows of [random.slice(0, 5), random.slice(5)]) {
      const faults = await faultsAfter([gexReplay], GAMMA_LEVELS, (table) => {
        for (const row of rows) setCell(table, name, row, change(cell(table, name, row) as number))
        return undefined
      })
      for (const row of rows) {
        const place = new RegExp(`^gex replay: row ${row}, window \\S+: ${name} is`)
        expect(faults).toContainEqual(expect.stringMatching(place))
      }
    }
  })

  it.each([
    ['zero_gamma', Number.NaN, /zero_gamma is NaN with \d crossings/],
    ['zero_gamma', 1, /zero_gamma is 1, beyond ±3 % of spot/],
    ['total_gex', 1e12, /total_gex is \S+, beyond ±total_gex_abs/],
    ['total_gex_abs', 1, /total_gex_abs is 1, less than the surface's own/],
    ['abs_gamma_strike', Number.NaN, /abs_gamma_strike is NaN, but \d+ has gex_abs/],
  ])('%s of %d is no level of its surface', async (name, value, fault) => {
    const faults = await faultsOfCell([gexLevels], GAMMA_LEVELS, name, 30, () => value)
    const own = faults.filter((each) => each.startsWith('gex levels: '))
    expect(own).toContainEqual(expect.stringMatching(fault))
  })
})

describe('what it was made of, changed', () => {
  it('a price of an order', async () => {
    const faults = await faultsAfter([gexReplay], OPTION_ORDERS, (table) => {
      // Quotes move by a tick; only those out of the money near spot are on the surface.
      for (const row of rowsOf(table).slice(table.length / 3, table.length / 2)) {
        const price = cell(table, 'price', row) as bigint
        if (lots(table, 'action', row) === 77) setCell(table, 'price', row, price + 50_000_000n)
      }
      return undefined
    })
    expect(faults.length).toBeGreaterThan(0)
    expect(faults.every((fault) => fault.startsWith('gex replay: '))).toBe(true)
  })

  it('a statistic', async () => {
    const faults = await faultsAfter([gexOpenInterest, gexReplay], OPTION_STATISTICS, (table) => {
      for (const row of rowsOf(table)) {
        const quantity = cell(table, 'quantity', row) as bigint
        if (lots(table, 'stat_type', row) === 9) setCell(table, 'quantity', row, quantity + 1n)
      }
      return undefined
    })
    expect(faults).toContainEqual(
      expect.stringMatching(/^gex replay: .*(oi_(call|put)|total_gex_abs|coverage) is/),
    )
    expect(faults).toContainEqual(expect.stringMatching(/^open interest: row 0: bronze does not/))
  })

  it('a mid of the future', async () => {
    const faults = await faultsAfter([gexIdentities], SNAPSHOTS, (table) => {
      const row = rowWhere(table, (each) => each > 20)
      setCell(table, 'mid_price', row, (cell(table, 'mid_price', row) as number) + 0.25)
      return undefined
    })
    expect(faults).toContainEqual(expect.stringMatching(/^gex identities: .*gamma is/))
  })
})

describe('open interest that was changed', SLOW, () => {
  it.each([
    ['open_interest', (value: number) => value + 1],
    ['right', (value: number) => 1 - value],
    ['strike_price_int', (value: bigint) => value + 1n],
    ['expiration_ts_ns', (value: bigint) => value + 1n],
    ['multiplier', (value: number) => value + 1],
    ['ts_ref_ns', (value: bigint) => value + 1n],
    ['valid_from_ns', (value: bigint) => value + 1n],
    ['valid_to_ns', (value: bigint) => value - 1n],
    ['option_symbol', (value: string) => `${value}0`],
  ] as const)('%s', async (name, change) => {
    const faults = await faultsOfCell(
      [gexOpenInterest],
      OPEN_INTEREST,
      name,
      3,
      change as (value: never) => number,
    )
    expect(faults.map((fault) => fault.split(':')[0])).toEqual(['open interest', 'open interest'])
    expect(faults[0]).toMatch(/row 3: bronze does not publish \d+ lots of E1BF6 [CP]\d+/)
    expect(faults[1]).toContain(`it has no row of`)
  })

  it('a row that is gone, and one twice', async () => {
    const gone = await faultsAfter([gexOpenInterest], OPEN_INTEREST, (table) => [without(table, 3)])
    expect(gone).toEqual([expect.stringMatching(/^open interest: it has no row of \d+ lots/)])
    const twice = await faultsAfter([gexOpenInterest], OPEN_INTEREST, (table) => [
      pick(table, [0, 0, ...rowsOf(table).slice(1)]),
    ])
    expect(twice).toEqual([expect.stringMatching(/^open interest: row 1: bronze does not publish/)])
  })
})

describe('a manifest that does not say what it was made with', () => {
  it.each(['rate', 'dealer_sign_put', 'multiplier', 'expiry'])('%s', async (name) => {
    lake = copyOf(original)
    changeManifest(lake, SURFACE, (manifest) => {
      const { [name]: _, ...parameters } = manifest.stage.parameters
      return { ...manifest, stage: { ...manifest.stage, parameters } }
    })
    const report = await verify(lake, namedChecks(GEX_CHECKS, gexReplay))
    expect(report.pass).toBe(false)
    expect(faultsOf(report)).toContainEqual(
      expect.stringMatching(
        /^gex replay: the check could not be finished: .*(states no|cannot be)/,
      ),
    )
  })
})
