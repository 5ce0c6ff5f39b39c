import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATASETS } from '../../src/contracts/registry.ts'
import type { Lake, Partition } from '../../src/lake/paths.ts'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import { STAGES } from '../../src/stages/stages.ts'
import type { Table } from '../../src/table/table.ts'
import {
  bandsPresence,
  levelsPresence,
  radarPresence,
  vacuumPresence,
  wallPresence,
} from '../../src/verify/presence.ts'
import {
  changeRows,
  copyOf,
  faultsAfter,
  findingOf,
  RADARS,
  removeLake,
  SNAPSHOTS,
  smallLake,
  WALLS,
} from './small-lake.ts'
import { cell, pick, rowsOf, setCell, without } from './tables.ts'

/** Seconds of the lake, of which the first three have a crossed book and no spot. */
const SECONDS = 12
const WITH_SPOT = 9

const VACUUMS: Partition = { ...WALLS, dataset: DATASETS.vacuum }
const BANDS_OF_DAY: Partition = { ...WALLS, dataset: DATASETS.bands }
const LEVELS_OF_DAY: Partition = { ...WALLS, dataset: DATASETS.levels }

let lake: Lake
beforeAll(async () => {
  lake = await smallLake(SECONDS, STAGES)
})
afterAll(() => removeLake(lake))

const empty = (table: Table) => [pick(table, [])]

/** Leaves out all rows of the window that a row is of. */
function withoutWindow(table: Table, row: number): Table {
  const end = cell(table, 'window_end_ts_ns', row)
  return pick(
    table,
    rowsOf(table).filter((each) => cell(table, 'window_end_ts_ns', each) !== end),
  )
}

describe.each([
  { check: wallPresence, partition: WALLS, windows: WITH_SPOT },
  { check: vacuumPresence, partition: VACUUMS, windows: WITH_SPOT },
  { check: radarPresence, partition: RADARS, windows: WITH_SPOT },
  { check: bandsPresence, partition: BANDS_OF_DAY, windows: WITH_SPOT },
  { check: levelsPresence, partition: LEVELS_OF_DAY, windows: SECONDS },
])('$check.name', ({ check, partition, windows }) => {
  it('passes', async () => {
    const { offending, counted } = await findingOf(lake, check, partition)
    expect(offending).toEqual([])
    expect(counted['valid books']).toBe(WITH_SPOT)
    expect(counted.rows).toBeGreaterThanOrEqual(windows)
  })

  it('fails a table without a row under a valid book', async () => {
    const copy = copyOf(lake)
    await changeRows(copy, partition, empty)
    const { pass, faults } = await findingOf(copy, check, partition)
    removeLake(copy)
    expect(pass).toBe(false)
    // Each window, and the table as a whole.
    expect(faults).toBe(windows + 1)
  })

  it('fails a table without a row under no valid book', async () => {
    const copy = copyOf(lake)
    await changeRows(copy, partition, empty)
    await changeRows(copy, SNAPSHOTS, (table) => {
      for (const row of rowsOf(table)) {
        setCell(table, 'book_valid', row, 0)
        setCell(table, 'spot_ref_price_int', row, UNDEF_PRICE)
      }
      return undefined
    })
    const { faults, counted } = await findingOf(copy, check, partition)
    removeLake(copy)
    expect(counted['valid books']).toBe(0)
    // Levels need no spot: each window is missing, and the table as a whole.
    expect(faults).toBe(partition === LEVELS_OF_DAY ? SECONDS + 1 : 1)
  })

  it('fails a window without its rows', async () => {
    const found = await faultsAfter(lake, check, partition, (table) => [
      withoutWindow(table, table.length - 1),
    ])
    expect(found).toEqual(['window 2026-01-06T14:30:12Z: it has 0 rows, at least 1 expected'])
  })
})

describe('a spot is one whatever its sign', () => {
  /** Moves every price of the snapshot so that spot is 0, or below, at the second that fails. */
  const moved = (by: bigint) => (table: Table) => {
    for (const name of ['spot_ref_price_int', 'best_bid_price_int', 'best_ask_price_int']) {
      for (const row of rowsOf(table)) {
        const price = cell(table, name, row) as bigint
        if (price !== UNDEF_PRICE) setCell(table, name, row, price - by)
      }
    }
    return undefined
  }

  it.each([
    ['below 0', 9_000_000_000_000n],
    ['crossing 0', 5_000_000_000_000n],
  ])('%s, an empty wall fails', async (_, by) => {
    const copy = copyOf(lake)
    await changeRows(copy, SNAPSHOTS, moved(by))
    await changeRows(copy, WALLS, empty)
    const { faults } = await findingOf(copy, wallPresence, WALLS)
    removeLake(copy)
    expect(faults).toBe(WITH_SPOT + 1)
  })
})

describe('where there is no spot', () => {
  const withoutSpot = (table: Table) => {
    setCell(table, 'spot_ref_price_int', 6, UNDEF_PRICE)
    return undefined
  }

  it('there are no rows, and a valid book has one', async () => {
    for (const [check, partition] of [
      [wallPresence, WALLS],
      [radarPresence, RADARS],
    ] as const) {
      const copy = copyOf(lake)
      await changeRows(copy, SNAPSHOTS, withoutSpot)
      const { offending } = await findingOf(copy, check, partition)
      removeLake(copy)
      expect(offending).toEqual([
        'window 2026-01-06T14:30:07Z: its book is valid, but it has no spot',
        expect.stringMatching(/^window 2026-01-06T14:30:07Z: it has \d+ rows, at most 0 expected$/),
      ])
    }
  })

  it('a row too many is one', async () => {
    const found = await faultsAfter(lake, radarPresence, RADARS, (table) => [
      pick(table, [0, ...rowsOf(table)]),
    ])
    expect(found).toEqual(['window 2026-01-06T14:30:04Z: it has 2 rows, at most 1 expected'])
  })
})

it('asks for no wall where the book stands out of its reach, as long as there is one at all', async () => {
  const found = await faultsAfter(lake, wallPresence, SNAPSHOTS, (table) => {
    setCell(table, 'best_bid_price_int', 8, 250_000_000n)
    setCell(table, 'best_ask_price_int', 8, UNDEF_PRICE)
    return undefined
  })
  expect(found).toEqual([])
  const missing = await faultsAfter(lake, radarPresence, RADARS, (table) => [without(table, 5)])
  expect(missing).toHaveLength(1)
})
