import { MBO_RECORD_COLUMNS } from '../book/mbo-records.ts'
import { DATASETS } from '../contracts/registry.ts'
import type { ReferenceEvent } from '../events/reference-event.ts'
import { ReferenceEvents } from '../events/reference-events.ts'
import { THRESHOLDS, type Thresholds } from '../events/thresholds.ts'
import { Failure } from '../failure.ts'
import type { Manifest } from '../lake/partition/manifest.ts'
import { readPartition } from '../lake/partition/read.ts'
import { formatPartition } from '../lake/paths.ts'
import { parseSession } from '../market/session.ts'
import { NANOSECONDS_PER_SECOND } from '../market/time.ts'
import type { Table } from '../table/table.ts'
import { formatWindow } from './cells.ts'
import type { Check, CheckSubject } from './check.ts'
import type { Evidence } from './evidence.ts'
import { partitionInputs } from './lineage.ts'
import { withReaders } from './readers.ts'
import { referenceRecords } from './reference-records.ts'

/** Bronze, searched by an independent detector, gives the same events. */
export const events: Check = {
  name: 'events',
  proves: 'an independent detector finds the same events in bronze, row for row',
  reads: [DATASETS.events],
  run: (subject, evidence) =>
    withReaders(subject, async (reader) => {
      const expected = await expectedEvents(subject, reader.manifest, evidence)
      let compared = 0
      for await (const table of reader.tables()) {
        compareRows(table, expected.slice(compared, compared + table.length), compared, evidence)
        compared += table.length
      }
      evidence.count('events', compared)
      for (const missing of expected.slice(compared)) {
        evidence.offend(
          () => `a ${missing.kind} known at ${formatWindow(missing.known)} is missing`,
        )
      }
    }),
}

async function expectedEvents(
  { lake, signal }: CheckSubject,
  manifest: Manifest,
  evidence: Evidence,
): Promise<ReferenceEvent[]> {
  const session = parseSession(String(manifest.stage.parameters.session), manifest.dt)
  const tickSize = BigInt(parameter(manifest, 'tick_size'))
  const bounds = { startSecond: BigInt(session.startSecond), endSecond: BigInt(session.endSecond) }
  const reference = new ReferenceEvents({ tickSize, ...bounds }, thresholdsOf(manifest))
  const days = partitionInputs(manifest).filter(({ dataset }) => dataset === DATASETS.mbo)
  for (const day of days.toSorted((a, b) => (a.dt < b.dt ? -1 : 1))) {
    const reader = await readPartition(lake, day)
    try {
      for await (const table of reader.tables(MBO_RECORD_COLUMNS)) {
        signal.throwIfAborted()
        for (const record of referenceRecords(table, tickSize)) reference.push(record)
        evidence.count('records', table.length)
      }
      reference.endFile()
    } finally {
      await reader.close()
    }
  }
  return reference.end()
}

function thresholdsOf(manifest: Manifest): Thresholds {
  const names = Object.keys(THRESHOLDS) as (keyof Thresholds)[]
  const values = names.map((name) => [name, parameter(manifest, name)])
  return { ...THRESHOLDS, ...Object.fromEntries(values) }
}

function parameter(manifest: Manifest, name: string): number {
  const value = manifest.stage.parameters[name]
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value
  throw new Failure({
    code: 'input',
    what: `the manifest's stage parameters have no ${name}`,
    where: formatPartition(manifest),
    expected: 'a whole number, at least 1',
    found: String(value),
    fix: 'run the pipeline for it again with --overwrite',
  })
}

/** Compares a row group with the events expected there; `first` is its first row. */
function compareRows(
  table: Table,
  expected: readonly ReferenceEvent[],
  first: number,
  evidence: Evidence,
): void {
  // A copy of the texts: taken once.
  const kinds = table.filled('kind') as string[]
  const causes = table.filled('cause') as string[]
  for (let row = 0; row < table.length; row++) {
    const event = expected.at(row)
    const found = rowOf(table, row, kinds[row], causes[row])
    if (!event) {
      evidence.offend(() => `row ${first + row}: a ${found.kind} that is not in bronze`)
      continue
    }
    const wanted: Record<string, unknown> = { ...cellsOf(event) }
    for (const [name, cell] of Object.entries(found)) {
      if (cell === wanted[name]) continue
      evidence.offend(
        () => `row ${first + row}: ${name} is ${cell}, expected ${String(wanted[name])}`,
      )
    }
  }
}

function rowOf(table: Table, row: number, kind: string, cause: string) {
  const int64 = (name: string) => table.column(name, 'int64')[row]
  const int32 = (name: string) => table.column(name, 'int32')[row]
  return {
    window_end_ts_ns: int64('window_end_ts_ns'),
    known_ts_ns: int64('known_ts_ns'),
    start_ts_ns: int64('start_ts_ns'),
    end_ts_ns: int64('end_ts_ns'),
    kind,
    cause,
    side: String.fromCharCode(table.column('side', 'char')[row]),
    low_price_int: int64('low_price_int'),
    high_price_int: int64('high_price_int'),
    lots: int32('lots'),
    total_lots: int32('total_lots'),
    strength: int32('strength'),
  }
}

function cellsOf(event: ReferenceEvent): ReturnType<typeof rowOf> {
  return {
    window_end_ts_ns: (event.known / NANOSECONDS_PER_SECOND + 1n) * NANOSECONDS_PER_SECOND,
    known_ts_ns: event.known,
    start_ts_ns: event.start,
    end_ts_ns: event.end,
    kind: event.kind,
    cause: event.cause,
    side: event.side,
    low_price_int: event.low,
    high_price_int: event.high,
    lots: event.lots,
    total_lots: event.total,
    strength: event.strength,
  }
}
