import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { regularOpen } from '../../src/market/regular-open.ts'
import { LevelsSurface, type OutsideLevels } from '../../src/surfaces/levels.ts'
import type { ReferenceRow } from '../../src/surfaces/reference-rows.ts'
import { SnapshotSurface } from '../../src/surfaces/snapshot.ts'
import { TradeTally } from '../../src/surfaces/trade-tally.ts'
import { assertFits } from '../../src/table/fit.ts'
import { randomFiles } from '../book/random-records.ts'
import { EPOCH_SECOND, records, TICK } from '../book/records.ts'
import { runs } from '../setup/long.ts'
import { referenceLevels, type TradedSecond } from './reference/levels.ts'
import { rowsOf } from './run-seconds.ts'
import { eachWindow, emptyTable } from './windows.ts'

const TICK_POINTS = TICK / 1e9
/** The tests' second 0 is the opening bell of this date. */
const OPEN = regularOpen('09:30-16:00@America/New_York', 15, '2026-01-06')
const NOTHING: OutsideLevels = {
  priorHigh: Number.NaN,
  priorLow: Number.NaN,
  priorClose: Number.NaN,
  settlements: [],
}

function levelRows(seconds: readonly TradedSecond[], outside = NOTHING): ReferenceRow[] {
  const surface = new LevelsSurface(emptyTable('silver/session_levels_1s'), OPEN, outside)
  for (const { startSecond, spotTick, trades } of seconds) {
    const tally = new TradeTally()
    for (const { tick, size } of trades) tally.add(tick, tick * TICK_POINTS, size, 78)
    surface.append({ startSecond, tickSize: TICK, spotTick, trades: tally })
  }
  assertFits(surface.table)
  return rowsOf(surface.table)
}

/** Seconds in a row, each a spot and the ticks traded, one lot each. */
function traded(firstSecond: number, ...ticks: number[][]): TradedSecond[] {
  let spotTick = Number.NaN
  return ticks.map((traded, index) => {
    spotTick = traded.at(-1) ?? spotTick
    const trades = traded.map((tick) => ({ tick, size: 1 }))
    return { startSecond: firstSecond + index, spotTick, trades }
  })
}

test('the tests’ second 0 is the open', () => {
  expect(OPEN.openSecond).toBe(EPOCH_SECOND)
})

describe('random sessions equal the plain twin', () => {
  const trade = fc.record({
    tick: fc.integer({ min: -40_000, max: 40_000 }),
    size: fc.integer({ min: 0, max: 9 }),
  })
  const second = fc.record({
    trades: fc.array(trade, { maxLength: 3 }),
    isLost: fc.boolean(),
  })

  test('around the open, in every column', () => {
    const settlement = fc.record({
      receivedSecond: fc.integer({ min: -20, max: 20 }).map((offset) => EPOCH_SECOND + offset / 2),
      price: fc.double({ min: 1, max: 9000, noNaN: true }),
    })
    fc.assert(
      fc.property(
        fc.integer({ min: -15, max: 905 }),
        fc.array(second, { minLength: 1, maxLength: 25 }),
        fc.array(settlement, { maxLength: 3 }),
        (offset, seconds, settlements) => {
          settlements.sort((a, b) => a.receivedSecond - b.receivedSecond)
          const outside = { priorHigh: 5000.25, priorLow: 4990, priorClose: 4995.5, settlements }
          const list = seconds.map(({ trades, isLost }, index) => {
            const spotTick = isLost ? Number.NaN : (trades.at(-1)?.tick ?? 20_000)
            return { startSecond: EPOCH_SECOND + offset + index, spotTick, trades }
          })
          expect(levelRows(list, outside)).toEqual(
            list.map((_, row) =>
              referenceLevels(list.slice(0, row + 1), TICK_POINTS, OPEN, outside),
            ),
          )
        },
      ),
      { numRuns: runs(300) },
    )
  })

  test('through 400 bars and more, the averages', () => {
    const spots = fc.array(fc.integer({ min: -15_000, max: 15_000 }), {
      minLength: 5,
      maxLength: 20,
    })
    fc.assert(
      fc.property(spots, fc.integer({ min: 0, max: 119 }), (spots, offset) => {
        // Some seconds have no spot, and the second before last decides many bars' closes.
        const list = Array.from({ length: 410 * 120 }, (_, index) => ({
          startSecond: EPOCH_SECOND - 7200 + offset + index,
          spotTick:
            (spots[index % spots.length] + index) % 7 === 0
              ? Number.NaN
              : spots[index % spots.length],
          trades: [],
        }))
        const rows = levelRows(list)
        for (const row of [0, 119, 23_999, 24_000, 24_120, 47_990, 48_119, list.length - 1]) {
          const expected = referenceLevels(list.slice(0, row + 1), TICK_POINTS, OPEN, NOTHING)
          for (const name of ['sma_200', 'sma_400']) {
            const known = !Number.isNaN(expected[name])
            expect(Number.isNaN(rows[row][name])).toBe(!known)
            if (known) expect(rows[row][name]).toBeCloseTo(expected[name] as number, 9)
          }
        }
      }),
      { numRuns: runs(5) },
    )
  })
})

