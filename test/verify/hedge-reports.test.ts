import { afterAll, beforeAll, expect, test } from 'vitest'
import { DATASETS } from '../../src/contracts/registry.ts'
import { readTable } from '../../src/lake/partition/read-table.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { hedgeReports } from '../../src/verify/hedge-reports.ts'
import { runChecks } from '../../src/verify/run-checks.ts'
import { lakeOf, makeOptionDay, type OptionDay, removeDay } from './option-lake.ts'
import { changeRows, copyOf, DT, removeLake, SYMBOL, signal } from './small-lake.ts'
import { setCell } from './tables.ts'

const of = <D extends string>(dataset: D) => ({ dataset, symbol: SYMBOL, dt: DT })

let day: OptionDay
let original: Lake

beforeAll(async () => {
  day = await makeOptionDay({ session: '12:44-12:45', events: 2500, seed: 11 })
  original = await lakeOf(day)
})
afterAll(() => {
  removeLake(original)
  removeDay(day)
})

/** What the report counts in a lake; it never fails. */
async function counts(lake: Lake): Promise<Readonly<Record<string, number>>> {
  const [finding] = (await runChecks(lake, [hedgeReports], { signal })).checks.flatMap(
    ({ findings }) => findings,
  )
  expect(finding.pass).toBe(true)
  return finding.counted
}

/** Futures bought less sold in the five seconds after each. */
async function following(): Promise<number[]> {
  const { columns, length } = await readTable(original, of(DATASETS.snapshot))
  return Array.from({ length: length - 5 }, (_, second) =>
    [1, 2, 3, 4, 5].reduce(
      (sum, later) =>
        sum + columns.buy_volume[second + later] - columns.sell_volume[second + later],
      0,
    ),
  )
}

test.each([
  [1, 'hedges followed', 'hedges opposed'],
  [-1, 'hedges opposed', 'hedges followed'],
])('futures traded %i × the way of the hedges are %s', async (sign, all, none) => {
  const after = await following()
  const lake = copyOf(original)
  await changeRows(lake, of(DATASETS.dealerFlow), (table) => {
    const ends = table.column('window_end_ts_ns', 'int64')
    for (let row = 0; row < table.length; row++) setCell(table, 'trade_hedge_lots', row, 0)
    for (let row = 0; row < table.length; row++) {
      if (row > 0 && ends[row] === ends[row - 1]) continue
      const second = Number((ends[row] - ends[0]) / 1_000_000_000n)
      setCell(table, 'trade_hedge_lots', row, 10 * sign * Math.sign(after[second] ?? 0))
    }
    return undefined
  })
  const counted = await counts(lake)
  expect(counted[all]).toBe(after.filter((volume) => volume !== 0).length)
  expect(counted[none]).toBe(0)
  removeLake(lake)
})

test('moves count where the sign of gamma was when they began', async () => {
  const { columns, length } = await readTable(original, of(DATASETS.snapshot))
  const moves = Array.from({ length: length - 1 }, (_, second) => {
    const [from, to] = [columns.spot_ref_price_int[second], columns.spot_ref_price_int[second + 1]]
    return Number(to - from) / 250_000_000
  })
  const lake = copyOf(original)
  // Long gamma in even seconds: dealers sell when price rises.
  await changeRows(lake, of(DATASETS.hedgeProfile), (table) => {
    const ends = table.column('window_end_ts_ns', 'int64')
    const ticks = table.column('delta_ticks', 'int32')
    for (let row = 0; row < table.length; row++) {
      const isLong = Number((ends[row] - ends[0]) / 1_000_000_000n) % 2 === 0
      setCell(table, 'hedge', row, (isLong ? -1 : 1) * ticks[row])
    }
    return undefined
  })
  const counted = await counts(lake)
  for (const [name, parity] of [
    ['long', 0],
    ['short', 1],
  ] as const) {
    const own = moves.filter((_, second) => second % 2 === parity)
    const squares = own.reduce((sum, move) => sum + move * move, 0)
    expect(counted[`${name} gamma seconds`]).toBe(own.length)
    expect(counted[`${name} gamma squared ticks in 1,000 s`]).toBe(
      Math.round((1000 * squares) / own.length),
    )
  }
  removeLake(lake)
})
