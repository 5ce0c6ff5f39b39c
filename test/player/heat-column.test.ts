import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readSide } from '../../src/player/cell-reading.ts'
import { CHUNK_SECONDS, chunkOf, firstOfChunk, readChunk } from '../../src/player/chunk.ts'
import { ColumnStore } from '../../src/player/column-store.ts'
import { DayLine, NO_TICK } from '../../src/player/day-line.ts'
import { ASKS, BIDS, makeColumn } from '../../src/player/heat-column.ts'
import { runs } from '../setup/long.ts'
import { MadeSource, OPEN_SECOND, TICK } from './made-source.ts'

const source = new MadeSource({ seconds: 700, preOpen: 20 })
const line = new DayLine(source)
const store = new ColumnStore(source, line)
const { firstEndSecond, lastEndSecond } = source.day

/** The obvious twin: rows looked up one by one. */
function expected(first: number, last: number, side: number, tick: number) {
  const spots = new Map(source.rows.snap.map((row) => [row.second, row.spot_ref_price_int / TICK]))
  const own = source.rows.wall
    .map((row, at): Record<string, number> => {
      return { ...row, vacuum: source.rows.vacuum[at].vacuum_score }
    })
    .filter((row) => row.second >= first && row.second <= last && row.side === side)
    .filter((row) => (spots.get(row.second) as number) + row.rel_ticks === tick)
  const sum = (name: string) => own.reduce((total, row) => total + row[name], 0)
  return {
    depth: own.find((row) => row.second === last)?.depth_qty_end ?? 0,
    add: sum('add_qty'),
    pull: sum('pull_qty_total'),
    fill: sum('fill_qty'),
    hidden: sum('hidden_fill_qty'),
    vacuum: Math.fround(Math.max(0, ...own.map((row) => row.vacuum))),
  }
}

describe('columns', () => {
  test('depth is the last, flows are sums, vacuum is the most: as the rows say', async () => {
    for (let second = firstEndSecond; second <= lastEndSecond; second += CHUNK_SECONDS)
      await store.load(second)
    await store.load(lastEndSecond)
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 5, 15, 60),
        fc.integer({ min: lastEndSecond - 600, max: lastEndSecond }),
        fc.integer({ min: -16, max: 16 }),
        fc.constantFrom(ASKS, BIDS),
        (columnSeconds, second, offset, side) => {
          const column = store.column(columnSeconds, second, lastEndSecond)
          if (!column) throw new Error('the chunk is not in memory')
          expect(column.last - column.first).toBeLessThan(columnSeconds)
          expect(column.first).toBeLessThanOrEqual(second)
          expect(column.last).toBeGreaterThanOrEqual(second)
          const tick = (column.spot === NO_TICK ? 27_800 : column.spot) + offset
          expect(readSide(column, side, tick)).toEqual(
            expected(column.first, column.last, side, tick),
          )
        },
      ),
      { numRuns: runs(150) },
    )
  })

  test('nothing of the future is in a column that is under way', async () => {
    const now = Math.ceil((OPEN_SECOND + 300) / 60) * 60 - 17
    await store.load(now)
    const column = store.column(60, now, now)
    expect(column?.last).toBe(now)
    const tick = column?.spot as number
    expect(readSide(column as NonNullable<typeof column>, BIDS, tick)).toEqual(
      expected((column as NonNullable<typeof column>).first, now, BIDS, tick),
    )
  })

  test('outside the day there is none', () => {
    expect(store.column(1, lastEndSecond + 5, lastEndSecond)).toBeUndefined()
    expect(store.column(1, firstEndSecond - 5, lastEndSecond)).toBeUndefined()
  })

  test('a second without spot has no rows, and is not valid', async () => {
    await store.load(firstEndSecond)
    const column = store.second(firstEndSecond + 3)
    expect(column?.ticks).toBe(0)
    expect(column?.spot).toBe(NO_TICK)
    expect(column?.isValid).toBe(false)
    expect(column?.bid).toBeGreaterThan(column?.ask as number)
  })

  test('seconds of another chunk are refused', async () => {
    const chunk = await readChunk(source, chunkOf(firstEndSecond))
    const beyond = firstOfChunk(chunkOf(firstEndSecond)) + CHUNK_SECONDS
    expect(() => makeColumn(chunk, line, beyond, beyond)).toThrow(/of a chunk/)
  })
})
