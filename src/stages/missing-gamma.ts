import { DATASETS } from '../contracts/registry.ts'
import type { Lake } from '../lake/paths.ts'
import { definitionDate } from './definition-date.ts'
import { missingSeries } from './missing-series.ts'
import { seriesOnDay } from './series-on-day.ts'
import { sessionFor } from './session-rule.ts'
import type { StageOptions, Target } from './stage.ts'
import { storedManifest } from './stored-manifest.ts'

/** The expiry with the largest volume and gamma. */
export const DEFAULT_EXPIRY = '0dte'

/** The expiry of a day's gamma exposure: requested, else recorded, else the default. */
export async function expiryFor(
  lake: Lake,
  target: Target,
  { expiry }: StageOptions,
): Promise<string> {
  if (expiry !== undefined) return expiry
  const made = await storedManifest(lake, { ...target, dataset: DATASETS.gex })
  const recorded = made?.stage.parameters.expiry
  return typeof recorded === 'string' ? recorded : DEFAULT_EXPIRY
}

/**
 * Why a day has no gamma exposure: there are no option orders, or nothing expires that day and no
 * other expiry was requested. An expiry that was requested and does not exist is an error instead.
 */
export async function missingGamma(
  lake: Lake,
  target: Target,
  options: StageOptions,
): Promise<string | undefined> {
  const { symbol, dt } = target
  if (!(await storedManifest(lake, { dataset: DATASETS.optionMbo, symbol, dt }))) {
    return `no option orders on ${symbol} ${dt} are in the lake: no gamma exposure`
  }
  const date = await definitionDate(lake, target)
  const definitions = { dataset: DATASETS.definitions, symbol, dt: date }
  const isChosen =
    options.expiry !== undefined ||
    (await storedManifest(lake, { ...target, dataset: DATASETS.gex }))
  if (isChosen || !(await storedManifest(lake, definitions))) return undefined
  const day = { definitions, dt, expiry: DEFAULT_EXPIRY }
  const { hasOptions, chosen, daysToNext } = await seriesOnDay(lake, day)
  // A chain without series is an error in the definitions, which the stage itself reports.
  if (!hasOptions) return undefined
  if (chosen.length > 0) {
    const session = await sessionFor(lake, target, options)
    const missing = await missingSeries(lake, target, session, DEFAULT_EXPIRY)
    if (!missing?.areAll) return undefined
    return `no orders of ${missing.text} are in the lake: no gamma exposure on ${symbol} ${dt}; add their file, or choose another --expiry`
  }
  const nearest =
    daysToNext === undefined ? 'none expires later' : `--expiry ${daysToNext}d takes the nearest`
  return `no option on ${symbol} expires on ${dt}: no gamma exposure; ${nearest}`
}
