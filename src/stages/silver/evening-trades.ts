import { DATASETS } from '../../contracts/registry.ts'
import { readPartition } from '../../lake/partition/read.ts'
import type { Lake, Partition } from '../../lake/paths.ts'
import { globexHours } from '../../market/calendar.ts'
import { rootOf } from '../../market/roots.ts'
import { parseSession } from '../../market/session.ts'
import { addDays, dateOfSecond, NANOSECONDS_PER_SECOND, startOfUtcDate } from '../../market/time.ts'
import { OPTION_RECORD_COLUMNS, optionRecords } from '../../options/option-records.ts'
import type { OptionSeconds } from '../../options/option-seconds.ts'
import { sessionCoverage } from '../session-coverage.ts'
import { secondOf } from '../spans.ts'
import type { Target } from '../stage.ts'

/** No two trading dates are further apart. */
const MAX_CLOSED_DAYS = 10

/** When a trading date opens, 18:00 New York, and the UTC date whose bronze holds that evening. */
export function eveningOf(tradingDate: string): { openSecond: number; date: string } {
  const { startSecond } = parseSession('globex', tradingDate)
  return { openSecond: startSecond, date: dateOfSecond(startSecond) }
}

/** The trading date before, whose open interest the trades of a date continue. */
export function tradeDateBefore(symbol: string, tradingDate: string): string {
  const root = rootOf(symbol)
  let date = addDays(tradingDate, -1)
  for (let days = 1; days < MAX_CLOSED_DAYS && !globexHours(root, date); days++) {
    date = addDays(date, -1)
  }
  return date
}

/**
 * Whether the lake has the options' orders from a trading date's opening to its session: files of
 * regular hours have none of the evening.
 */
export async function hasEvening(lake: Lake, target: Target, session: string): Promise<boolean> {
  const { dt } = target
  const { openSecond } = eveningOf(dt)
  // Of `file` the session is its UTC day.
  const start =
    session === 'file' ? secondOf(startOfUtcDate(dt)) : parseSession(session, dt).startSecond
  if (start <= openSecond) return true
  const hours = `${utcClock(openSecond)}-${utcClock(start)}@UTC`
  return (await sessionCoverage(lake, target, hours, DATASETS.optionMbo)).missing.length === 0
}

function utcClock(second: number): string {
  return new Date(second * 1000).toISOString().slice(11, 16)
}

/**
 * Counts the trades of the evening that a session leaves out. Only the row groups of that evening
 * are read.
 *
 * @param dates UTC dates that the session itself reads
 */
export async function countEvening(
  lake: Lake,
  seconds: OptionSeconds,
  tradingDate: string,
  dates: readonly string[],
  inputs: readonly Partition<typeof DATASETS.optionMbo>[],
): Promise<void> {
  const { openSecond, date } = eveningOf(tradingDate)
  const evening = inputs.find(({ dt }) => dt === date)
  if (!evening || dates.includes(date)) return
  const open = BigInt(openSecond) * NANOSECONDS_PER_SECOND
  const reader = await readPartition(lake, evening)
  try {
    for (const [group, { ranges }] of reader.rowGroups.entries()) {
      const last = ranges.ts_recv?.maximum
      if (typeof last === 'bigint' && last < open) continue
      seconds.pushTrades(optionRecords(await reader.read(group, OPTION_RECORD_COLUMNS)))
    }
  } finally {
    await reader.close()
  }
}
