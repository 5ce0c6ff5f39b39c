import { DATASETS } from '../contracts/registry.ts'
import { listPartitions } from '../lake/partition/list.ts'
import type { Lake } from '../lake/paths.ts'
import { type DateChoice, utcDatesOf } from '../market/dates.ts'
import { isContractOf, symbolsIn } from '../market/instruments.ts'
import { rootOf } from '../market/roots.ts'
import { parseSession } from '../market/session.ts'
import { DEFAULT_SESSION, lakeSession, recordedSession } from '../stages/session-rule.ts'
import type { TargetChoice } from './targets.ts'

/**
 * The UTC dates of the files that trading dates need: a session may begin the evening before. The
 * session is the requested one, else the date's in the lake, else the lake's latest.
 */
export async function utcChoice(
  lake: Lake,
  { symbol, dates, session }: TargetChoice,
): Promise<DateChoice | undefined> {
  if (!dates) return undefined
  const names = session === undefined ? await lakeSessions(lake, symbol) : [session]
  const recorded =
    session === undefined ? await recordedSessions(lake, symbol) : new Map<string, string[]>()
  return utcDatesOf(dates, (date) => {
    const touched = [...names, ...(recorded.get(date) ?? [])].flatMap(
      (name) => parseSession(name, date).dates,
    )
    return [...new Set(touched)].sort()
  })
}

/** The latest session of each symbol, or of each root in the lake. */
async function lakeSessions(lake: Lake, symbol: string | undefined): Promise<string[]> {
  const made = await listPartitions(lake, { dataset: DATASETS.snapshot })
  const symbols = symbol === undefined ? made.map((day) => rootOf(day.symbol)) : symbolsIn(symbol)
  const names: string[] = []
  for (const each of new Set(symbols))
    names.push((await lakeSession(lake, each)) ?? DEFAULT_SESSION)
  return names.length > 0 ? names : [DEFAULT_SESSION]
}

/** The recorded sessions of the symbols, by date. */
async function recordedSessions(
  lake: Lake,
  symbol: string | undefined,
): Promise<Map<string, string[]>> {
  const names = new Map<string, string[]>()
  for (const partition of await listPartitions(lake, { dataset: DATASETS.snapshot })) {
    if (!isContractOf(symbol, partition.symbol)) continue
    const recorded = await recordedSession(lake, partition)
    if (recorded !== undefined) {
      names.set(partition.dt, [...(names.get(partition.dt) ?? []), recorded])
    }
  }
  return names
}
