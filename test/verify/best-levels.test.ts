import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import type { Table } from '../../src/table/table.ts'
import { bestLevels } from '../../src/verify/best-levels.ts'
import { faultsAfter, findingOf, removeLake, SNAPSHOTS, smallLake, WALLS } from './small-lake.ts'
import { addTo, cell, lots, rowWhere, setCell, without } from './tables.ts'

let lake: Lake
beforeAll(async () => {
  lake = await smallLake(12)
})
afterAll(() => removeLake(lake))

const FAR = -100n * 250_000_000n
const WINDOW = 6

const snapshotFaults = (change: (table: Table) => void) =>
  faultsAfter(lake, bestLevels, SNAPSHOTS, (table) => {
    change(table)
    return undefined
  })

/** The row of the best ask of the wall's last window: asks come first, the lowest before. */
function bestAskOfLast(table: Table): number {
  const end = cell(table, 'window_end_ts_ns', table.length - 1)
  return rowWhere(
    table,
    (row) => cell(table, 'window_end_ts_ns', row) === end && lots(table, 'depth_qty_end', row) > 0,
  )
}

describe('best levels', () => {
  it('pass', async () => {
    const finding = await findingOf(lake, bestLevels, WALLS)
    expect(finding).toMatchObject({ pass: true, counted: { windows: 9, compared: 18 } })
  })

  it.each(['bid', 'ask'])('have the size of the best %s', async (side) => {
    const found = await snapshotFaults((table) => addTo(table, `best_${side}_qty`, WINDOW, 1))
    expect(found).toEqual([
      expect.stringMatching(
        new RegExp(
          `^window 2026-01-06T14:30:07Z: best ${side} is \\d+ at \\S+, the snapshot's \\d+ at`,
        ),
      ),
    ])
  })

  it.each(['bid', 'ask'])('have the price of the best %s', async (side) => {
    const found = await snapshotFaults((table) =>
      addTo(table, `best_${side}_price_int`, WINDOW, 250_000_000),
    )
    expect(found).toHaveLength(1)
  })

  it('miss a best level that was removed', async () => {
    const found = await faultsAfter(lake, bestLevels, WALLS, (table) => [
      without(table, bestAskOfLast(table)),
    ])
    expect(found).toEqual([expect.stringMatching(/^window \S+: best ask is \d+ at/)])
  })

  it('are none where the snapshot has none', async () => {
    const found = await snapshotFaults((table) => setCell(table, 'best_ask_qty', WINDOW, 0))
    expect(found).toEqual([expect.stringMatching(/best ask is \d+ at \S+, the snapshot's none$/)])
  })

  it('are behind a best quote that is out of range', async () => {
    const behind = await snapshotFaults((table) =>
      addTo(table, 'best_ask_price_int', WINDOW, Number(FAR)),
    )
    expect(behind).toEqual([])
    const before = await snapshotFaults((table) =>
      addTo(table, 'best_bid_price_int', WINDOW, Number(FAR)),
    )
    expect(before).toEqual([expect.stringMatching(/best bid is \d+ at \S+, the snapshot's \d+ at/)])
  })
})
