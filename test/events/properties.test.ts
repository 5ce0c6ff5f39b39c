import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KINDS } from '../../src/events/event-rows.ts'
import type { ReferenceEvent } from '../../src/events/reference-event.ts'
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
  depth_seconds: 3,
  absorption_lots: 2,
  absorption_depths: 1,
  absorption_window_ns: 2_000_000_000,
  absorption_hold_ns: 1_000_000_000,
  wall_depths: 1,
  wall_rest_ns: 500_000_000,
  wall_window_ns: 1_000_000_000,
  wall_loss_percent: 60,
  pull_step_ns: 100_000_000,
  pull_window_ns: 500_000_000,
  pull_loss_percent: 30,
  pull_max_ns: 2_000_000_000,
  spoof_depths: 1,
  spoof_rest_ns: 100_000_000,
  gap_ticks: 2,
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

/** A record without effect, which says that time has passed. */
const none = (second: number): MboRecord => {
  const time = BigInt(EPOCH_SECOND + second) * 1_000_000_000n
  return { action: 'N', id: 0n, side: 'N', size: 0, price: 0n, flags: 130, time, received: time }
}

test('cutting the day at any second changes no event known before', () => {
  fc.assert(
    fc.property(randomEvents, fc.nat({ max: 30 }), (records, second) => {
      const cut = none(second).time
      const day = [...records, none(200)]
      const expected = foundEvents([day], LOOSE).filter(({ known }) => known < cut)
      const session = { ...SESSION, endSecond: EPOCH_SECOND + second }
      const before = [...day.filter(({ time }) => time < cut), none(second)]
      for (const file of [day, before]) {
        const found = foundEvents([file], LOOSE, session)
        expect(found.map(atKnown)).toEqual(expected.map(atKnown))
      }
    }),
    { numRuns: runs(1000) },
  )
})
