// @module-tag slow
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Metadata } from '../../src/dbn/metadata.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import type { Column, Table } from '../../src/table/table.ts'
import { LONG } from '../setup/long.ts'
import {
  type Content,
  changed,
  contentsOf,
  lakeOf,
  makeDays,
  removeFolders,
  tablesOf,
  writeContents,
} from './made-days.ts'

const TICK = 250_000_000n
const NANOSECONDS = 1_000_000_000n
const SNAPSHOT = 32
const HOUR = 3_600n * NANOSECONDS
const WEEK = 7n * 86_400n * NANOSECONDS

afterAll(removeFolders)

/** Moves every value of an int64 column but what means none. */
function move(column: BigInt64Array, rows: number, by: bigint, none: bigint): void {
  for (let row = 0; row < rows; row++) if (column[row] !== none) column[row] += by
}

/** How a column of a moved day should follow from the one it was moved from. */
type Expected = (name: string, value: unknown, row: Record<string, unknown>) => unknown

/** Cells of a table that are not what they should be; floats may differ by 1e-9. */
function differences(found: Table, from: Table, expected: Expected): string[] {
  const wrong: string[] = []
  if (found.length !== from.length) return [`${found.length} rows, not ${from.length}`]
  const names = from.contract.fields.map(({ name }) => name)
  const columns = new Map(names.map((name) => [name, from.filled(name)] as [string, Column]))
  for (const name of names) {
    const cells = found.filled(name)
    for (let at = 0; at < from.length && wrong.length < 5; at++) {
      const row = Object.fromEntries(names.map((key) => [key, columns.get(key)?.[at]]))
      const wanted = expected(name, row[name], row)
      const is = cells[at]
      const isSame =
        typeof wanted === 'number' && typeof is === 'number'
          ? Object.is(wanted, is) || Math.abs(wanted - is) <= 1e-9 * Math.max(1, Math.abs(wanted))
          : wanted === is
      if (!isSame) wrong.push(`${name} of row ${at} is ${is}, expected ${wanted}`)
    }
  }
  return wrong
}

/** Compares every table of silver and gold of two lakes, under other symbols and dates if need be. */
async function expectMoved(
  lake: Lake,
  from: Lake,
  expected: Expected,
  renamed: (partition: string) => string = (partition) => partition,
): Promise<number> {
  const [found, tables] = [await tablesOf(lake), await tablesOf(from)]
  expect([...found.keys()].sort()).toEqual([...tables.keys()].map(renamed).sort())
  let rows = 0
  for (const [partition, table] of tables) {
    const other = found.get(renamed(partition)) as Table
    expect(differences(other, table, expected), partition).toEqual([])
    rows += table.length
  }
  return rows
}

const POINTS =
  /^(mid_price|spot_ref_price|session_high|session_low|vwap|pm_|or_|prior_|settlement|sma_)/

/** Expects a future's day whose prices are all moved to be the same day at other prices. */
async function expectSameMoved(contents: readonly Content[], from: Lake, by: bigint) {
  const folder = await changed(await writeContents(contents), (table, kind) => {
    if (kind === 'mbo') move(table.column('price', 'int64'), table.length, by, UNDEF_PRICE)
    if (kind === 'statistics') move(table.column('price', 'int64'), table.length, by, UNDEF_PRICE)
  })
  const moved = await lakeOf({ paths: [folder] })
  const points = Number(by) / 1e9
  const rows = await expectMoved(moved, from, (name, value, row) => {
    if (name.endsWith('_price_int') || name === 'price_int') {
      return value === UNDEF_PRICE ? value : (value as bigint) + by
    }
    if (name === 'trade_value') return (value as number) + points * Number(row.trade_volume)
    return POINTS.test(name) ? (value as number) + points : value
  })
  expect(rows).toBeGreaterThan(1000)
  return moved
}

describe('a future’s day at other prices', () => {
  let contents: Content[]
  let from: Lake
  beforeAll(async () => {
    const folder = await makeDays({ expiries: [] })
    contents = (await contentsOf(folder)).filter(({ name }) => !name.includes('options'))
    from = await lakeOf({ paths: [folder] })
  })

  // To where spot crosses zero; to where it is below zero all day, and up.
  it.each([-27_600n])('moved by %d ticks is the same day', movedBy)
  it.each([-40_000n, 1_000n])('moved by %d ticks is the same day', LONG, movedBy)

  async function movedBy(ticks: bigint): Promise<void> {
    await expectSameMoved(contents, from, ticks * TICK)
  }
})

