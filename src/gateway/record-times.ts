import type { RecordKind, RecordLayout } from '../dbn/layout.ts'
import type { Table } from '../table/table.ts'

const SECOND_NS = 1_000_000_000n

/** A bar is known when its interval ends; its record has when it begins. */
const BAR_NS: Partial<Record<RecordKind, bigint>> = {
  ohlcv_1s: SECOND_NS,
  ohlcv_1m: 60n * SECOND_NS,
  ohlcv_1h: 3600n * SECOND_NS,
  ohlcv_1d: 86_400n * SECOND_NS,
  ohlcv_eod: 86_400n * SECOND_NS,
}

/**
 * When each record of a table could be sent, nanoseconds: its `ts_recv`, or of a bar the end of its
 * interval. Never earlier than the record before it in the file: an undefined time (−1) and one that
 * goes back stand for that one's, so that the order of a file is kept.
 *
 * @param previous of the record before the first
 */
export function sendingTimes(layout: RecordLayout, table: Table, previous: bigint): BigInt64Array {
  const index = layout.fields.some(({ name }) => name === 'ts_recv') ? 'ts_recv' : 'ts_event'
  const column = table.column(index, 'int64')
  const shift = BAR_NS[layout.kind] ?? 0n
  const times = new BigInt64Array(table.length)
  let latest = previous
  for (let row = 0; row < times.length; row++) {
    const time = column[row] + shift
    if (time > latest) latest = time
    times[row] = latest
  }
  return times
}
