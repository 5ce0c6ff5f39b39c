import { DATASETS } from '../contracts/registry.ts'
import { listPartitions } from '../lake/partition/list.ts'
import type { Lake } from '../lake/paths.ts'
import { parseOutright } from '../market/instruments.ts'
import { addDays } from '../market/time.ts'
import { frontContract } from './front-contract.ts'
import { contractOf } from './future-contract.ts'
import { sessionCoverage } from './session-coverage.ts'
import { hasSession } from './session-days.ts'
import { sessionFor } from './session-rule.ts'
import type { StageOptions, Target } from './stage.ts'
import { storedManifest } from './stored-manifest.ts'

/** Minimum share of a session's scheduled hours: an evening alone does not count. */
const MIN_COVERAGE_SHARE = 0.8
/** Minimum lookback in calendar days: covers a holiday week. */
const MIN_LOOKBACK_DAYS = 10

/**
 * Earlier sessions of a day's contract that the lake has, or can build from orders, latest last.
 * They have the day's session rule and at least 80 % of their scheduled hours.
 *
 * @param count maximum number
 */
export async function earlierSessions(
  lake: Lake,
  target: Target,
  options: StageOptions,
  count: number,
): Promise<Target[]> {
  const contract = await contractOf(lake, target)
  const rule = await sessionFor(lake, target, options)
  const found: Target[] = []
  for (const dt of await datesBefore(lake, target, count, (symbol) => symbol === target.symbol)) {
    const day = { symbol: target.symbol, dt }
    if (found.length === count) break
    // Ten years earlier the same symbol was another contract.
    if ((await contractOf(lake, day)) !== contract) continue
    if (await isSession(lake, day, rule, options)) found.unshift(day)
  }
  return found
}

/**
 * Earlier sessions of a root's front contract on each date, latest last. Used after a roll, when
 * the contract has no {@link earlierSessions}.
 */
export async function earlierFrontSessions(
  lake: Lake,
  target: Target,
  options: StageOptions,
  count: number,
): Promise<Target[]> {
  const root = parseOutright(target.symbol)?.root
  if (root === undefined) return []
  const rule = await sessionFor(lake, target, options)
  const isOfRoot = (symbol: string) => parseOutright(symbol)?.root === root
  const found: Target[] = []
  for (const dt of await datesBefore(lake, target, count, isOfRoot)) {
    if (found.length === count) break
    const front = await frontContract(lake, root, dt)
    if (!front) continue
    const day = { symbol: front.symbol, dt }
    if (await isSession(lake, day, rule, options)) found.unshift(day)
  }
  return found
}

/**
 * Dates with orders, or seconds made of them, within the days that are looked back on; the latest
 * first.
 */
async function datesBefore(
  lake: Lake,
  { dt }: Target,
  count: number,
  isWanted: (symbol: string) => boolean,
): Promise<string[]> {
  const first = addDays(dt, -Math.max(MIN_LOOKBACK_DAYS, 2 * count + 4))
  const dates = new Set<string>()
  for (const dataset of [DATASETS.mbo, DATASETS.snapshot]) {
    for (const partition of await listPartitions(lake, { dataset })) {
      if (!isWanted(partition.symbol) || partition.dt < first || partition.dt >= dt) continue
      dates.add(partition.dt)
    }
  }
  return [...dates].sort().reverse()
}

/** Whether a day is a nearly complete session of a rule, built or to be built. */
async function isSession(
  lake: Lake,
  day: Target,
  rule: string,
  options: StageOptions,
): Promise<boolean> {
  // The rule that it would be built with if it were requested itself.
  if ((await sessionFor(lake, day, options)) !== rule) return false
  const { isScheduled, isThere, share } = await sessionCoverage(lake, day, rule)
  if (!isScheduled) return false
  if (isThere) return share >= MIN_COVERAGE_SHARE && (await hasSession(lake, day, rule))
  // Orders may have been deleted; then the stored seconds decide.
  const stored = await storedManifest(lake, { dataset: DATASETS.snapshot, ...day })
  const recorded = stored?.stage.parameters
  return recorded?.session === rule && recorded.is_partial === false
}
