import type { Events } from '../contracts/registry.ts'
import { SIDES } from '../market/side.ts'
import { NANOSECONDS_PER_SECOND, type UnixSecond } from '../market/time.ts'
import { lots } from '../surfaces/lots.ts'
import type { Table } from '../table/table.ts'
import { CAUSES, type EventRows, KINDS } from './event-rows.ts'

/**
 * Appends a session's events from one on, at most `count`; those known before its start are left
 * out.
 */
export function appendEvents(
  table: Table<Events>,
  rows: EventRows,
  startSecond: UnixSecond,
  tickSize: number,
  from: number,
  count: number,
): void {
  const base = BigInt(startSecond) * NANOSECONDS_PER_SECOND
  const end = Math.min(from + count, rows.length)
  table.reserve(end - from)
  const { columns } = table
  for (let index = from; index < end; index++) {
    if (rows.known[index] < 0) continue
    const row = table.length++
    const second = startSecond + Math.floor(rows.known[index] / 1e9) + 1
    columns.window_end_ts_ns[row] = BigInt(second) * NANOSECONDS_PER_SECOND
    columns.known_ts_ns[row] = base + BigInt(rows.known[index])
    columns.start_ts_ns[row] = base + BigInt(rows.start[index])
    columns.end_ts_ns[row] = base + BigInt(rows.end[index])
    columns.kind[row] = KINDS[rows.kind[index]]
    columns.cause[row] = CAUSES[rows.cause[index]]
    columns.side[row] = SIDES[rows.side[index]].charCodeAt(0)
    columns.low_price_int[row] = BigInt(rows.low[index]) * BigInt(tickSize)
    columns.high_price_int[row] = BigInt(rows.high[index]) * BigInt(tickSize)
    columns.lots[row] = lots(rows.lots[index], 'lots', second)
    columns.total_lots[row] = lots(rows.totalLots[index], 'total_lots', second)
    columns.strength[row] = rows.strength[index]
  }
}
