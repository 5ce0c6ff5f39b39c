import { DATASETS } from '../contracts/registry.ts'
import { listPartitions } from '../lake/partition/list.ts'
import type { Lake } from '../lake/paths.ts'
import { parseOutright } from '../market/instruments.ts'
import { rootOf, rulesOf, sessionName } from '../market/roots.ts'
import { dayKey, type StageOptions, type Target } from './stage.ts'
import { storedManifest } from './stored-manifest.ts'

/** The default session. */
export const DEFAULT_SESSION = 'file'

/** The session that a day was built with; undefined if it was not built. */
export async function recordedSession(
  lake: Lake,
  { symbol, dt }: Target,
): Promise<string | undefined> {
  const stored = await storedManifest(lake, { dataset: DATASETS.snapshot, symbol, dt })
  return stored && String(stored.stage.parameters.session)
}

/**
 * The session to build a day with: the requested one (`rth` resolved by root), else the recorded
 * one, else that of the latest day of the same symbol or of another contract of the root, else
 * `file`. A day that was not requested itself keeps its recorded session.
 */
export async function sessionFor(
  lake: Lake,
  target: Target,
  options: StageOptions,
): Promise<string> {
  const { sessionDays, roots } = options
  const session = options.session && sessionName(options.session, rulesOf(target.symbol, roots))
  const isAsked = sessionDays === undefined || sessionDays.has(dayKey(target))
  if (session !== undefined && isAsked) return session
  return (
    (await recordedSession(lake, target)) ??
    session ??
    (await lakeSession(lake, target.symbol)) ??
    DEFAULT_SESSION
  )
}

/** The session of the latest day built of a symbol, else of its root's other contracts. */
export async function lakeSession(
  lake: Lake,
  symbol: string | undefined,
): Promise<string | undefined> {
  const root = symbol === undefined ? undefined : rootOf(symbol)
  const days = (await listPartitions(lake, { dataset: DATASETS.snapshot })).filter(
    (day) => root === undefined || parseOutright(day.symbol)?.root === root,
  )
  const own = days.filter((day) => day.symbol === symbol)
  const candidates = (own.length > 0 ? own : days).sort((a, b) => (a.dt < b.dt ? 1 : -1))
  for (const day of candidates) {
    const session = await recordedSession(lake, day)
    if (session !== undefined) return session
  }
  return undefined
}
