import { DATASETS } from '../../contracts/registry.ts'
import { readTable } from '../../lake/partition/read-table.ts'
import type { Lake } from '../../lake/paths.ts'
import { readChain } from '../../options/chain.ts'
import { CHAIN_COLUMNS } from '../../options/definition-rows.ts'
import { OPEN_INTEREST_COLUMNS, OpenInterestHistory } from '../../options/open-interest.ts'
import { setAsideCounts } from '../../options/set-aside.ts'
import { declareStage, type StageWork } from '../declare-stage.ts'
import { definitionDate } from '../definition-date.ts'
import { contractOf } from '../future-contract.ts'
import { text } from '../parameters.ts'
import type { Target } from '../stage.ts'
import { storedManifest } from '../stored-manifest.ts'

/** "ES 2026-03" */
const PARAMETERS = { contract: text }

type InterestWork = StageWork<typeof PARAMETERS, 'statistics' | 'definitions', 'openInterest'>

/** Published open interest of every option. */
export const openInterest = declareStage({
  name: 'silver/open-interest',
  revision: 3,
  parameters: PARAMETERS,
  reads: ['statistics', 'definitions'],
  writes: ['openInterest'],
  skipReason: async (lake, { symbol, dt }) =>
    (await storedManifest(lake, { dataset: DATASETS.statistics, symbol, dt }))
      ? undefined
      : `no statistics of ${symbol} ${dt} are in the lake: no open interest`,
  resolve,
  run,
})

async function resolve(lake: Lake, target: Target) {
  const { symbol, dt } = target
  return {
    parameters: { contract: await contractOf(lake, target) },
    reads: [
      { dataset: DATASETS.statistics, symbol, dt, optional: false },
      {
        dataset: DATASETS.definitions,
        symbol,
        dt: await definitionDate(lake, target),
        optional: false,
      },
    ],
    notes: [],
  }
}

async function run({ lake, symbol, inputs, writers }: InterestWork) {
  // Both exist: neither is optional.
  const [statistics] = inputs.statistics
  const [definitions] = inputs.definitions
  const chain = readChain(await readTable(lake, definitions, CHAIN_COLUMNS), symbol)
  const interest = new OpenInterestHistory(chain)
  interest.push(await readTable(lake, statistics, OPEN_INTEREST_COLUMNS))
  interest.appendTo(writers.openInterest.table)
  return { ...interest.counts, ...setAsideCounts(chain.setAside) }
}
