import { DATASETS } from '../contracts/registry.ts'
import { Failure } from '../failure.ts'
import type { Manifest, PartitionInput } from '../lake/partition/manifest.ts'
import { readPartition } from '../lake/partition/read.ts'
import { readTable } from '../lake/partition/read-table.ts'
import { formatPartition, type Partition } from '../lake/paths.ts'
import { parseSession } from '../market/session.ts'
import { type Chain, readChain, type Series } from '../options/chain.ts'
import { CHAIN_COLUMNS } from '../options/definition-rows.ts'
import { chooseSeries, parseExpiry } from '../options/expiry.ts'
import type { CheckSubject } from './check.ts'
import { type PublishedInterest, publications, STATISTIC_COLUMNS } from './gex-interest.ts'
import type { GexParameters } from './gex-twin.ts'
import { partitionInputs } from './lineage.ts'

/** The inputs of a gamma surface, as recorded in its manifest. */
export interface GexDay {
  readonly parameters: GexParameters
  readonly chain: Chain
  /** Series of the chosen expirations. */
  readonly series: readonly Series[]
}

/**
 * Reads the definitions of a surface's inputs, and selects the series again.
 *
 * @throws Failure `input` if its manifest does not record its inputs
 */
export async function readGexDay({ lake }: CheckSubject, manifest: Manifest): Promise<GexDay> {
  // Earlier ones are of an evening's combinations.
  const definitions = inputsFrom(manifest, DATASETS.definitions).at(-1)
  if (!definitions) throw unstated(manifest, `input of ${DATASETS.definitions}`)
  const rows = await readTable(lake, definitions, CHAIN_COLUMNS)
  const chain = readChain(rows, manifest.symbol, multiplierOf(manifest))
  const expiry = parseExpiry(String(manifest.stage.parameters.expiry))
  return {
    parameters: gexParameters(manifest, chain),
    chain,
    series: chooseSeries(chain.series, expiry, manifest.dt),
  }
}

/** @throws Failure `input` if a manifest does not state them */
export function gexParameters(manifest: Manifest, chain: Chain): GexParameters {
  const number = (name: string) => {
    const value = manifest.stage.parameters[name]
    if (typeof value !== 'number' || !Number.isFinite(value)) throw unstated(manifest, name)
    return value
  }
  return {
    rate: number('rate'),
    dealerSigns: { call: number('dealer_sign_call'), put: number('dealer_sign_put') },
    flowWeight: 2 * number('customer_aggressor') - 1,
    futureMultiplier: multiplierOf(manifest) ?? chain.options[0]?.multiplier ?? 1,
  }
}

/** The multiplier that overrides those of definitions; undefined without one. */
function multiplierOf(manifest: Manifest): number | undefined {
  const { multiplier } = manifest.stage.parameters
  if (multiplier === 'definition') return undefined
  if (typeof multiplier === 'number' && multiplier > 0) return multiplier
  throw unstated(manifest, 'multiplier')
}

/** Open interest as published in the input days of statistics. */
export async function publishedInterest(
  { lake }: CheckSubject,
  manifest: Manifest,
  { chain }: GexDay,
): Promise<PublishedInterest[]> {
  const ids = new Set(chain.options.map(({ instrumentId }) => instrumentId))
  const found: PublishedInterest[] = []
  for (const input of inputsFrom(manifest, DATASETS.statistics)) {
    found.push(...publications(await readTable(lake, input, STATISTIC_COLUMNS), ids))
  }
  return found
}

/** The days of option records that a surface's session is made of; trades of the evening before are not. */
export function sessionOrders(manifest: Manifest) {
  const session = String(manifest.stage.parameters.session)
  const { dates } = parseSession(session, manifest.dt)
  return inputsFrom(manifest, DATASETS.optionMbo).filter(({ dt }) => dates.includes(dt))
}

/** Has bronze an order of any option of the chosen series? Nothing is read beyond the first. */
export async function hasChosenOrders(
  { lake }: CheckSubject,
  manifest: Manifest,
  { chain, series }: GexDay,
): Promise<boolean> {
  const places = series.flatMap(({ calls, puts }) => [...calls, ...puts])
  const ids = new Set(places.map((place) => chain.options[place]?.instrumentId))
  for (const input of sessionOrders(manifest)) {
    const reader = await readPartition(lake, input)
    try {
      for await (const table of reader.tables(['instrument_id'])) {
        const own = table.columns.instrument_id.subarray(0, table.length)
        if (own.some((id) => ids.has(id))) return true
      }
    } finally {
      await reader.close()
    }
  }
  return false
}

/** The partitions of a dataset among a manifest's inputs, by date. */
export function inputsFrom<D extends string>(
  manifest: Manifest,
  dataset: D,
): (PartitionInput & Partition<D>)[] {
  return partitionInputs(manifest)
    .filter((input): input is PartitionInput & Partition<D> => input.dataset === dataset)
    .sort((a, b) => (a.dt < b.dt ? -1 : 1))
}

function unstated(manifest: Manifest, what: string): Failure {
  return new Failure({
    code: 'input',
    what: `the manifest states no ${what}`,
    where: formatPartition(manifest),
    fix: 'run the pipeline for it again with --overwrite',
  })
}
