import { expect, test } from 'vitest'
import { loadContract } from '../../src/contracts/load.ts'
import { appendGaps, GapsSurface, type RecordGap } from '../../src/surfaces/gaps.ts'
import { Table } from '../../src/table/table.ts'
import { rowsOf } from './run-seconds.ts'

const SECOND = 1_767_709_800
const at = (seconds: number) => BigInt(SECOND) * 1_000_000_000n + BigInt(Math.round(seconds * 1e9))
const gap = (from: number, to: number): RecordGap => ({ from: at(from), to: at(to), reason: 'cut' })
const table = () => new Table(loadContract('silver/gaps'), 0)

const GAPS = [gap(12.5, 15.25), gap(3.1, 4), gap(-8, -2), gap(18.5, 25), gap(30, 31)]

test('gaps of a session are rows of the second they end in, those beyond its last one of that', () => {
  const rows = table()
  appendGaps(rows, GAPS, { first: SECOND + 1, last: SECOND + 20 })
  expect(rowsOf(rows)).toMatchObject([
    { window_end_ts_ns: at(5), from_ts_ns: at(3.1), to_ts_ns: at(4), reason: 'cut' },
    { window_end_ts_ns: at(16), from_ts_ns: at(12.5), to_ts_ns: at(15.25) },
    { window_end_ts_ns: at(20), from_ts_ns: at(18.5), to_ts_ns: at(25) },
  ])
})

test('live they come with the second that closes, the same rows in the same seconds', () => {
  const live = table()
  const surface = new GapsSurface(live)
  for (const each of GAPS.toSorted((a, b) => Number(a.to - b.to))) surface.add(each)
  const lengths: number[] = []
  for (let second = 1; second <= 26; second++) {
    surface.append(SECOND + second)
    lengths.push(live.length)
  }
  const batch = table()
  appendGaps(batch, GAPS, { first: SECOND + 1, last: SECOND + 26 })
  expect(rowsOf(live)).toEqual(rowsOf(batch))
  expect([lengths[3], lengths[4], lengths[14], lengths[15], lengths[25]]).toEqual([0, 1, 1, 2, 3])
})
