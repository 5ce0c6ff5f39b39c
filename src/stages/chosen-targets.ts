import { Failure } from '../failure.ts'
import { listPartitions } from '../lake/list.ts'
import type { Lake } from '../lake/paths.ts'
import type { DateChoice } from '../market/dates.ts'
import { symbolsIn } from '../market/instruments.ts'
import { MBO } from './bronze/datasets.ts'
import { findTargets, type TargetChoice, type Targets } from './targets.ts'

/**
 * The symbols' days a user means, of several symbols too: of a list each, of none all that the lake
 * has orders of.
 *
 * @throws Failure `input` where the lake has no such day of one that is named, or none at all
 */
export async function chosenTargets(lake: Lake, choice: TargetChoice): Promise<Targets> {
  const { symbol, dates } = choice
  if (symbol !== undefined) {
    const all: Targets[] = []
    for (const each of symbolsIn(symbol))
      all.push(await findTargets(lake, { ...choice, symbol: each }))
    return union(all)
  }
  const there = await listPartitions(lake, { dataset: MBO })
  const symbols = [...new Set(there.map((day) => day.symbol))]
  if (symbols.length < 2) return findTargets(lake, choice)
  const all: Targets[] = []
  for (const each of symbols) all.push(...(await targetsOf(lake, each, choice)))
  const found = union(all)
  const missing = datesWithout(dates, found)
  if (missing.length > 0 || found.targets.length === 0) throw noOrders(lake, missing, there)
  return found
}

/** The days that a symbol has of those chosen, which may be none: others may have them. */
async function targetsOf(lake: Lake, symbol: string, choice: TargetChoice): Promise<Targets[]> {
  const { dates } = choice
  const choices =
    dates?.kind === 'list'
      ? dates.dates.map((date) => ({ kind: 'list' as const, dates: [date] }))
      : [dates]
  const found: Targets[] = []
  for (const each of choices) {
    try {
      found.push(await findTargets(lake, { ...choice, symbol, dates: each }))
    } catch (error) {
      if (!(error instanceof Failure) || error.detail.code !== 'input') throw error
    }
  }
  return found
}

function union(all: readonly Targets[]): Targets {
  const targets = new Map(
    all.flatMap((each) => each.targets).map((target) => [`${target.symbol} ${target.dt}`, target]),
  )
  return {
    targets: [...targets.values()],
    fronts: all.flatMap(({ fronts }) => fronts),
    faults: all.flatMap(({ faults }) => faults),
  }
}

function datesWithout(dates: DateChoice | undefined, { targets, faults }: Targets): string[] {
  if (dates?.kind !== 'list') return []
  return dates.dates.filter((date) => ![...targets, ...faults].some(({ dt }) => dt === date))
}

function noOrders(
  lake: Lake,
  missing: readonly string[],
  there: readonly { readonly symbol: string; readonly dt: string }[],
): Failure {
  return new Failure({
    code: 'input',
    what: `the lake has no orders of ${missing.join(', ') || 'the dates chosen'}`,
    where: lake.root,
    found: there.map(({ symbol, dt }) => `${symbol} ${dt}`).join(', '),
    fix: 'ingest the file with: spymaster pipeline ingest FILE',
  })
}
