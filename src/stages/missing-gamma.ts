import { DATASETS } from '../contracts/registry.ts'
import { readTable } from '../lake/partition/read-table.ts'
import type { Lake } from '../lake/paths.ts'
import { readChain } from '../options/chain.ts'
import { CHAIN_COLUMNS } from '../options/definition-rows.ts'
import { chooseSeries, daysToExpiry, parseExpiry } from '../options/expiry.ts'
import { definitionDate } from './definition-date.ts'
import type { StageOptions, Target } from './stage.ts'
import { storedManifest } from './stored-manifest.ts'

/** What trades most, and moves most. */
export const DEFAULT_EXPIRY = '0dte'

/**
 * Why a day has no gamma exposure: no orders, or nothing expires that day and nobody asked for
 * more. Not every day has an expiration; an expiry that was asked for and is not there is an error.
 */
export async function missingGamma(
  lake: Lake,
  target: Target,
  { expiry }: StageOptions,
): Promise<string | undefined> {
  const { symbol, dt } = target
  if (!(await storedManifest(lake, { dataset: DATASETS.optionMbo, symbol, dt }))) {
    return `no option orders on ${symbol} ${dt} are in the lake: no gamma exposure`
  }
  const definitions = {
    dataset: DATASETS.definitions,
    symbol,
    dt: await definitionDate(lake, target),
  }
  const isChosen =
    expiry !== undefined || (await storedManifest(lake, { ...target, dataset: DATASETS.gex }))
  if (isChosen || !(await storedManifest(lake, definitions))) return undefined
  const { series } = readChain(await readTable(lake, definitions, CHAIN_COLUMNS), symbol)
  // A chain that lists nothing is an error of its definitions, which the stage itself tells.
  if (series.length === 0) return undefined
  if (chooseSeries(series, parseExpiry(DEFAULT_EXPIRY), dt).length > 0) return undefined
  const days = daysToExpiry(series, dt)
  const nearest = days === undefined ? 'none expires later' : `--expiry ${days}d takes the nearest`
  return `no option on ${symbol} expires on ${dt}: no gamma exposure; ${nearest}`
}
