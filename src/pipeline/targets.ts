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
  /** A contract, or a root, which means its front contract on each date. */
  readonly symbol?: string | undefined
  /** Trading dates. */
  readonly dates?: DateChoice | undefined
  /**
   * The requested session, default the lake's. One that begins the evening before may lack its own
   * UTC day.
   */
  readonly session?: string | undefined
}

export interface Targets {
  readonly targets: readonly Target[]
  /** How a root was resolved, by date. */
  readonly fronts: readonly FrontContract[]
  /** Dates without a front contract because bronze is damaged. */
  readonly faults: readonly DateFault[]
  /** Requested targets that are not in the lake. */
  readonly missing: readonly MissingTarget[]
}

export interface MissingTarget {
  /** A symbol, with dates if only those are missing: "ZN", "ESH6 2026-01-07". */
  readonly what: string
  readonly failure: Failure
}

/** A date that cannot be processed, and why. */
export interface DateFault {
  readonly symbol: string
  readonly dt: string
  readonly failure: Failure
}

/**
 * Resolves a choice to days of one symbol. An omitted symbol must be unambiguous in the lake;
 * omitted dates mean all of them.
 *
 * @throws Failure `input` if the lake lacks a requested day, listing those it has
 */
export async function findTargets(lake: Lake, choice: TargetChoice): Promise<Targets> {
  const found = await availableTargets(lake, choice)
  for (const { failure } of found.missing) throw failure
  return found
}

/**
 * As {@link findTargets}, but reports missing days beside those found.
 *
 * @throws Failure `usage` if the symbol is ambiguous; `input` if all bronze that would resolve a
 * root is damaged
 */
export async function availableTargets(
  lake: Lake,
  { symbol, dates, session }: TargetChoice,
): Promise<Targets> {
  const available = await listPartitions(lake, { dataset: DATASETS.mbo })
  const chosen = await chosenDays(lake, available, { symbol, dates, session })
  if (symbol && isRoot(symbol)) return resolveRoot(lake, symbol, chosen, available, dates)
  const symbols = [...new Set(chosen.map((day) => day.symbol))]
  const only = symbol ?? (symbols.length === 1 ? symbols[0] : undefined)
  if (only === undefined && symbols.length > 1) {
    throw new Failure({
      code: 'usage',
      what: 'the lake has several symbols',
      where: lake.root,
      found: symbols.join(', '),
      fix: `choose one, such as --symbol ${symbols[0]}`,
    })
  }
  const targets = chosen
    .filter((day) => day.symbol === only)
    .map(({ symbol, dt }) => ({ symbol, dt }))
  const missing = await missingTargets(lake, only, dates, targets, available)
  return { targets, fronts: [], faults: [], missing }
}

/** Days with orders, of any symbol, that match the dates. */
export async function chosenDays(
  lake: Lake,
  available: readonly Partition[],
  { symbol, dates, session }: TargetChoice,
): Promise<BegunDay[]> {
  const chosen = available.filter(({ dt }) => isChosen(dates, dt))
  if (dates?.kind !== 'list') return chosen
  const name = session ?? (await lakeSession(lake, symbol)) ?? DEFAULT_SESSION
  return [...chosen, ...begunDays(available, chosen, dates.dates, name)]
}

interface BegunDay extends Target {
  /** The UTC dates of its orders if the trading date is not among them. */
  readonly utcDates?: readonly string[]
}

/**
 * Requested trading dates of which only the evening before is in the lake: the session has begun.
 */
function begunDays(
  available: readonly Partition[],
  chosen: readonly Partition[],
  dates: readonly string[],
  session: string,
): BegunDay[] {
  return dates.flatMap((dt) => {
    const others = parseSession(session, dt).dates.filter((date) => date !== dt)
    const touched = available.filter((day) => others.includes(day.dt))
    return [...new Set(touched.map(({ symbol }) => symbol))]
      .filter((symbol) => !chosen.some((own) => own.symbol === symbol && own.dt === dt))
      .map((symbol) => ({ symbol, dt, utcDates: others }))
  })
}

async function resolveRoot(
  lake: Lake,
  root: string,
  chosen: readonly BegunDay[],
  available: readonly Partition[],
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
  const missing = await missingTargets(lake, root, dates, [...targets, ...faults], available)
  return { targets, fronts, faults, missing }
}

/** The part of a choice that the lake lacks: dates of a list, or all of it. */
async function missingTargets(
  lake: Lake,
  symbol: string | undefined,
  dates: DateChoice | undefined,
  targets: readonly Target[],
  available: readonly Target[],
): Promise<MissingTarget[]> {
  const missing = missingDates(dates, targets)
  if (targets.length > 0 && missing.length === 0) return []
  const what = [symbol, missing.join(', ')].filter(Boolean).join(' ') || 'any symbol'
  return [{ what, failure: await noOrders(lake, what, available) }]
}

/** Listed dates without a target. */
export function missingDates(dates: DateChoice | undefined, targets: readonly Target[]): string[] {
  if (dates?.kind !== 'list') return []
  return dates.dates.filter((date) => !targets.some(({ dt }) => dt === date))
}

/** @param available days with orders of a future in the lake */
export async function noOrders(
  lake: Lake,
  what: string,
  available: readonly Target[],
): Promise<Failure> {
  const { found, fix } = await ordersThere(lake, available)
  return new Failure({
    code: 'input',
    what: `the lake has no orders of ${what}`,
    where: lake.root,
    found,
    fix: `${fix} with: spymaster pipeline ingest FILE`,
  })
}

/** What the lake has where orders are missing, and what to do about it. */
async function ordersThere(
  lake: Lake,
  available: readonly Target[],
): Promise<{ found: string; fix: string }> {
  const fix = 'ingest the file'
  if (available.length > 0) return { found: available.map(dayText).join(', '), fix }
  const bronze = (await listPartitions(lake)).filter(({ dataset }) => dataset.startsWith('bronze.'))
  const options = bronze.filter(({ dataset }) => dataset === DATASETS.optionMbo)
  if (options.length > 0) {
    const futures = [...new Set(options.map(({ symbol }) => symbol))].join(', ')
    return {
      found: `only orders of the options on ${options.map(dayText).join(', ')}`,
      fix: `add the MBO file of the future (${futures})`,
    }
  }
  const datasets = [...new Set(bronze.map(({ dataset }) => dataset))].join(', ')
  return { found: datasets ? `only ${datasets}` : 'no bronze at all', fix }
}

function dayText({ symbol, dt }: Target): string {
  return `${symbol} ${dt}`
}
