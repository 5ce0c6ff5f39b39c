import { DATASETS } from '../contracts/registry.ts'
import { Failure } from '../failure.ts'
import { listPartitions } from '../lake/partition/list.ts'
import type { Lake, Partition } from '../lake/paths.ts'
import { type DateChoice, isChosen } from '../market/dates.ts'
import { isRoot } from '../market/instruments.ts'
import { parseSession } from '../market/session.ts'
import { type FrontContract, selectFrontContract } from '../stages/front-contract.ts'
import { DEFAULT_SESSION, lakeSession } from '../stages/session-rule.ts'
import type { Target } from '../stages/stage.ts'

export interface TargetChoice {
  /** A contract, or a root that stands for its front contract of each date. */
  readonly symbol?: string | undefined
  /** Trading dates. */
  readonly dates?: DateChoice | undefined
  /** The session that was asked for, else it is the lake's: one that begins on the evening before can do without its own UTC day. */
  readonly session?: string | undefined
}

export interface Targets {
  readonly targets: readonly Target[]
  /** How a root was resolved, date by date. */
  readonly fronts: readonly FrontContract[]
  /** Dates that a root has no front contract of, for its bronze is damaged. */
  readonly faults: readonly DateFault[]
  /** What was asked for by name and is not in the lake. */
  readonly absent: readonly Absent[]
}

export interface Absent {
  /** A symbol, and dates where only those are not there: "ZN", "ESH6 2026-01-07". */
  readonly what: string
  readonly failure: Failure
}

/** A date that nothing can be made of, and why. */
export interface DateFault {
  readonly symbol: string
  readonly dt: string
  readonly failure: Failure
}

/**
 * The symbols' days a user means. What is left out may be left out where the lake has one answer:
 * one symbol, all its days.
 *
 * @throws Failure `input` where the lake has no such day, listing those it has
 */
export async function findTargets(lake: Lake, choice: TargetChoice): Promise<Targets> {
  const found = await targetsThere(lake, choice)
  for (const { failure } of found.absent) throw failure
  return found
}

/**
 * As {@link findTargets}, but days that the lake does not have are told of beside those that it has.
 *
 * @throws Failure `usage` where no symbol is chosen of several; `input` where all that a root could
 * be resolved by is damaged
 */
export async function targetsThere(
  lake: Lake,
  { symbol, dates, session }: TargetChoice,
): Promise<Targets> {
  const there = await listPartitions(lake, { dataset: DATASETS.mbo })
  const chosen = await chosenDays(lake, there, { symbol, dates, session })
  if (symbol && isRoot(symbol)) return resolveRoot(lake, symbol, chosen, there, dates)
  const symbols = [...new Set(chosen.map((day) => day.symbol))]
  const only = symbol ?? (symbols.length === 1 ? symbols[0] : undefined)
  if (only === undefined && symbols.length > 1) {
    throw new Failure({
      code: 'usage',
      what: 'the lake has several symbols',
      where: lake.root,
      found: symbols.join(', '),
      fix: 'choose one with --symbol',
    })
  }
  const targets = chosen
    .filter((day) => day.symbol === only)
    .map(({ symbol, dt }) => ({ symbol, dt }))
  const absent = absentOf(lake, only, dates, targets, there)
  return { targets, fronts: [], faults: [], absent }
}

/** Contracts' days with orders, of any symbol, that the dates mean. */
export async function chosenDays(
  lake: Lake,
  there: readonly Partition[],
  { symbol, dates, session }: TargetChoice,
): Promise<BegunDay[]> {
  const chosen = there.filter(({ dt }) => isChosen(dates, dt))
  if (dates?.kind !== 'list') return chosen
  const name = session ?? (await lakeSession(lake, symbol)) ?? DEFAULT_SESSION
  return [...chosen, ...begunOnly(there, chosen, dates.dates, name)]
}

interface BegunDay extends Target {
  /** The UTC dates of its orders, where the trading date's own is not among them. */
  readonly utcDates?: readonly string[]
}

/**
 * Days asked for by name of which only the evening before is there: their session has begun. They
 * have the names of their trading dates.
 */
function begunOnly(
  there: readonly Partition[],
  chosen: readonly Partition[],
  dates: readonly string[],
  session: string,
): BegunDay[] {
  return dates.flatMap((dt) => {
    const others = parseSession(session, dt).dates.filter((date) => date !== dt)
    const touched = there.filter((day) => others.includes(day.dt))
    return [...new Set(touched.map(({ symbol }) => symbol))]
      .filter((symbol) => !chosen.some((own) => own.symbol === symbol && own.dt === dt))
      .map((symbol) => ({ symbol, dt, utcDates: others }))
  })
}

async function resolveRoot(
  lake: Lake,
  root: string,
  chosen: readonly BegunDay[],
  there: readonly Partition[],
  dates: DateChoice | undefined,
): Promise<Targets> {
  const fronts: FrontContract[] = []
  const faults: DateFault[] = []
  for (const dt of [...new Set(chosen.map((day) => day.dt))].sort()) {
    const ofDate = chosen.filter((day) => day.dt === dt)
    const isBegun = ofDate.every(({ utcDates }) => utcDates !== undefined)
    try {
      const front = await selectFrontContract(lake, root, dt, isBegun ? ofDate[0].utcDates : [dt])
      if (front) fronts.push(front)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      faults.push({ symbol: root, dt, failure: error })
    }
  }
  const targets = fronts.map(({ symbol, dt }) => ({ symbol, dt }))
  if (targets.length === 0 && faults.length > 0) throw faults[0].failure
  const absent = absentOf(lake, root, dates, [...targets, ...faults], there)
  return { targets, fronts, faults, absent }
}

/** What of a choice the lake does not have: dates of a list, or all of it. */
function absentOf(
  lake: Lake,
  symbol: string | undefined,
  dates: DateChoice | undefined,
  targets: readonly Target[],
  there: readonly Target[],
): Absent[] {
  const missing = datesWithout(dates, targets)
  if (targets.length > 0 && missing.length === 0) return []
  const what = [symbol, missing.join(', ')].filter(Boolean).join(' ') || 'any symbol'
  return [{ what, failure: noOrders(lake, what, there) }]
}

/** The dates of a list that no target has. */
export function datesWithout(dates: DateChoice | undefined, targets: readonly Target[]): string[] {
  if (dates?.kind !== 'list') return []
  return dates.dates.filter((date) => !targets.some(({ dt }) => dt === date))
}

/** @param there the days that the lake has */
export function noOrders(lake: Lake, what: string, there: readonly Target[]): Failure {
  const days = there.map(({ symbol, dt }) => `${symbol} ${dt}`)
  return new Failure({
    code: 'input',
    what: `the lake has no orders of ${what}`,
    where: lake.root,
    found: days.length > 0 ? days.join(', ') : 'no bronze at all',
    fix: 'ingest the file with: spymaster pipeline ingest FILE',
  })
}