it('a CL day that crosses zero is the one at 73.50, moved', LONG, async () => {
  const crude = { root: 'CL', date: '2020-04-20', session: '09:00-09:04', price: 73.5 }
  const folder = await makeDays({ ...crude, strikeReach: 5, expiries: [] })
  const contents = (await contentsOf(folder)).filter(({ name }) => !name.includes('options'))
  const from = await lakeOf({ paths: [folder] })
  const spots = (await spotsOf(from)).toSorted((a, b) => Number(a - b))
  const moved = await expectSameMoved(contents, from, -spots[spots.length >> 1])
  const crossing = await spotsOf(moved)
  expect(crossing.some((spot) => spot < 0n) && crossing.some((spot) => spot > 0n)).toBe(true)
})

/** The spot of each second that has one. */
async function spotsOf(lake: Lake): Promise<bigint[]> {
  const found: bigint[] = []
  for (const [partition, table] of await tablesOf(lake)) {
    if (!partition.startsWith('silver.future_mbo.book_snapshot_1s')) continue
    const spots = table.column('spot_ref_price_int', 'int64').subarray(0, table.length)
    found.push(...spots.filter((spot) => spot !== UNDEF_PRICE))
  }
  return found
}

describe('a day of a future and its options', LONG, () => {
  let folder: string
  let from: Lake
  beforeAll(async () => {
    folder = await makeDays()
    from = await lakeOf({ paths: [folder] })
  })

  it('under another root is the same day', async () => {
    // No table knows it: tick and multiplier are the definitions' own, which stay.
    const other = (symbol: string) => symbol.replace(/^ES(?=[A-Z]\d)/, 'XX')
    const renamedHeader = (metadata: Metadata): Metadata => ({
      ...metadata,
      mappings: metadata.mappings.map(({ rawSymbol, intervals }) => ({
        rawSymbol: other(rawSymbol),
        intervals,
      })),
    })
    const renamed = await changed(
      folder,
      (table, kind) => {
        if (kind !== 'definition') return
        for (const name of ['raw_symbol', 'underlying']) {
          const texts = table.column(name, 'text')
          for (let row = 0; row < table.length; row++) texts[row] = other(texts[row])
        }
      },
      renamedHeader,
    )
    const lake = await lakeOf({ paths: [renamed] })
    const rows = await expectMoved(
      lake,
      from,
      (_, value) => (typeof value === 'string' ? other(value) : value),
      (partition) => partition.replace(' ESH6 ', ' XXH6 '),
    )
    expect(rows).toBeGreaterThan(1000)
  })
})

describe('a day before daylight saving begins', LONG, () => {
  it('a week later is the same day, an hour earlier by the UTC clock', async () => {
    // New York's clocks go forward on 2026-03-08.
    const [before, after] = ['2026-03-05', '2026-03-12']
    const by = WEEK - HOUR
    const folder = await makeDays({ date: before, symbol: 'ESM6' })
    const session = '09:30-09:33'
    const from = await lakeOf({ paths: [folder], options: { session } })
    const later = await changed(
      folder,
      (table, kind) => {
        const received = table.column('ts_recv', 'int64')
        // What comes in the first hour of the UTC day is to be of that day a week later too.
        const isRestated = (row: number) =>
          kind === 'definition' ||
          (kind === 'statistics' && received[row] % (24n * HOUR) < HOUR) ||
          (kind === 'mbo' && (table.column('flags', 'uint8')[row] & SNAPSHOT) !== 0)
        const events = table.column('ts_event', 'int64')
        for (let row = 0; row < table.length; row++) {
          received[row] += isRestated(row) ? WEEK : by
          events[row] += kind === 'definition' ? WEEK : by
        }
        const rows = table.length
        if (kind === 'statistics') move(table.column('ts_ref', 'int64'), rows, WEEK, -1n)
        if (kind !== 'definition') return
        for (const name of ['expiration', 'activation'])
          move(table.column(name, 'int64'), rows, by, -1n)
      },
      (metadata) => ({
        ...metadata,
        start: metadata.start + WEEK,
        end: metadata.end + WEEK,
        mappings: metadata.mappings.map(({ rawSymbol, intervals }) => ({
          rawSymbol,
          intervals: intervals.map((each) => ({ ...each, startDate: 20260312, endDate: 20260313 })),
        })),
      }),
      (name) => name.replaceAll(before.replaceAll('-', ''), after.replaceAll('-', '')),
    )
    const lake = await lakeOf({ paths: [later], options: { session } })
    const rows = await expectMoved(
      lake,
      from,
      (name, value) => {
        if (name === 'ts_ref_ns') return (value as bigint) + WEEK
        if (typeof value === 'bigint' && name.endsWith('_ns')) return value + by
        return value === before ? after : value
      },
      (partition) => partition.replace(before, after),
    )
    expect(rows).toBeGreaterThan(1000)
  })
})
