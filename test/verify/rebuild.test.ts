import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { loadContract } from '../../src/contracts/load.ts'
import type { Lake, Partition } from '../../src/lake/paths.ts'
import type { Table } from '../../src/table/table.ts'
import { rebuild } from '../../src/verify/rebuild.ts'
import type { MboRecord } from '../book/records.ts'
import {
  buildDay,
  changeManifest,
  copyOf,
  emptyLake,
  faultsAfter,
  findingOf,
  market,
  RADARS,
  removeLake,
  SNAPSHOTS,
  smallLake,
  WALLS,
  writeDay,
} from './small-lake.ts'
import { addTo, cell, pick, rowsOf, setCell, without } from './tables.ts'

let lake: Lake
let other: Lake | undefined
beforeAll(async () => {
  lake = await smallLake(20)
})
afterAll(() => removeLake(lake))
afterEach(() => {
  if (other) removeLake(other)
  other = undefined
})

const faults = (partition: Partition, change: (table: Table) => readonly Table[] | undefined) =>
  faultsAfter(lake, rebuild, partition, change)

const KEYS = ['window_end_ts_ns', 'side', 'price_int']
const columnsOf = (name: string) =>
  loadContract(name)
    .fields.map((field) => field.name)
    .filter((field) => !KEYS.includes(field))

/** Changes a cell to another that its contract allows. */
function touch(table: Table, name: string, row: number): undefined {
  const field = table.contract.fields.find((each) => each.name === name)
  const before = cell(table, name, row)
  if (field?.kind === 'boolean' || field?.kind === 'letter')
    setCell(table, name, row, before === 0 ? 1 : 0)
  else if (typeof before === 'bigint') setCell(table, name, row, before + 1n)
  else setCell(table, name, row, Number(before) + (field?.kind === 'float64' ? 1e-9 : 1))
}

describe('rebuild', () => {
  it('gives every row', async () => {
    const { pass, counted } = await findingOf(lake, rebuild, SNAPSHOTS)
    expect(pass).toBe(true)
    expect(counted).toMatchObject({ windows: 20 })
  })

  it.each(columnsOf('silver/book_snapshot_1s'))('compares the snapshot, %s', async (name) => {
    expect(await faults(SNAPSHOTS, (table) => touch(table, name, 13))).toEqual([
      expect.stringMatching(
        new RegExp(
          `^snapshot row 13, window 2026-01-06T14:30:14Z: ${name} is \\S+, the rebuild's \\S+$`,
        ),
      ),
    ])
  })

  it.each(columnsOf('silver/wall_surface_1s'))('compares the wall, %s', async (name) => {
    expect(await faults(WALLS, (table) => touch(table, name, 99))).toEqual([
      expect.stringMatching(
        new RegExp(`^wall row 99, window \\S+, \\w+ \\S+: ${name} is \\S+, the rebuild's \\S+$`),
      ),
    ])
  })

  it.each([
    'window_start_ts_ns',
    'spot_ref_price',
    'spot_ref_price_int',
    'approach_dir',
    'window_valid',
    'f1_ask_com_disp_log',
    'u19_bid_bbo_dist_ticks',
    'd3_u17_up_total_log',
  ])('compares the radar, %s', async (name) => {
    expect(await faults(RADARS, (table) => touch(table, name, 9))).toEqual([
      expect.stringMatching(
        new RegExp(`^radar row 9, window \\S+: ${name} is \\S+, the rebuild's \\S+$`),
      ),
    ])
  })

  it.each([
    [RADARS, 7],
    [SNAPSHOTS, 7],
    [WALLS, 50],
    [WALLS, 0],
  ])('misses one row, and only that: $dataset %i', async (partition, row) => {
    const found = await faults(partition, (table) => [without(table, row)])
    expect(found).toEqual([
      expect.stringMatching(
        /^\w+ has no row of window_end_ts_ns 2026-01-06T14:30:\d\dZ.*, but the rebuild has$/,
      ),
    ])
  })

  it('misses the last rows', async () => {
    const found = await faults(SNAPSHOTS, (table) => [without(table, 18, 19)])
    expect(found).toHaveLength(2)
  })

  it('knows rows that are too many, also behind the last', async () => {
    const found = await faults(SNAPSHOTS, (table) => {
      const more = pick(table, [...rowsOf(table), 19])
      addTo(more, 'window_end_ts_ns', 20, 1e9)
      return [more]
    })
    expect(found).toEqual([
      'snapshot row 20, window 2026-01-06T14:30:21Z: the rebuild has no such row',
    ])
    const inside = await faults(WALLS, (table) => {
      const more = pick(table, [0, ...rowsOf(table)])
      addTo(more, 'price_int', 0, -1)
      return [more]
    })
    expect(inside).toEqual([expect.stringMatching(/^wall row 0, .*: the rebuild has no such row$/)])
  })

  it.each([
    'records',
    'duplicate_add',
    'modify_unknown',
    'cancel_unknown',
    'side_change',
    'hidden_fill_qty',
    'resting_orders',
    'crossed_windows',
  ])('counts again: %s', async (name) => {
    other = copyOf(lake)
    changeManifest(other, WALLS, ({ quality, ...manifest }) => ({
      ...manifest,
      quality: { ...quality, [name]: -1 },
    }))
    expect((await findingOf(other, rebuild, SNAPSHOTS)).offending).toEqual([
      expect.stringMatching(
        new RegExp(`book_snapshot_1s ESH6 2026-01-06: quality ${name} is -1, the rebuild's \\d+$`),
      ),
    ])
  })

  it('needs bronze that is recorded', async () => {
    other = copyOf(lake)
    changeManifest(other, SNAPSHOTS, (manifest) => ({ ...manifest, inputs: [] }))
    const { pass, offending } = await findingOf(other, rebuild, SNAPSHOTS)
    expect(pass).toBe(false)
    expect(offending[0]).toMatch(/records no bronze to rebuild it from/)
  })
})

describe('rebuild of other days', () => {
  async function passes(records: readonly MboRecord[], options = {}) {
    other = emptyLake()
    const path = join(other.root, 'day.dbn')
    await writeDay(path, records)
    await buildDay(other, [path], undefined, { maxRelTicks: 8, ...options })
    const { offending, counted } = await findingOf(other, rebuild, SNAPSHOTS)
    expect(offending).toEqual([])
    return counted
  }

  it('over hours without a record, and several row groups', async () => {
    const records = market(15)
    const last = records[records.length - 1]
    const later = 5_000n * 1_000_000_000n
    const after = { ...last, time: last.time + later, received: last.received + later }
    const counted = await passes([...records, after])
    expect(counted.windows).toBe(5_015)
  })

  it('over several row groups, second by second', async () => {
    expect((await passes(market(320))).windows).toBe(320)
  })

  it('of a session that begins and ends inside the records', async () => {
    const counted = await passes(market(100), { session: '09:30-09:31' })
    expect(counted.windows).toBe(60)
    const late = await passes(market(100), { session: '09:31-09:40' })
    expect(late.windows).toBe(40)
  })

  it('of records that come late', async () => {
    const records = market(30)
    const swapped = records.map((record, index) =>
      index % 40 === 39 ? { ...record, time: record.time - 2_500_000_000n } : record,
    )
    expect((await passes(swapped)).windows).toBe(30)
  })
})
