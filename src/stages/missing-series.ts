import { DATASETS } from '../contracts/registry.ts'
import { Failure } from '../failure.ts'
import type { FileInput } from '../lake/partition/manifest.ts'
import type { Lake } from '../lake/paths.ts'
import { parseSession } from '../market/session.ts'
import { seriesOf } from './bronze/requested-options.ts'
import { definitionDate } from './definition-date.ts'
import { type ChosenSeries, type ExpiryOnDay, hasOrdersOf, seriesOnDay } from './series-on-day.ts'
import type { Target } from './stage.ts'
import { storedManifest } from './stored-manifest.ts'

/** Maximum number of series named in a message. */
const MAX_NAMED = 4

/** Series selected by an expiry without orders in the lake. */
export interface MissingSeries {
  /** All selected series are missing: there is nothing to compute gamma from. */
  readonly areAll: boolean
  /** "E1BF6 (expires 2026-01-06)" */
  readonly text: string
}

/** The partitions of a session's option orders. */
interface OptionDays extends Target {
  readonly dates: readonly string[]
}

/**
 * The series selected by an expiry that are missing from the session's option orders: those that no
 * file was requested for, according to headers, or all of them if there is no order of any. A
 * requested series may legitimately have no orders.
 *
 * @returns undefined if none is missing, or if the definitions are missing or damaged
 */
export async function missingSeries(
  lake: Lake,
  target: Target,
  session: string,
  expiry: string,
): Promise<MissingSeries | undefined> {
  const { symbol, dt } = target
  const days = { ...target, dates: parseSession(session, dt).dates }
  try {
    const date = await definitionDate(lake, target)
    const definitions = { dataset: DATASETS.definitions, symbol, dt: date }
    if (!(await storedManifest(lake, definitions))) return undefined
    const day = { definitions, dt, expiry }
    const { chosen } = await seriesOnDay(lake, day)
    if (chosen.length === 0) return undefined
    const asked = await askedSeries(lake, days)
    const unasked = chosen.filter(({ name }) => asked && !asked.has(name))
    const areAll = unasked.length === chosen.length || !(await hasOrders(lake, days, day))
    const missing = areAll ? chosen : unasked
    return missing.length === 0 ? undefined : { areAll, text: formatSeries(missing) }
  } catch (error) {
    // Damaged partitions are reported by the stages that read them.
    if (!(error instanceof Failure) || error.detail.code === 'usage') throw error
    return undefined
  }
}

/** The series that files were requested for; undefined if a header does not say. */
async function askedSeries(
  lake: Lake,
  { symbol, dates }: OptionDays,
): Promise<ReadonlySet<string> | undefined> {
  const found = new Set<string>()
  for (const dt of dates) {
    const stored = await storedManifest(lake, { dataset: DATASETS.optionMbo, symbol, dt })
    const inputs = stored?.inputs.filter((input): input is FileInput => 'file' in input)
    for (const { series, instruments } of inputs ?? []) {
      if (!series && !instruments) return undefined
      for (const name of series ?? []) found.add(name)
      for (const name of instruments ?? []) found.add(seriesOf(name))
    }
  }
  return found
}

/** Whether the session has any order of the selected series. */
async function hasOrders(
  lake: Lake,
  { symbol, dates }: OptionDays,
  day: ExpiryOnDay,
): Promise<boolean> {
  for (const dt of dates) {
    const isThere = await storedManifest(lake, { dataset: DATASETS.optionMbo, symbol, dt })
    if (isThere && (await hasOrdersOf(lake, day, dt))) return true
  }
  return false
}

function formatSeries(missing: readonly ChosenSeries[]): string {
  const named = missing
    .slice(0, MAX_NAMED)
    .map(({ name, expires }) => `${name} (expires ${expires})`)
  const more = missing.length - MAX_NAMED
  return `${named.join(', ')}${more > 0 ? ` and ${more} more series` : ''}`
}
