import { DATASETS } from '../contracts/registry.ts'
import { listPartitions } from '../lake/partition/list.ts'
import type { Lake } from '../lake/paths.ts'
import { isChosen } from '../market/dates.ts'
import { isContractOf } from '../market/instruments.ts'
import type { TargetChoice } from './targets.ts'

/**
 * Days with orders of options and none of their future, whose seconds every table of options needs:
 * nothing is made of them. A sentence for each future.
 */
export async function optionsAlone(lake: Lake, { symbol, dates }: TargetChoice): Promise<string[]> {
  const options = await listPartitions(lake, { dataset: DATASETS.optionMbo })
  const futures = await listPartitions(lake, { dataset: DATASETS.mbo })
  const alone = options.filter(
    (day) =>
      isContractOf(symbol, day.symbol) &&
      isChosen(dates, day.dt) &&
      !futures.some((future) => future.symbol === day.symbol && future.dt === day.dt),
  )
  const byFuture = Map.groupBy(alone, (day) => day.symbol)
  return [...byFuture].map(
    ([future, days]) =>
      `no orders of ${future} on ${days.map(({ dt }) => dt).join(', ')} are in the lake, only of its options: nothing is made of them`,
  )
}
