import { DATASETS } from '../contracts/registry.ts'
import { Failure } from '../failure.ts'
import { listPartitions } from '../lake/partition/list.ts'
import type { Lake } from '../lake/paths.ts'
import { symbolsIn } from '../market/instruments.ts'
import { dayKey, type Target } from '../stages/stage.ts'
import {
  availableTargets,
  chosenDays,
  missingDates,
  noOrders,
  type TargetChoice,
  type Targets,
} from './targets.ts'

/**
 * Resolves a choice of any number of symbols to days: each symbol of a list, or all symbols with
 * orders in the lake. Targets that the lake lacks are reported beside those it has.
 *
 * @throws Failure `input` if the lake has none of them
 */
export async function chosenTargets(lake: Lake, choice: TargetChoice): Promise<Targets> {
  const found = await targetsOf(lake, choice)
  if (found.targets.length > 0 || found.missing.length === 0) return found
  if (found.missing.length === 1) throw found.missing[0].failure
  const available = await listPartitions(lake, { dataset: DATASETS.mbo })
  throw await noOrders(lake, found.missing.map(({ what }) => what).join(', '), available)
}

async function targetsOf(lake: Lake, choice: TargetChoice): Promise<Targets> {
  const { symbol, dates } = choice
  if (symbol !== undefined) {
    const all: Targets[] = []
    for (const each of symbolsIn(symbol)) all.push(await targetsOfOne(lake, choice, each))
    return union(all)
  }
  const available = await listPartitions(lake, { dataset: DATASETS.mbo })
  const symbols = [...new Set(available.map((day) => day.symbol))]
  if (symbols.length < 2) return availableTargets(lake, choice)
  const targets: Target[] = []
  for (const each of symbols) {
    const symbolDays = available.filter((day) => day.symbol === each)
    const days = await chosenDays(lake, symbolDays, { ...choice, symbol: each })
    targets.push(...days.map(({ symbol, dt }) => ({ symbol, dt })))
  }
  const missing = missingDates(dates, targets)
  const what = missing.join(', ') || 'the dates chosen'
  const isAllThere = missing.length === 0 && targets.length > 0
  const absent = isAllThere ? [] : [{ what, failure: await noOrders(lake, what, available) }]
  return { targets, fronts: [], faults: [], missing: absent }
}

/** A symbol with damaged bronze is reported as missing and does not stop the others. */
async function targetsOfOne(lake: Lake, choice: TargetChoice, symbol: string): Promise<Targets> {
  try {
    return await availableTargets(lake, { ...choice, symbol })
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure
    return { targets: [], fronts: [], faults: [], missing: [{ what: symbol, failure }] }
  }
}

function union(all: readonly Targets[]): Targets {
  const targets = new Map(all.flatMap((each) => each.targets).map((day) => [dayKey(day), day]))
  return {
    targets: [...targets.values()],
    fronts: all.flatMap(({ fronts }) => fronts),
    faults: all.flatMap(({ faults }) => faults),
    missing: all.flatMap(({ missing }) => missing),
  }
}
