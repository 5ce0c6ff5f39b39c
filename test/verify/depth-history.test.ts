import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import type { Table } from '../../src/table/table.ts'
import { depthHistory } from '../../src/verify/depth-history.ts'
import {
  buildDay,
  emptyLake,
  faultsAfter,
  findingOf,
  market,
  removeLake,
  SNAPSHOTS,
  smallLake,
  WALLS,
  writeDay,
} from './small-lake.ts'
import { addTo, cell, lots, pick, rowsOf, rowWhere, without } from './tables.ts'

let lake: Lake
beforeAll(async () => {
  lake = await smallLake(40)
})
afterAll(() => removeLake(lake))

const faults = (change: (table: Table) => readonly Table[] | undefined) =>
  faultsAfter(lake, depthHistory, WALLS, change)

/** A level of the middle of the day, near spot: within range in the seconds around it. */
const near = (table: Table) =>
  rowWhere(
    table,
    (row) =>
      row > table.length / 2 &&
      Math.abs(lots(table, 'rel_ticks', row)) < 4 &&
      lots(table, 'depth_qty_start', row) > 0 &&
      lots(table, 'depth_qty_end', row) > 0,
  )

const alter = (name: string, amount = 1) =>
  faults((table) => {
    addTo(table, name, near(table), amount)
    return undefined
  })

describe('depth history', () => {
  it('passes while prices come into range and leave it', async () => {
    const { pass, counted } = await findingOf(lake, depthHistory, WALLS)
    expect(pass).toBe(true)
    expect(counted.windows).toBe(40)
    expect(counted.continued).toBeLessThan(counted.levels)
  })

  it('goes on over row groups', async () => {
    const found = await faults((table) => {
      const end = cell(table, 'window_end_ts_ns', near(table))
      const before = rowsOf(table).filter((row) => cell(table, 'window_end_ts_ns', row) < end)
      return [pick(table, before), without(table, ...before)]
    })
    expect(found).toEqual([])
  })

  it.each(['d1', 'd2', 'd3'])('has right differences: %s', async (difference) => {
    expect(await alter(`${difference}_depth_qty`)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^row \\d+, window \\S+, \\w+ \\S+: ${difference}_depth_qty is -?\\d+, expected -?\\d+$`,
        ),
      ),
    ])
  })

  it('has every start at the end before', async () => {
    const found = await alter('depth_qty_start')
    expect(found[0]).toMatch(/^row \d+, .*: depth_qty_start is \d+, expected \d+$/)
  })

  it('has every end at the start after', async () => {
    const found = await alter('depth_qty_end', 50)
    expect(found.join('\n')).toMatch(/d1_depth_qty is -?\d+, expected -?\d+/)
    expect(found.join('\n')).toMatch(/depth_qty_start is \d+, expected \d+/)
  })

  it('misses a row where depth stood at its start', async () => {
    const found = await faults((table) => [without(table, near(table))])
    expect(found[0]).toMatch(
      /^window \S+, (ask|bid) \d{4}\S*: it has no row, though \d+ lots stood/,
    )
  })

  it('misses the row of a level that is new', async () => {
    const found = await faults((table) => {
      const isNew = (row: number) =>
        row > table.length / 2 &&
        lots(table, 'depth_qty_start', row) === 0 &&
        lots(table, 'depth_qty_end', row) > 0
      return [without(table, rowWhere(table, isNew))]
    })
    expect(found[0]).toMatch(/depth_qty_start is \d+, expected 0$/)
  })

  it('has no differences in its first window', async () => {
    const found = await faultsAfter(lake, depthHistory, SNAPSHOTS, (table) => {
      // A day that begins in the middle: its first levels differ from what came before.
      return [pick(table, rowsOf(table).slice(12))]
    })
    expect(found[0]).toMatch(/^row \d+, .*d[123]_depth_qty is -?\d+, expected 0$/)
  })

  it('knows nothing across a gap', async () => {
    const found = await faultsAfter(lake, depthHistory, SNAPSHOTS, (table) => [without(table, 14)])
    expect(found).toEqual([])
  })

  it('takes the depth before the first window to be what it is at its end', async () => {
    const late = emptyLake()
    const path = join(late.root, 'day.dbn')
    await writeDay(path, market(80))
    await buildDay(late, [path], undefined, { session: '09:31-09:40', maxRelTicks: 8 })
    expect((await findingOf(late, depthHistory, WALLS)).offending).toEqual([])
    const found = await faultsAfter(late, depthHistory, WALLS, (table) => {
      const first = cell(table, 'window_end_ts_ns', 0)
      const row = rowWhere(
        table,
        (row) =>
          cell(table, 'window_end_ts_ns', row) !== first && lots(table, 'depth_qty_start', row) > 0,
      )
      addTo(table, 'd3_depth_qty', row, 1)
      return undefined
    })
    removeLake(late)
    expect(found).toEqual([expect.stringMatching(/^row \d+, .*d3_depth_qty is -?\d+, expected/)])
  })
})
