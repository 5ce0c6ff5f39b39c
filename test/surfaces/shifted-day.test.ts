import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import type { ReferenceRow } from '../../src/surfaces/reference-rows.ts'
import { randomFiles } from '../book/random-records.ts'
import { type MboRecord, TICK } from '../book/records.ts'
import { runs } from '../setup/long.ts'
import { market } from '../verify/small-lake.ts'
import { type DayTables, fastDay, lowered, shiftFaults, twinDay } from './shifted-day.ts'

/** A day's tables by the pipeline's code and by the twins. */
const READERS = { fast: fastDay, twins: twinDay } as const

const DAY: MboRecord[][] = [market(40)]

/** The ticks that a price column of the day has. */
function ticksOf(day: DayTables, column: string): number[] {
  const prices = day.snapshot.map((row) => row[column] as bigint)
  return [...new Set(prices.filter((price) => price !== UNDEF_PRICE))].map(
    (price) => Number(price) / TICK,
  )
}

const count = (rows: readonly ReferenceRow[], column: string, value: unknown) =>
  rows.filter((row) => row[column] === value).length

describe.each(Object.entries(READERS))('a day at other prices, by the %s', (_, read) => {
  const day = read(DAY, 0)
  const bids = ticksOf(day, 'best_bid_price_int')
  const asks = ticksOf(day, 'best_ask_price_int')
  const spots = ticksOf(day, 'spot_ref_price_int')

  test('has what can go wrong', () => {
    expect(count(day.snapshot, 'book_valid', true)).toBeGreaterThan(30)
    expect(count(day.snapshot, 'spot_ref_price_int', UNDEF_PRICE)).toBe(3)
    expect(day.wall.length).toBeGreaterThan(500)
    expect(Math.min(...bids)).toBeGreaterThan(0)
  })

  test.each([
    ['one tick lower', 1],
    ['higher', -777],
    ['far below zero', 50_000],
    ['the highest ask at zero', Math.max(...asks)],
    ['the lowest bid at zero', Math.min(...bids)],
    ['beyond what an int32 of price units holds', 10_000_000],
  ])('%s it is the same day', (_, ticks) => {
    expect(shiftFaults(day, read(lowered(DAY, ticks), ticks), ticks)).toEqual([])
  })

  test('with any of its quotes and spots at exactly zero it is the same day', () => {
    for (const ticks of new Set([...bids, ...asks, ...spots])) {
      const moved = read(lowered(DAY, ticks), ticks)
      expect([ticks, shiftFaults(day, moved, ticks)]).toEqual([ticks, []])
    }
  })

  test('a fault is found: a price that reads as none at zero', () => {
    const ticks = bids[0]
    const moved = read(lowered(DAY, ticks), ticks)
    const lost = moved.snapshot.map((row) =>
      row.best_bid_price_int === 0n ? { ...row, best_bid_price_int: UNDEF_PRICE } : row,
    )
    expect(shiftFaults(day, { ...moved, snapshot: lost }, ticks)).not.toEqual([])
    expect(shiftFaults(day, { ...moved, wall: [] }, ticks)).not.toEqual([])
  })
})

/** Prices that stay prices wherever they move: near enough to be one of a tick. */
function movable(files: readonly MboRecord[][]): MboRecord[][] {
  const most = BigInt(1_000_000 * TICK)
  return files.map((file) =>
    file.map((record) =>
      record.price > most || record.price < -most ? { ...record, price: UNDEF_PRICE } : record,
    ),
  )
}

test.each(Object.entries(READERS))('a day without a record has no row, by the %s', (_, read) => {
  const day = read([[]], 0)
  expect(
    Object.entries(day).filter(([name, rows]) => name !== 'calibration' && rows.length > 0),
  ).toEqual([])
})

test('random days with all kinds of faults are the same at other prices', () => {
  const shifts = fc.oneof(
    fc.integer({ min: -20, max: 220 }),
    fc.constantFrom(3, 100, 1_000, -100_000),
  )
  let levels = 0
  fc.assert(
    fc.property(randomFiles, shifts, (files, ticks) => {
      const movableFiles = movable(files)
      for (const read of [fastDay, twinDay]) {
        const day = read(movableFiles, 0)
        levels += day.wall.length
        expect(shiftFaults(day, read(lowered(movableFiles, ticks), ticks), ticks)).toEqual([])
      }
    }),
    { numRuns: runs(60) },
  )
  expect(levels).toBeGreaterThan(1000)
})
