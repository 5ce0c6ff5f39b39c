import { expect, test } from 'vitest'
import { ColumnStore } from '../../src/player/column-store.ts'
import { DayLine } from '../../src/player/day-line.ts'
import { latestPrints } from '../../src/player/prints.ts'
import { MadeSource, OPEN_SECOND } from './made-source.ts'

test('the prints of the rows, newest first, from some lots on', async () => {
  const source = new MadeSource()
  const line = new DayLine(source)
  const store = new ColumnStore(source, line)
  await store.load(OPEN_SECOND + 1)
  const now = OPEN_SECOND + 200
  const spots = new Map(source.rows.snap.map((row) => [row.second, row.spot_ref_price_int / 25e7]))
  const expected = source.rows.wall
    .filter(({ second }) => second <= now)
    .map((row) => ({
      second: row.second,
      tick: (spots.get(row.second) ?? 0) + row.rel_ticks,
      lots: row.fill_qty + row.hidden_fill_qty,
      isBought: row.side === 0,
    }))
    .filter(({ lots }) => lots >= 10)
    .sort((a, b) => b.second - a.second || b.lots - a.lots || b.tick - a.tick)
  const prints = latestPrints(store, now, 10, 1000)
  expect(prints.length).toBeGreaterThan(20)
  expect(prints).toEqual(expected)
  expect(latestPrints(store, now, 10, 5)).toEqual(expected.slice(0, 5))
})
