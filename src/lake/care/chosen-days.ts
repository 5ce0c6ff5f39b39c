import { Failure } from '../../failure.ts'
import { type DateChoice, isChosen } from '../../market/dates.ts'
import { isContractOf } from '../../market/instruments.ts'
import { listStageDays } from '../partition/list.ts'
import type { StageDay } from '../partition/stage-day.ts'
import type { Lake } from '../paths.ts'

export interface DayChoice {
  /** A layer (bronze), a stage (silver/futures-book) or a dataset's key; all if left out. */
  readonly what?: string | undefined
  /** A contract or root. */
  readonly symbol?: string | undefined
  readonly dates?: DateChoice | undefined
  /** Leave the newest so many dates of each symbol. */
  readonly keep?: number | undefined
}

/**
 * The stages' days of a lake that match a choice, sorted by symbol and date.
 *
 * @throws Failure `usage` if it names no layer, stage or dataset
 */
export async function chosenStageDays(lake: Lake, choice: DayChoice): Promise<StageDay[]> {
  const { what, symbol, dates, keep = 0 } = choice
  const stages = what === undefined ? undefined : stagesNamed(lake, what)
  const found = (await listStageDays(lake)).filter(
    (day) =>
      (stages?.has(day.stage) ?? true) &&
      isContractOf(symbol, day.symbol) &&
      isChosen(dates, day.dt),
  )
  if (keep === 0) return found
  const kept = new Set<string>()
  for (const [each, days] of Map.groupBy(found, (day) => day.symbol)) {
    const newest = [...new Set(days.map(({ dt }) => dt))].sort().slice(-keep)
    for (const dt of newest) kept.add(`${each} ${dt}`)
  }
  return found.filter((day) => !kept.has(`${day.symbol} ${day.dt}`))
}

function stagesNamed(lake: Lake, what: string): ReadonlySet<string> {
  const named = [...lake.datasets.values()].filter(
    ({ key, stage }) => key === what || stage === what || stage.startsWith(`${what}/`),
  )
  if (named.length > 0) return new Set(named.map(({ stage }) => stage))
  const stages = new Set([...lake.datasets.values()].map(({ stage }) => stage))
  throw new Failure({
    code: 'usage',
    what: 'there is no such layer, stage or dataset',
    expected: `bronze, silver, gold, ${[...stages].join(', ')}, or a dataset's key`,
    found: JSON.stringify(what),
  })
}
