import type { Lake } from '../lake/paths.ts'
import { readColumnValues } from './column-values.ts'
import type { SignalColumn } from './columns.ts'
import { earlierSessions, type SessionDay } from './earlier-sessions.ts'
import { quantileKey } from './expression.ts'
import { quantileOfSorted } from './quantile.ts'
import type { Signal } from './signal.ts'

/** Earlier sessions that a quantile is of: a trading week, as calibrations look back on. */
export const QUANTILE_SESSIONS = 5

/**
 * The quantiles that signals need for a day, by `quantileKey`: of all values of a column in the
 * latest {@link QUANTILE_SESSIONS} earlier sessions of the same symbol and session rule in the lake.
 * Without an earlier session none is there, and what is compared with it is missing.
 */
export async function earlierQuantiles(
  lake: Lake,
  day: SessionDay,
  signals: readonly Signal[],
): Promise<ReadonlyMap<string, number>> {
  const wanted = signals.flatMap(({ quantiles }) => quantiles)
  const columns = [...new Map(wanted.map(({ column }) => [column.name, column])).values()]
  const quantiles = new Map<string, number>()
  if (columns.length === 0) return quantiles
  const values = await earlierValues(lake, day, columns)
  for (const { column, share } of wanted) {
    const sorted = values.get(column.name)
    if (sorted && sorted.length > 0)
      quantiles.set(quantileKey(column, share), quantileOfSorted(sorted, share))
  }
  return quantiles
}

/** The columns' values of earlier sessions, sorted, without those that are missing. */
async function earlierValues(
  lake: Lake,
  day: SessionDay,
  columns: readonly SignalColumn[],
): Promise<Map<string, Float64Array>> {
  const parts = new Map<string, Float64Array[]>()
  for await (const source of earlierSessions(lake, day, QUANTILE_SESSIONS)) {
    const { columns: read } = await readColumnValues(source, columns)
    for (const [name, values] of read) parts.set(name, [...(parts.get(name) ?? []), values])
  }
  return new Map([...parts].map(([name, of]) => [name, sortedValues(of)]))
}

function sortedValues(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0))
  let length = 0
  for (const part of parts) {
    for (const value of part) if (!Number.isNaN(value)) all[length++] = value
  }
  return all.subarray(0, length).sort()
}
