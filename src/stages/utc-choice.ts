import { listPartitions } from '../lake/list.ts'
import type { Lake } from '../lake/paths.ts'
import { type DateChoice, utcDatesOf } from '../market/dates.ts'
import { isContractOf } from '../market/instruments.ts'
import { parseSession } from '../market/session.ts'
import { lakeSession, recordedSession } from './session-rule.ts'
import { SNAPSHOT } from './silver/futures-book.ts'
import type { TargetChoice } from './targets.ts'

/**
 * The UTC dates whose files trading dates need: a session may begin on the evening before. It is the
 * one that was asked for, else that of the date in the lake, else of the lake's latest day.
 */
export async function utcChoice(
  lake: Lake,
  { symbol, dates, session }: TargetChoice,
): Promise<DateChoice | undefined> {
  if (!dates) return undefined
  const others = session ?? (await lakeSession(lake, symbol)) ?? 'file'
  const names = new Map<string, Set<string>>()
  if (session === undefined) {
    for (const partition of await listPartitions(lake, { dataset: SNAPSHOT })) {
      if (!isContractOf(symbol, partition.symbol)) continue
      const recorded = await recordedSession(lake, partition)
      if (recorded === undefined) continue
      names.set(partition.dt, (names.get(partition.dt) ?? new Set()).add(recorded))
    }
  }
  return utcDatesOf(dates, (date) => {
    const touched = [...(names.get(date) ?? [others])].flatMap(
      (name) => parseSession(name, date).dates,
    )
    return [...new Set(touched)].sort()
  })
}
