import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RowGroup } from 'hyparquet'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Contract } from '../../src/contracts/contract.ts'
import type { Manifest } from '../../src/lake/partition/manifest.ts'
import { readPartition } from '../../src/lake/partition/read.ts'
import type { Lake, Partition } from '../../src/lake/paths.ts'
import { gather } from '../../src/table/gather.ts'
import { Table } from '../../src/table/table.ts'
import { whole } from '../../src/verify/whole.ts'
import { partPath, shownFolder, shownPath } from '../lake/lake-files.ts'
import { forge } from './forgery.ts'
import {
  BRONZE,
  changeManifest,
  changeRows,
  copyOf,
  findingOf,
  removeLake,
  SNAPSHOTS,
  smallLake,
  WALLS,
} from './small-lake.ts'
import { addTo, cell, pick, rowsOf, rowWhere, setCell, without } from './tables.ts'

let original: Lake
let lake: Lake
beforeAll(async () => {
  original = await smallLake(20)
})
afterAll(() => removeLake(original))
beforeEach(() => {
  lake = copyOf(original)
})
afterEach(() => removeLake(lake))

const faults = async (partition: Partition) => (await findingOf(lake, whole, partition)).offending

async function tableOf(partition: Partition): Promise<Table> {
  const reader = await readPartition(lake, partition)
  const table = await reader.read(0)
  await reader.close()
  return table
}

