import { Failure } from '../failure.ts'
import { listPartitions } from '../lake/list.ts'
import type { Lake, Partition } from '../lake/paths.ts'
import { type DateChoice, isChosen } from '../market/dates.ts'
import { isRoot } from '../market/instruments.ts'
import { MBO } from './bronze/datasets.ts'
import { type FrontContract, selectFrontContract } from './front-contract.ts'
import type { Target } from './stage.ts'

export interface TargetChoice {
  /** A contract, or a root that stands for its front contract of each date. */
  readonly symbol?: string | undefined
  readonly dates?: DateChoice | undefined
}

export interface Targets {
  readonly targets: readonly Target[]
  /** How a root was resolved, date by date. */
  readonly fronts: readonly FrontContract[]
  /** Dates that a root has no front contract of, for its bronze is damaged. */
  readonly faults: readonly DateFault[]
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
export async function findTargets(lake: Lake, { symbol, dates }: TargetChoice): Promise<Targets> {
  const there = await listPartitions(lake, { dataset: MBO })
  const chosen = there.filter(({ dt }) => isChosen(dates, dt))
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
  assertAllThere(lake, only, dates, targets, there)
  return { targets, fronts: [], faults: [] }
}

async function resolveRoot(
  lake: Lake,
  root: string,
  chosen: readonly Partition[],
  there: readonly Partition[],
  dates: DateChoice | undefined,
): Promise<Targets> {
  const fronts: FrontContract[] = []
  const faults: DateFault[] = []
  for (const dt of [...new Set(chosen.map((day) => day.dt))].sort()) {
    try {
      const front = await selectFrontContract(lake, root, dt)
      if (front) fronts.push(front)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      faults.push({ symbol: root, dt, failure: error })
    }
  }
  const targets = fronts.map(({ symbol, dt }) => ({ symbol, dt }))
  if (targets.length === 0 && faults.length > 0) throw faults[0].failure
  assertAllThere(lake, root, dates, [...targets, ...faults], there)
  return { targets, fronts, faults }
}

function assertAllThere(
  lake: Lake,
  symbol: string | undefined,
  dates: DateChoice | undefined,
  targets: readonly Target[],
  there: readonly Partition[],
): void {
  const missing =
    dates?.kind === 'list' ? dates.dates.filter((dt) => !targets.some((day) => day.dt === dt)) : []
  if (targets.length > 0 && missing.length === 0) return
  const days = there.map((day) => `${day.symbol} ${day.dt}`)
  throw new Failure({
    code: 'input',
    what: `the lake has no orders of ${[symbol, missing.join(', ')].filter(Boolean).join(' ') || 'any symbol'}`,
    where: lake.root,
    found: days.length > 0 ? days.join(', ') : 'no bronze at all',
    fix: 'ingest the file with: spymaster pipeline ingest FILE',
  })
}
