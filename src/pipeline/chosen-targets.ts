import { DATASETS } from '../contracts/registry.ts'
import { Failure } from '../failure.ts'
import { listPartitions } from '../lake/partition/list.ts'
import type { Lake } from '../lake/paths.ts'
import { symbolsIn } from '../market/instruments.ts'
import { dayKey, type Target } from '../stages/stage.ts'
import {
  chosenDays,
  datesWithout,
  noOrders,
  type TargetChoice,
  type Targets,
  targetsThere,
} from './targets.ts'

/**
 * The symbols' days a user means, of several symbols too: of a list each, of none all that the lake
 * has orders of. What the lake does not have is told of beside what it has.
 *
 * @throws Failure `input` where it has none of them
 */
export async function chosenTargets(lake: Lake, choice: TargetChoice): Promise<Targets> {
  const found = await targetsOf(lake, choice)
  if (found.targets.length > 0 || found.absent.length === 0) return found
  if (found.absent.length === 1) throw found.absent[0].failure
  const there = await listPartitions(lake, { dataset: DATASETS.mbo })
  throw noOrders(lake, found.absent.map(({ what }) => what).join(', '), there)
}

async function targetsOf(lake: Lake, choice: TargetChoice): Promise<Targets> {
  const { symbol, dates } = choice
  if (symbol !== undefined) {
    const all: Targets[] = []
    for (const each of symbolsIn(symbol)) all.push(await targetsOfOne(lake, choice, each))
    return union(all)
  }
  const there = await listPartitions(lake, { dataset: DATASETS.mbo })
  const symbols = [...new Set(there.map((day) => day.symbol))]
  if (symbols.length < 2) return targetsThere(lake, choice)
  const targets: Target[] = []
  for (const each of symbols) {
    const own = there.filter((day) => day.symbol === each)
    const days = await chosenDays(lake, own, { ...choice, symbol: each })
    targets.push(...days.map(({ symbol, dt }) => ({ symbol, dt })))
  }
  const missing = datesWithout(dates, targets)
  const what = missing.join(', ') || 'the dates chosen'
  const isAllThere = missing.length === 0 && targets.length > 0
  const absent = isAllThere ? [] : [{ what, failure: noOrders(lake, what, there) }]
  return { targets, fronts: [], faults: [], absent }
}

/** A symbol of several whose bronze is damaged does not stop the others. */
async function targetsOfOne(lake: Lake, choice: TargetChoice, symbol: string): Promise<Targets> {
  try {
    return await targetsThere(lake, { ...choice, symbol })
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure
    return { targets: [], fronts: [], faults: [], absent: [{ what: symbol, failure }] }
  }
}

function union(all: readonly Targets[]): Targets {
  const targets = new Map(all.flatMap((each) => each.targets).map((day) => [dayKey(day), day]))
  return {
    targets: [...targets.values()],
    fronts: all.flatMap(({ fronts }) => fronts),
    faults: all.flatMap(({ faults }) => faults),
    absent: all.flatMap(({ absent }) => absent),
  }
}
