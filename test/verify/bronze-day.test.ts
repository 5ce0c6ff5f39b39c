import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATASETS } from '../../src/contracts/registry.ts'
import type { Manifest } from '../../src/lake/partition/manifest.ts'
import { openPartition } from '../../src/lake/partition/write.ts'
import type { Lake, Partition } from '../../src/lake/paths.ts'
import { Table } from '../../src/table/table.ts'
import { bronzeDefinitions, bronzeOrders } from '../../src/verify/bronze-day.ts'
import {
  BRONZE,
  changeManifest,
  copyOf,
  DT,
  faultsAfter,
  findingOf,
  removeLake,
  SYMBOL,
  smallLake,
} from './small-lake.ts'
import { addTo, setCell } from './tables.ts'

const DAY_NS = 86_400e9

let lake: Lake
beforeAll(async () => {
  lake = await smallLake(12)
})
afterAll(() => removeLake(lake))

const faults = (change: (table: Table) => void) =>
  faultsAfter(lake, bronzeOrders, BRONZE, (table) => {
    change(table)
    return undefined
  })

describe('bronze orders', () => {
  it('pass', async () => {
    const { pass, counted } = await findingOf(lake, bronzeOrders, BRONZE)
    expect(pass).toBe(true)
    expect(counted.records).toBeGreaterThan(100)
  })

  it('were received on their day', async () => {
    const found = await faults((table) => {
      addTo(table, 'ts_recv', 4, DAY_NS)
      addTo(table, 'ts_recv', 5, -DAY_NS)
    })
    expect(found).toEqual([
      'row 4: received at 2026-01-07T14:30:00.000000000Z, expected a time of 2026-01-06',
      expect.stringMatching(/^row 5: received at 2026-01-05T/),
    ])
  })

  it('or count as the last good one, where their time is undefined or flagged as bad', async () => {
    const found = await faults((table) => {
      setCell(table, 'ts_recv', 4, -1n)
      addTo(table, 'ts_event', 4, DAY_NS)
      addTo(table, 'ts_recv', 40, DAY_NS)
      setCell(table, 'flags', 40, 128 | 8)
      // A snapshot's is always flagged, and is the time of the snapshot.
      addTo(table, 'ts_recv', 5, DAY_NS)
      setCell(table, 'flags', 5, 32 | 8)
    })
    expect(found).toEqual([expect.stringMatching(/^row 5: received at 2026-01-07T/)])
  })

  it('are of a file that is recorded', async () => {
    expect(await faults((table) => setCell(table, 'file_index', 9, 1))).toEqual([
      'row 9: file_index is 1, expected one of 1 inputs',
    ])
  })

  it.each(['traded_volume', 'records'])('are counted again: %s', async (name) => {
    const copy = copyOf(lake)
    changeManifest(copy, BRONZE, ({ quality, ...manifest }: Manifest) => ({
      ...manifest,
      quality: { ...quality, [name]: 1 },
    }))
    const { offending } = await findingOf(copy, bronzeOrders, BRONZE)
    removeLake(copy)
    expect(offending).toEqual([
      expect.stringMatching(new RegExp(`^the manifest's ${name} is 1, counted \\d+$`)),
    ])
  })

  it('of a volume that the manifest must say', async () => {
    const found = await faults((table) => {
      const trade = table.column('action', 'char').indexOf(84)
      addTo(table, 'size', trade, 3)
    })
    expect(found).toEqual([expect.stringMatching(/^the manifest's traded_volume is \d+, counted/)])
  })
})

describe('bronze definitions', () => {
  const partition: Partition = { dataset: DATASETS.definitions, symbol: SYMBOL, dt: DT }
  const stage = { name: 'bronze/instrument_definitions', revision: 1, parameters: {} }

  async function definitions(receivedAt: bigint) {
    const copy = copyOf(lake)
    const contract = copy.datasets.get(DATASETS.definitions)?.contract
    if (!contract) throw new Error('no definitions in the lake')
    const table = new Table(contract, 1)
    table.length = 1
    table.column('ts_recv', 'int64')[0] = receivedAt
    const writer = await openPartition(copy, partition)
    await writer.writeRowGroup(table)
    const input = { file: 'definitions.dbn', sha256: '0'.repeat(64), bytes: 1 }
    await writer.commit({ stage, inputs: [input], quality: {} })
    const finding = await findingOf(copy, bronzeDefinitions, partition)
    removeLake(copy)
    return finding
  }

  it('pass on their day', async () => {
    const { pass, counted } = await definitions(1_767_657_600_000_000_000n)
    expect({ pass, counted }).toEqual({ pass: true, counted: { records: 1 } })
  })

  it('fail on another', async () => {
    const { offending } = await definitions(1_767_657_599_999_999_999n)
    expect(offending).toEqual([
      'row 0: received at 2026-01-05T23:59:59.999999999Z, expected a time of 2026-01-06',
    ])
  })
})
