import { mboRecords } from '../../src/book/mbo-records.ts'
import { FuturesEvents } from '../../src/engine/futures-events.ts'
import { CAUSES, KINDS } from '../../src/events/event-rows.ts'
import type { ReferenceEvent } from '../../src/events/reference-event.ts'
import { ReferenceEvents } from '../../src/events/reference-events.ts'
import { THRESHOLDS, type Thresholds } from '../../src/events/thresholds.ts'
import type { Session } from '../../src/market/session.ts'
import { EPOCH_SECOND, type MboRecord, mboTable, referenceRecord, TICK } from '../book/records.ts'

const NANOSECONDS = 1_000_000_000n

/** Hours from {@link EPOCH_SECOND} on. */
export const SESSION: Session = {
  name: 'test',
  startSecond: EPOCH_SECOND,
  endSecond: EPOCH_SECOND + 20_000,
  dates: [],
}

/** What the detectors find in files of records. */
export function foundEvents(
  files: readonly (readonly MboRecord[])[],
  thresholds: Partial<Thresholds> = {},
  session = SESSION,
): ReferenceEvent[] {
  const events = new FuturesEvents(TICK, session, { ...THRESHOLDS, ...thresholds })
  for (const file of files) {
    events.push(mboRecords(mboTable(file)))
    events.endFile()
  }
  const { rows } = events
  const base = BigInt(session.startSecond) * NANOSECONDS
  return Array.from({ length: rows.length }, (_, row) => ({
    kind: KINDS[rows.kind[row]],
    cause: CAUSES[rows.cause[row]],
    side: (['A', 'B'] as const)[rows.side[row]],
    low: BigInt(rows.low[row]) * BigInt(TICK),
    high: BigInt(rows.high[row]) * BigInt(TICK),
    lots: rows.lots[row],
    total: rows.totalLots[row],
    start: base + BigInt(rows.start[row]),
    known: base + BigInt(rows.known[row]),
    end: base + BigInt(rows.end[row]),
    strength: rows.strength[row],
  })).filter(({ known }) => known >= base)
}

/** The same by the slow twin. */
export function expectedEvents(
  files: readonly (readonly MboRecord[])[],
  thresholds: Partial<Thresholds> = {},
  session = SESSION,
): ReferenceEvent[] {
  const startSecond = BigInt(session.startSecond)
  const options = { tickSize: BigInt(TICK), startSecond, endSecond: BigInt(session.endSecond) }
  const reference = new ReferenceEvents(options, { ...THRESHOLDS, ...thresholds })
  for (const file of files) {
    for (const record of file) reference.push(referenceRecord(record))
    reference.endFile()
  }
  return reference.end()
}
