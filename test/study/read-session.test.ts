import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATASETS } from '../../src/contracts/registry.ts'
import { readTable } from '../../src/lake/partition/read-table.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import { shippedColumns } from '../../src/signals/shipped-columns.ts'
import { parseSignal } from '../../src/signals/signal.ts'
import { readSession } from '../../src/study/read-session.ts'
import { lakeOf, makeDays, removeFolders } from '../metamorphic/made-days.ts'
import { SLOW } from '../setup/long.ts'

const SYMBOL = 'ESH6'
const DATES = ['2026-01-06', '2026-01-07', '2026-01-08']

const snapshotOf = (lake: Lake, dt: string) =>
  readTable(lake, { dataset: DATASETS.snapshot, symbol: SYMBOL, dt })

describe('a session of the lake', SLOW, () => {
  let lake: Lake
  beforeAll(async () => {
    const folder = await makeDays({ days: 3, expiries: [], session: '09:30-09:33', events: 3000 })
    lake = await lakeOf({ paths: [folder], options: { session: '09:30-09:33' } })
  })
  afterAll(removeFolders)

  it('has the signal over its own seconds, with quantiles of the sessions before', async () => {
    const signal = parseSignal('ofi > q(ofi, 0.8)', shippedColumns())
    const target = { symbol: SYMBOL, dt: DATES[2] }
    const [{ signal: values, firstSecond }] = await readSession(lake, target, [signal])
    const earlier: number[] = []
    for (const dt of DATES.slice(0, 2)) {
      const { columns, length } = await snapshotOf(lake, dt)
      earlier.push(...columns.ofi.subarray(0, length))
    }
    earlier.sort((a, b) => a - b)
    const position = 0.8 * (earlier.length - 1)
    const [low, high] = [earlier[Math.floor(position)], earlier[Math.ceil(position)]]
    const quantile = low + (position % 1) * (high - low)
    const own = await snapshotOf(lake, DATES[2])
    const expected = Array.from(own.columns.ofi.subarray(0, own.length), (ofi) =>
      Number(ofi > quantile),
    )
    expect([...values]).toEqual(expected)
    expect(BigInt(firstSecond) * 1_000_000_000n).toBe(own.columns.window_end_ts_ns[0])
  })

  it('has quotes where the book is valid', async () => {
    const signal = parseSignal('ofi > 0', shippedColumns())
    const [{ bid, ask, tickPoints }] = await readSession(lake, { symbol: SYMBOL, dt: DATES[1] }, [
      signal,
    ])
    const { columns, length } = await snapshotOf(lake, DATES[1])
    for (let row = 0; row < length; row++) {
      const price = (value: bigint) =>
        columns.book_valid[row] === 1 && value !== UNDEF_PRICE ? Number(value) / 1e9 : Number.NaN
      expect([bid[row], ask[row]]).toEqual([
        price(columns.best_bid_price_int[row]),
        price(columns.best_ask_price_int[row]),
      ])
    }
    expect(tickPoints).toBe(0.25)
  })

  it('is refused where a signal looks ahead, and has missing quantiles where it is the first', async () => {
    const first = { symbol: SYMBOL, dt: DATES[0] }
    const scored = parseSignal('above_score > 0.5', shippedColumns())
    await expect(readSession(lake, first, [scored])).rejects.toThrow('above_score looks ahead')
    const compared = parseSignal('ofi > q(ofi, 0.8)', shippedColumns())
    const [{ signal: values }] = await readSession(lake, first, [compared])
    expect(values.every(Number.isNaN)).toBe(true)
  })
})
