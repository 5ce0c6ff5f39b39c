import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KINDS } from '../../src/events/event-rows.ts'
import type { ReferenceEvent } from '../../src/events/reference-events.ts'
import { randomFiles } from '../book/random-records.ts'
import { EPOCH_SECOND, type MboRecord } from '../book/records.ts'
import { runs } from '../setup/long.ts'
import { randomEvents } from './random-events.ts'
import { expectedEvents, foundEvents, SESSION } from './run-events.ts'

/** Loose enough for random records to be events. */
const LOOSE = {
  sweep_prices: 2,
  run_prices: 2,
  run_gap_ns: 300_000_000,
  stop_window_ns: 2_000_000_000,
  iceberg_refills: 1,
  synthetic_refills: 1,
  synthetic_delay_ns: 300_000_000,
}

/** Records that mean nothing, with aggressors, and records of a market. */
const anyFiles: fc.Arbitrary<MboRecord[][]> = fc.oneof(
  randomFiles.map((files) => files.map((file) => file.map(withAggressor))),
  randomEvents.map((records) => [records]),
)

function withAggressor(record: MboRecord, row: number): MboRecord {
  return record.action === 'T' ? { ...record, id: BigInt(row % 3) } : record
}

test('the detectors find what the slow ones find', () => {
  const kinds = new Set<string>()
  fc.assert(
    fc.property(anyFiles, (files) => {
      const found = foundEvents(files, LOOSE)
      for (const { kind } of found) kinds.add(kind)
      expect(found).toEqual(expectedEvents(files, LOOSE))
    }),
    { numRuns: runs(3000) },
  )
  expect([...kinds].toSorted()).toEqual([...KINDS].toSorted())
})

/** What is known of an event at the time when it is. */
const atKnown = ({ total: _total, end: _end, ...event }: ReferenceEvent) => event

test('cutting the day at any second changes no event known before', () => {
  fc.assert(
    fc.property(randomEvents, fc.nat({ max: 30 }), (records, second) => {
      const cut = BigInt(EPOCH_SECOND + second) * 1_000_000_000n
      const all = foundEvents([records], LOOSE).filter(({ known }) => known < cut)
      const before = foundEvents([records.filter(({ time }) => time < cut)], LOOSE)
      expect(before.map(atKnown)).toEqual(all.map(atKnown))
      // The whole day's records, in a session that ends there.
      const session = { ...SESSION, endSecond: EPOCH_SECOND + second }
      expect(foundEvents([records], LOOSE, session)).toEqual(before)
    }),
    { numRuns: runs(1000) },
  )
})
