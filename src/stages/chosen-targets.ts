import { Failure } from '../failure.ts'
import { listPartitions } from '../lake/list.ts'
import type { Lake } from '../lake/paths.ts'
import type { DateChoice } from '../market/dates.ts'
import { symbolsIn } from '../market/instruments.ts'
import { MBO } from './bronze/datasets.ts'
import type { Target } from './stage.ts'
import { chosenDays, findTargets, type TargetChoice, type Targets } from './targets.ts'

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
  const targets: Target[] = []
  for (const each of symbols) {
    const own = there.filter((day) => day.symbol === each)
    const days = await chosenDays(lake, own, { ...choice, symbol: each })
    targets.push(...days.map(({ symbol, dt }) => ({ symbol, dt })))
  }
  const missing = datesWithout(dates, targets)
  if (missing.length > 0 || targets.length === 0) throw noOrders(lake, missing, there)
  return { targets, fronts: [], faults: [] }
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

function datesWithout(dates: DateChoice | undefined, targets: readonly Target[]): string[] {
  if (dates?.kind !== 'list') return []
  return dates.dates.filter((date) => !targets.some(({ dt }) => dt === date))
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
