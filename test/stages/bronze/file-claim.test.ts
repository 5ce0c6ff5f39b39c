import { expect, test } from 'vitest'
import { requestedPeriods } from '../../../src/stages/bronze/file-claim.ts'
import { metadataOf } from '../../dbn/streams.ts'
import { DAY, timeOf } from '../made-day.ts'

const [start, end] = [timeOf(DAY, '09:00:00'), timeOf(DAY, '17:00:00')]

/** When a file that was asked for from 9 to 5 speaks of an instrument that it maps for some dates. */
function spoken(startDate: number, endDate: number) {
  const mappings = [{ rawSymbol: 'ESH6', intervals: [{ startDate, endDate, symbol: '101' }] }]
  const metadata = metadataOf(3, { start, end, mappings })
  return requestedPeriods({ path: 'day.dbn', bytes: 0, metadata }).get(101)
}

test('a mapping of the day covers the requested time range', () => {
  expect(spoken(20260106, 20260107)).toEqual([{ start, end }])
})

test('a mapping of another day covers nothing', () => {
  expect(spoken(20260107, 20260108)).toBeUndefined()
})

test.each([
  [0, 0],
  [20260106, 99_999_999],
  [20260231, 20260107],
])('a date that no calendar has bounds nothing: %i to %i', (from, until) => {
  expect(spoken(from, until)).toEqual([{ start, end }])
})
