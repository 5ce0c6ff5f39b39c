import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPartition } from '../../src/lake/partition/read.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import type { Table } from '../../src/table/table.ts'
import { levels } from '../../src/verify/levels.ts'
import { forge } from './forgery.ts'
import {
  changeManifest,
  copyOf,
  faultsAfter,
  findingOf,
  removeLake,
  smallLake,
  WALLS,
} from './small-lake.ts'
import { addTo, lots, rowWhere, setCell } from './tables.ts'

let lake: Lake
beforeAll(async () => {
  lake = await smallLake(12)
})
afterAll(() => removeLake(lake))

const faults = (change: (table: Table) => void) =>
  faultsAfter(lake, levels, WALLS, (table) => {
    change(table)
    return undefined
  })

/** A row of a valid window, with depth at its end. */
const deep = (table: Table) =>
  rowWhere(
    table,
    (row) => lots(table, 'window_valid', row) === 1 && lots(table, 'depth_qty_end', row) > 1,
  )
const PLACE = /^row \d+, window 2026-01-06T14:30:\d\dZ, (ask|bid) 50\d\d\S*: /

describe('levels', () => {
  it('pass', async () => {
    const { pass, counted } = await findingOf(lake, levels, WALLS)
    expect(pass).toBe(true)
    expect(counted.rows).toBeGreaterThan(counted.conserved)
  })

  it.each(['depth_qty_start', 'add_qty', 'pull_qty_total', 'fill_qty'])(
    'are conserved: %s',
    async (name) => {
      const found = await faults((table) => addTo(table, name, deep(table), 1))
      expect(found[0]).toMatch(PLACE)
      expect(found[0]).toMatch(
        /depth_qty_end is \d+, expected \d+ = \d+ \+ \d+ added − \d+ pulled − /,
      )
    },
  )

  it('are not asked to be conserved in a window that is not valid', async () => {
    const found = await faults((table) => {
      const row = deep(table)
      setCell(table, 'window_valid', row, 0)
      addTo(table, 'add_qty', row, 1)
    })
    expect(found).toEqual([])
  })

  it('have an order where they have depth', async () => {
    const found = await faults((table) => setCell(table, 'order_count', deep(table), 0))
    expect(found[0]).toMatch(PLACE)
    expect(found[0]).toMatch(/order_count is 0 where depth_qty_end is \d+$/)
  })

  it('have no order where they have none, nor more than lots', async () => {
    const found = await faults((table) => {
      const empty = rowWhere(table, (row) => lots(table, 'depth_qty_end', row) === 0)
      setCell(table, 'order_count', empty, 1)
      addTo(table, 'order_count', deep(table), 1_000)
    })
    expect(found).toHaveLength(2)
    for (const fault of found)
      expect(fault).toMatch(/order_count is \d+ where depth_qty_end is \d+$/)
  })

  it('have no more resting lots than lots', async () => {
    const found = await faults((table) => addTo(table, 'depth_qty_rest', deep(table), 1_000))
    expect(found[0]).toMatch(/depth_qty_rest is \d+, more than depth_qty_end \d+$/)
  })

  it('lose no more rested lots than lots', async () => {
    const found = await faults((table) => addTo(table, 'pull_qty_rest', deep(table), 1_000))
    expect(found[0]).toMatch(/pull_qty_rest is \d+, more than pull_qty_total \d+$/)
  })

  it('have a row only where something is', async () => {
    const found = await faults((table) => {
      const row = deep(table)
      for (const { name } of table.contract.fields)
        if (/^(depth|add|pull|fill|hidden|order)/.test(name)) setCell(table, name, row, 0)
    })
    expect(found[0]).toMatch(/nothing stood or flowed there, so it should have no row$/)
  })

  it('lie on the grid', async () => {
    const found = await faults((table) => addTo(table, 'price_int', deep(table), 1))
    expect(found[0]).toMatch(/its price is not a multiple of the tick 250000000$/)
  })

  it('are as far from spot as they say', async () => {
    const found = await faults((table) => addTo(table, 'rel_ticks', deep(table), 1))
    expect(found[0]).toMatch(PLACE)
    expect(found[0]).toMatch(/rel_ticks is -?\d+, expected -?\d+$/)
  })

  it('have a spot', async () => {
    // Which the writer would refuse.
    const copy = copyOf(lake)
    const reader = await readPartition(copy, WALLS)
    const table = await reader.read(0)
    await reader.close()
    setCell(table, 'spot_ref_price_int', deep(table), UNDEF_PRICE)
    forge(copy, WALLS, [table])
    const { offending } = await findingOf(copy, levels, WALLS)
    removeLake(copy)
    expect(offending[0]).toMatch(/it has no spot$/)
  })

  it('are no farther than the manifest says', async () => {
    const copy = copyOf(lake)
    changeManifest(copy, WALLS, ({ stage, ...manifest }) => ({
      ...manifest,
      stage: { ...stage, parameters: { ...stage.parameters, max_rel_ticks: 5 } },
    }))
    const { offending } = await findingOf(copy, levels, WALLS)
    removeLake(copy)
    expect(offending[0]).toMatch(/rel_ticks is -?[678], beyond ±5$/)
  })

  it.each([
    ['tick_size', 0],
    ['tick_size', 'small'],
    ['max_rel_ticks', -1],
    ['max_rel_ticks', 1.5],
  ])('cannot be judged by a manifest whose %s is %s', async (name, value) => {
    const copy = copyOf(lake)
    changeManifest(copy, WALLS, ({ stage, ...manifest }) => ({
      ...manifest,
      stage: { ...stage, parameters: { ...stage.parameters, [name]: value } },
    }))
    const { pass, offending } = await findingOf(copy, levels, WALLS)
    removeLake(copy)
    expect(pass).toBe(false)
    expect(offending[0]).toMatch(new RegExp(`have no ${name} .*found ${value}`))
  })
})
