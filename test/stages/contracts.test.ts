import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listPartitions } from '../../src/lake/partition/list.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { definitionDate } from '../../src/stages/definition-date.ts'
import { contractOf } from '../../src/stages/future-contract.ts'
import { DAY, dayRecords, definition, mappingsOf, NEXT_DAY, timeOf, writeDbn } from './made-day.ts'
import { ingestFiles, manifestOf, runStages, temporaryFolder, temporaryLake } from './made-lake.ts'

/** Ingests a day's orders of a symbol, as instrument 101. */
async function addOrders(lake: Lake, date: string, symbol = 'ESH6'): Promise<void> {
  const path = join(temporaryFolder(), `${date}.dbn`)
  const records = dayRecords({ date, seconds: 5, instruments: ['ESH6'] })
  await writeDbn(path, records, {
    date,
    metadata: { mappings: mappingsOf(date, { [symbol]: 101 }) },
  })
  await ingestFiles(lake, [path])
}

/** Ingests a day's definition of a symbol. */
async function addDefinition(
  lake: Lake,
  date: string,
  symbol: string,
  maturity: { maturity_year?: number; maturity_month?: number; expiration?: bigint },
): Promise<void> {
  const path = join(temporaryFolder(), `${date}.definition.dbn`)
  const time = timeOf(date, '00:00:00')
  const unknown = { maturity_year: 65_535, maturity_month: 255, expiration: -1n }
  const fields = { instrument_id: 101, ts_event: time, ts_recv: time, ...unknown, ...maturity }
  const metadata = { mappings: mappingsOf(date, { [symbol]: 101 }) }
  await writeDbn(path, [definition(symbol, fields)], { kind: 'definition', date, metadata })
  await ingestFiles(lake, [path])
}

/** The contracts that all manifests of the lake name, by date. */
async function contractsIn(lake: Lake): Promise<Record<string, string[]>> {
  const found: Record<string, Set<string>> = {}
  for (const partition of await listPartitions(lake)) {
    const { stage } = await manifestOf(lake, partition)
    found[partition.dt] ??= new Set()
    found[partition.dt].add(String(stage.parameters.contract))
  }
  return Object.fromEntries(Object.entries(found).map(([dt, names]) => [dt, [...names]]))
}

describe('every manifest names its contract', () => {
  it('by the symbol’s month and digits, where no definition is there', async () => {
    const lake = temporaryLake()
    await addOrders(lake, DAY)
    await runStages(lake)
    expect(await contractsIn(lake)).toEqual({ [DAY]: ['ES 2026-03'] })
  })

  it.each([
    ['maturity', { maturity_year: 2036, maturity_month: 3 }],
    ['expiration', { expiration: timeOf('2036-03-21', '13:30:00') }],
  ])('by the definition’s %s of the date, or of a day near it', async (_by, maturity) => {
    const lake = temporaryLake()
    await addDefinition(lake, DAY, 'ESH6', maturity)
    await addOrders(lake, DAY)
    await addOrders(lake, NEXT_DAY)
    // Too far from the definition.
    await addOrders(lake, '2026-01-20')
    await runStages(lake)
    expect(await contractsIn(lake)).toEqual({
      [DAY]: ['ES 2036-03'],
      [NEXT_DAY]: ['ES 2036-03'],
      '2026-01-20': ['ES 2026-03'],
    })
  })

  it('and changes with a definition', async () => {
    const lake = temporaryLake()
    await addOrders(lake, DAY)
    expect(await contractOf(lake, { symbol: 'ESH6', dt: DAY })).toBe('ES 2026-03')
    await addDefinition(lake, DAY, 'ESH6', { maturity_year: 2036, maturity_month: 3 })
    expect(await contractOf(lake, { symbol: 'ESH6', dt: DAY })).toBe('ES 2036-03')
  })
})

it('definitions of the contract that had the symbol ten years before are not used', async () => {
  const lake = temporaryLake()
  const maturity = { maturity_year: 2016, maturity_month: 3 }
  await addDefinition(lake, '2016-01-05', 'ESH6', maturity)
  expect(await definitionDate(lake, { symbol: 'ESH6', dt: '2016-02-01' })).toBe('2016-01-05')
  expect(await definitionDate(lake, { symbol: 'ESH6', dt: DAY })).toBe(DAY)
  await addDefinition(lake, '2026-01-05', 'ESH6', { maturity_year: 2026, maturity_month: 3 })
  expect(await definitionDate(lake, { symbol: 'ESH6', dt: DAY })).toBe('2026-01-05')
})
