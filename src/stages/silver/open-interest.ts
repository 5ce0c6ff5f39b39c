import { DATASETS } from '../../contracts/registry.ts'
import type { Lake } from '../../lake/paths.ts'
import { readTable } from '../../lake/read-table.ts'
import { readChain } from '../../options/chain.ts'
import { CHAIN_COLUMNS } from '../../options/definition-rows.ts'
import { OPEN_INTEREST_COLUMNS, OpenInterest } from '../../options/open-interest.ts'
import { setAsideCounts } from '../../options/set-aside.ts'
import { definitionDate } from '../definition-date.ts'
import { contractOf } from '../future-contract.ts'
import { declareStage, type Job, type Resolved, type Target, type Written } from '../stage.ts'
import { storedManifest } from '../stored-manifest.ts'
import { writeSurfaces } from '../surface-writer.ts'

/** Open interest of every option as it was published. */
export const openInterest = declareStage({
  name: 'silver/open-interest',
  revision: 2,
  writes: [DATASETS.openInterest],
  lacks: async (lake, { symbol, dt }) =>
    (await storedManifest(lake, { dataset: DATASETS.statistics, symbol, dt }))
      ? undefined
      : `no statistics of ${symbol} ${dt} are in the lake: no open interest`,
  resolve,
  run,
})

async function resolve(lake: Lake, target: Target): Promise<Resolved> {
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

function run(job: Job): Promise<Written> {
  const { lake, symbol, inputs } = job
  return writeSurfaces(job, openInterest, async ([writer]) => {
    const columns = {
      [DATASETS.definitions]: CHAIN_COLUMNS,
      [DATASETS.statistics]: OPEN_INTEREST_COLUMNS,
    }
    const [statistics, definitions] = await Promise.all(
      [DATASETS.statistics, DATASETS.definitions].map((dataset) => {
        const input = inputs.find((candidate) => candidate.dataset === dataset)
        if (!input) throw new Error(`${dataset} was no input`)
        return readTable(lake, input, columns[dataset as keyof typeof columns])
      }),
    )
    const chain = readChain(definitions, symbol)
    const interest = new OpenInterest(chain)
    interest.push(statistics)
    interest.appendTo(writer.table)
    return { ...interest.counts, ...setAsideCounts(chain.setAside) }
  })
}