describe('whole', () => {
  it.each([BRONZE, SNAPSHOTS, WALLS])('passes: $dataset', async (partition) => {
    const { pass, counted } = await findingOf(lake, whole, partition)
    expect(pass).toBe(true)
    expect(counted).toMatchObject({ files: 1, 'row groups': 1 })
  })

  it('knows of a file that the manifest does not', async () => {
    writeFileSync(join(shownFolder(lake, WALLS), 'part-00001.parquet'), 'more')
    expect(await faults(WALLS)).toEqual([
      expect.stringMatching(/part-00001\.parquet: the manifest has no such file$/),
    ])
  })

  it('hashes every file', async () => {
    const bytes = readFileSync(partPath(lake, WALLS))
    bytes[0] ^= 1 // of the magic in front, which no checksum covers
    for (const path of [partPath, shownPath]) writeFileSync(path(lake, WALLS), bytes)
    expect(await faults(WALLS)).toEqual([
      expect.stringMatching(/sha256 is [0-9a-f]{64}, expected [0-9a-f]{64}$/),
    ])
  })

  it('counts rows again', async () => {
    changeManifest(lake, SNAPSHOTS, ({ files: [file], ...manifest }) => ({
      ...manifest,
      rows: 21,
      files: [{ ...file, rows: 21 }],
    }))
    expect(await faults(SNAPSHOTS)).toEqual(['20 rows, the manifest says 21'])
  })

  it('knows its contract', async () => {
    changeManifest(lake, WALLS, (manifest: Manifest) => ({
      ...manifest,
      contract_sha256: '0'.repeat(64),
    }))
    expect(await faults(WALLS)).toEqual([
      expect.stringMatching(/was written under another contract/),
    ])
  })

  it('has the schema of its contract', async () => {
    forge(lake, WALLS, [await tableOf(SNAPSHOTS)])
    expect(await faults(WALLS)).toEqual([
      expect.stringMatching(/the file is damaged: column 0 of the schema is row 24, not row 19/),
    ])
  })

  it('holds nothing that its contract forbids', async () => {
    const table = await tableOf(WALLS)
    setCell(table, 'order_count', 7, -1)
    forge(lake, WALLS, [table])
    expect(await faults(WALLS)).toEqual([
      expect.stringMatching(
        /wall_surface_1s, row 7: field order_count does not fit .*at least 0.*-1/,
      ),
    ])
  })

  it.each([Number.NaN, Infinity, -Infinity])('holds no %s', async (value) => {
    const table = await tableOf(SNAPSHOTS)
    setCell(table, 'trade_value', 3, value)
    forge(lake, SNAPSHOTS, [table])
    expect(await faults(SNAPSHOTS)).toEqual([
      expect.stringMatching(new RegExp(`row 3: field trade_value does not fit .*found ${value}`)),
    ])
  })

  it('is sorted', async () => {
    await changeRows(lake, WALLS, (table) => {
      const rows = rowsOf(table)
      return [pick(table, [...rows.slice(0, 50), rows[51], rows[50], ...rows.slice(52)])]
    })
    expect(await faults(WALLS)).toEqual([
      'row group 0, row 51: it does not come after the row before it by window_end_ts_ns, side, price_int',
    ])
  })

  it('is sorted from one row group to the next', async () => {
    await changeRows(lake, SNAPSHOTS, (table) => [without(table, 0, 1), pick(table, [0, 1])])
    expect(await faults(SNAPSHOTS)).toEqual([
      'row group 1, row 18: it does not come after the row before it by window_end_ts_ns',
    ])
  })

  it('has no row twice, except in bronze', async () => {
    await changeRows(lake, WALLS, (table) => [pick(table, [0, ...rowsOf(table)])])
    expect(await faults(WALLS)).toEqual([
      expect.stringMatching(/^row group 0, row 1: it does not come/),
    ])
    await changeRows(lake, BRONZE, (table) => [pick(table, [0, ...rowsOf(table)])])
    expect(await faults(BRONZE)).toEqual([])
  })

  it('has ranges that hold its values', async () => {
    const shifted = (rowGroup: RowGroup): RowGroup => ({
      ...rowGroup,
      columns: rowGroup.columns.map((chunk) => {
        const { meta_data } = chunk
        if (meta_data?.path_in_schema[0] !== 'price_int') return chunk
        const statistics = { ...meta_data.statistics, min_value: 5n }
        return { ...chunk, meta_data: { ...meta_data, statistics } }
      }),
    })
    forge(lake, WALLS, [await tableOf(WALLS)], shifted)
    expect(await faults(WALLS)).toEqual([
      expect.stringMatching(
        /^row group 0: the range of price_int is said to be 5 to \d+, but is \d+/,
      ),
    ])
  })

  /** The same rows, under a contract that is a little another. */
  function under(table: Table, change: Partial<Contract>): Table {
    const columns = table.contract.fields.map(({ name }) => [name, table.filled(name)] as const)
    const contract = { ...table.contract, ...change }
    return Table.from(contract, Object.fromEntries(columns), table.length)
  }

  it('has timestamps that are the ends of its seconds', async () => {
    const table = await tableOf(SNAPSHOTS)
    const [ts] = table.contract.derived
    const starts = under(table, { derived: [{ ...ts, from: 'window_start_ts_ns' }] })
    forge(lake, SNAPSHOTS, [starts])
    const found = await faults(SNAPSHOTS)
    expect(found[0]).toMatch(/^row group 0, its row 0: ts is \d+ µs, window_end_ts_ns \d+ ns$/)
  })

  it('has a range of its timestamps that holds them', async () => {
    const narrowed = (rowGroup: RowGroup): RowGroup => ({
      ...rowGroup,
      columns: rowGroup.columns.map((chunk) => {
        const { meta_data } = chunk
        if (meta_data?.path_in_schema[0] !== 'ts') return chunk
        const { min_value } = meta_data.statistics ?? {}
        const statistics = { ...meta_data.statistics, max_value: min_value as bigint }
        return { ...chunk, meta_data: { ...meta_data, statistics } }
      }),
    })
    forge(lake, WALLS, [await tableOf(WALLS)], narrowed)
    expect(await faults(WALLS)).toEqual([
      expect.stringMatching(
        /^row group 0: the range of ts is said to be (\d+) to \1, but is \1 to/,
      ),
    ])
  })

  it('has as many NULLs as it says', async () => {
    const sound = await tableOf(SNAPSHOTS)
    const none = Array.from(sound.column('trade_open_price_int', 'int64')).filter(
      (price) => price === 2n ** 63n - 1n,
    )
    const said = (rowGroup: RowGroup): RowGroup => ({
      ...rowGroup,
      columns: rowGroup.columns.map((chunk) => {
        const { meta_data } = chunk
        if (meta_data?.path_in_schema[0] !== 'trade_open_price_int') return chunk
        return { ...chunk, meta_data: { ...meta_data, statistics: { null_count: 77n } } }
      }),
    })
    forge(lake, SNAPSHOTS, [sound], said)
    expect(await faults(SNAPSHOTS)).toEqual([
      `row group 0: trade_open_price_int is said to be NULL in 77 rows, but is in ${none.length}`,
    ])
  })

  it('has a price in every row of a column that is not nullable', async () => {
    const table = await tableOf(WALLS)
    setCell(table, 'spot_ref_price_int', 7, 2n ** 63n - 1n)
    forge(lake, WALLS, [table])
    expect(await faults(WALLS)).toEqual([
      expect.stringMatching(/row 7: field spot_ref_price_int does not fit its contract.*a price/),
    ])
  })

  it('says what its columns are', async () => {
    const table = await tableOf(SNAPSHOTS)
    forge(lake, SNAPSHOTS, [under(table, { text: table.contract.text.replace('Best bid', 'Bid') })])
    expect(await faults(SNAPSHOTS)).toEqual([
      expect.stringMatching(/damaged: spymaster\.contract is not the contract of silver/),
    ])
  })

  it('has columns as long as their row group', async () => {
    const table = await tableOf(SNAPSHOTS)
    forge(lake, SNAPSHOTS, [table], (rowGroup) => ({ ...rowGroup, num_rows: 19n }))
    const found = await faults(SNAPSHOTS)
    expect(found[0]).toContain('row group 0: column window_start_ts_ns has 20 values, expected 19')
  })

  it('has row groups of whole windows', async () => {
    await changeRows(lake, WALLS, (table) => {
      const end = cell(table, 'window_end_ts_ns', 50)
      const next = rowWhere(
        table,
        (row) => row > 50 && cell(table, 'window_end_ts_ns', row) !== end,
      )
      const before = rowsOf(table).slice(0, next - 1)
      return [pick(table, before), without(table, ...before)]
    })
    expect(await faults(WALLS)).toEqual([
      expect.stringMatching(/^row group 1: window \S+ began in the row group before it$/),
    ])
  })

  it('has row groups of no more windows than its rule', async () => {
    await changeRows(lake, SNAPSHOTS, (table) => {
      addTo(table, 'window_end_ts_ns', 19, 3_581e9)
      return undefined
    })
    expect(await faults(SNAPSHOTS)).toEqual([
      'row group 0: it spans 3601 windows, at most 3600 expected',
    ])
  })

  it('has row groups of no more rows than its rule', async () => {
    await changeRows(lake, BRONZE, (table) => {
      const many = new Table(table.contract, 262_145)
      gather(table, new Int32Array(262_145), many)
      many.length = 262_145
      return [many]
    })
    expect(await faults(BRONZE)).toEqual(['row group 0: 262145 rows, at most 262144 expected'])
  })

  it('is read on after a row group that cannot be', async () => {
    const table = await tableOf(WALLS)
    const end = cell(table, 'window_end_ts_ns', 50)
    const before = rowsOf(table).filter((row) => cell(table, 'window_end_ts_ns', row) < end)
    const after = without(table, ...before)
    setCell(after, 'add_qty', 2, -1)
    forge(lake, WALLS, [pick(table, before), after])
    const path = partPath(lake, WALLS)
    const bytes = readFileSync(path)
    bytes[100] ^= 1
    writeFileSync(path, bytes)
    const found = await faults(WALLS)
    expect(found).toEqual([
      expect.stringMatching(/parquet: sha256 is/),
      expect.stringMatching(/parquet, row group 0, column \w+: the file is damaged/),
      expect.stringMatching(new RegExp(`row ${before.length + 2}: field add_qty does not fit`)),
    ])
  })
})
