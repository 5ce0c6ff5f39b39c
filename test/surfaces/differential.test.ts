import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReferenceRow } from '../../src/surfaces/reference-rows.ts'
import { randomFiles } from '../book/random-records.ts'
import { EPOCH_SECOND, TICK } from '../book/records.ts'
import { runs } from '../setup/long.ts'
import { differences, type RunOptions, rowsOf, surfaces } from './run-seconds.ts'

/** Sessions that begin before, inside and after the stream, and end early. */
const options: fc.Arbitrary<RunOptions> = fc.record({
  startSecond: fc.constantFrom(EPOCH_SECOND - 60, EPOCH_SECOND + 2, EPOCH_SECOND + 9),
  endSecond: fc.constantFrom(EPOCH_SECOND + 12, EPOCH_SECOND + 3600),
  maxRelTicks: fc.constantFrom(2, 60),
  chunk: fc.constantFrom(1, 7, 1000),
  pauseEvery: fc.constantFrom(1, 2, 100),
})

test('random days: the fast seconds equal the reference in every cell and every count', () => {
  fc.assert(
    fc.property(randomFiles, options, (files, option) => {
      expect(differences(files, option)).toEqual([])
    }),
    { numRuns: runs(1500) },
  )
})

test('random days: lots are conserved at every level of every valid second', () => {
  const cases = runs(300)
  let valid = 0
  fc.assert(
    fc.property(randomFiles, options, (files, option) => {
      const rows = rowsOf(surfaces(files, option).wall).filter((row) => row.window_valid)
      for (const row of rows) expect(conserved(row)).toBe(row.depth_qty_end)
      valid += rows.length
    }),
    { numRuns: cases },
  )
  // Days without a valid level prove nothing: there are more levels than days.
  expect(valid).toBeGreaterThan(cases)
})

test('random days: seconds follow each other without a gap, and depth with them', () => {
  const cases = runs(300)
  let levels = 0
  fc.assert(
    fc.property(randomFiles, (files) => {
      const { snapshot, wall } = surfaces(files)
      const ends = rowsOf(snapshot).map((row) => row.window_end_ts_ns as bigint)
      ends.forEach((end, row) => {
        expect(end).toBe(ends[0] + BigInt(row) * 1_000_000_000n)
      })
      expect(discontinuities(rowsOf(wall), ends[0])).toEqual([])
      levels += wall.length
    }),
    { numRuns: cases },
  )
  expect(levels).toBeGreaterThan(cases)
})

test('random days: the same bytes give the same tables, however they are cut', () => {
  fc.assert(
    fc.property(randomFiles, fc.integer({ min: 1, max: 9 }), (files, chunk) => {
      const whole = surfaces(files)
      const cut = surfaces(files, { chunk, pauseEvery: 1 })
      expect(rowsOf(cut.snapshot)).toEqual(rowsOf(whole.snapshot))
      expect(rowsOf(cut.wall)).toEqual(rowsOf(whole.wall))
      expect(cut.quality).toEqual(whole.quality)
    }),
    { numRuns: runs(100) },
  )
})

function conserved(row: ReferenceRow): number {
  const lots = (name: string) => row[name] as number
  return lots('depth_qty_start') + lots('add_qty') - lots('pull_qty_total') - lots('fill_qty')
}

/**
 * Rows whose depth at the start is not that at the end of the second before, or whose first
 * difference is not what they gained: in every second, valid or not, except the first.
 */
function discontinuities(rows: ReferenceRow[], firstEnd: bigint): string[] {
  const found: string[] = []
  const depthAtEnd = new Map<string, number>()
  const inReach = new Map<bigint, bigint>()
  for (const row of rows)
    inReach.set(row.window_end_ts_ns as bigint, row.spot_ref_price_int as bigint)
  for (const row of rows) {
    const end = row.window_end_ts_ns as bigint
    depthAtEnd.set(`${end} ${row.side} ${row.price_int}`, row.depth_qty_end as number)
    if (end === firstEnd) continue
    const start = row.depth_qty_start as number
    if ((row.depth_qty_end as number) - start !== row.d1_depth_qty)
      found.push(`d1 at ${end} ${row.side} ${row.price_int}`)
    const spotBefore = inReach.get(end - 1_000_000_000n)
    const distance = spotBefore === undefined ? undefined : (row.price_int as bigint) - spotBefore
    if (distance === undefined || distance > 60n * BigInt(TICK) || distance < -60n * BigInt(TICK))
      continue
    const before = depthAtEnd.get(`${end - 1_000_000_000n} ${row.side} ${row.price_int}`) ?? 0
    if (before !== start) found.push(`start at ${end} ${row.side} ${row.price_int}`)
  }
  return found
}