test('a settlement that is published while the session runs is known from then on', () => {
  const surface = new LevelsSurface(emptyTable('silver/session_levels_1s'), OPEN, NOTHING)
  for (const [index, second] of traded(EPOCH_SECOND, [100], [101], [102]).entries()) {
    if (index === 1) surface.receive([{ receivedSecond: EPOCH_SECOND + 1, price: 5001 }])
    surface.append({ ...second, tickSize: TICK, trades: new TradeTally() })
  }
  expect(rowsOf(surface.table).map((row) => row.settlement)).toEqual([Number.NaN, 5001, 5001])
})

test('nothing is known before the first trade', () => {
  const [row] = levelRows(traded(EPOCH_SECOND, []))
  const { window_end_ts_ns, ...levels } = row
  expect(window_end_ts_ns).toBe(BigInt(EPOCH_SECOND + 1) * 1_000_000_000n)
  for (const [name, value] of Object.entries(levels))
    expect([name, value]).toEqual([name, Number.NaN])
})

describe('pre-market and opening range', () => {
  test('pre-market runs until 09:30 and is frozen then, the day before’s evening included', () => {
    const evening = traded(EPOCH_SECOND - 16 * 3600, [500])
    const bell = traded(EPOCH_SECOND - 1, [110], [400], [90])
    const rows = levelRows([...evening, ...bell])
    expect(rows.map((row) => row.pm_high)).toEqual([125, 125, 125, 125])
    expect(rows.map((row) => row.pm_low)).toEqual([125, 27.5, 27.5, 27.5])
    expect(rows.map((row) => row.or_high)).toEqual([Number.NaN, Number.NaN, 100, 100])
    expect(rows.map((row) => row.or_low)).toEqual([Number.NaN, Number.NaN, 100, 22.5])
  })

  test('the opening range is frozen at 09:45', () => {
    const rows = levelRows(traded(EPOCH_SECOND + 899, [100], [300]))
    expect(rows.map((row) => row.or_high)).toEqual([25, 25])
    expect(rows.map((row) => row.session_high)).toEqual([25, 75])
  })

  test('a session that begins at the open has no pre-market', () => {
    expect(levelRows(traded(EPOCH_SECOND, [100]))[0].pm_high).toBeNaN()
  })
})

test('vwap weighs by lots, trades without an aggressor included', () => {
  const levels = new LevelsSurface(emptyTable('silver/session_levels_1s'), OPEN, NOTHING)
  const day = records(`
    0.1 T 0 B 100 2 .
    0.2 T 0 N 104 1 .
    1.1 T 0 A 96 1 .
  `)
  eachWindow([day], (window) => levels.append(window))
  const rows = rowsOf(levels.table)
  expect(rows.map((row) => row.vwap)).toEqual([
    (25 * 2 + 26 * 1) / 3,
    (25 * 2 + 26 * 1 + 24 * 1) / 4,
  ])
})

test('a settlement is known to the second in which it was received, not to one before', () => {
  const settlements = [
    { receivedSecond: EPOCH_SECOND + 1, price: 5000 },
    { receivedSecond: EPOCH_SECOND + 1.5, price: 5001 },
    { receivedSecond: EPOCH_SECOND + 2.9, price: 5002 },
  ]
  const rows = levelRows(traded(EPOCH_SECOND, [1], [1], [1]), { ...NOTHING, settlements })
  expect(rows.map((row) => row.settlement)).toEqual([Number.NaN, 5001, 5002])
})

test('a 2-minute bar closes at its last spot, and counts once it is complete', () => {
  // 200 bars of which the last closes at another price.
  const flat = Array.from({ length: 200 * 120 - 1 }, () => [400])
  const rows = levelRows(traded(EPOCH_SECOND, ...flat, [800], [1200]))
  expect(rows.at(-3)?.sma_200).toBeNaN()
  expect(rows.at(-2)?.sma_200).toBe((199 * 100 + 200) / 200)
  expect(rows.at(-1)?.sma_200).toBe((199 * 100 + 200) / 200)
  expect(rows.at(-1)?.sma_400).toBeNaN()
})

test('a session’s snapshots give the levels that its windows give', () => {
  fc.assert(
    fc.property(randomFiles, (files) => {
      const fromWindows = new LevelsSurface(emptyTable('silver/session_levels_1s'), OPEN, NOTHING)
      const fromSnapshot = new LevelsSurface(emptyTable('silver/session_levels_1s'), OPEN, NOTHING)
      const snapshot = new SnapshotSurface(emptyTable('silver/book_snapshot_1s'))
      eachWindow(files, (window) => {
        fromWindows.append(window)
        snapshot.append(window)
        if (window.index % 3 > 0) return
        fromSnapshot.push(snapshot.table, TICK)
        snapshot.table.clear()
      })
      fromSnapshot.push(snapshot.table, TICK)
      expect(rowsOf(fromSnapshot.table)).toEqual(rowsOf(fromWindows.table))
    }),
    { numRuns: runs(200) },
  )
})
