import { parseContract } from '../../src/contracts/contract.ts'
import { type Datasets, parseDatasets } from '../../src/lake/datasets.ts'
import type { Manifest } from '../../src/lake/partition/manifest.ts'
import { readTable } from '../../src/lake/partition/read-table.ts'
import type { StageDay } from '../../src/lake/partition/stage-day.ts'
import { readStored } from '../../src/lake/partition/stored.ts'
import { beginRun } from '../../src/lake/partition/write.ts'
import type { Lake, Partition } from '../../src/lake/paths.ts'
import { addDays } from '../../src/market/time.ts'
import type { Job, Read, Stage, StageOutput, Target } from '../../src/stages/stage.ts'
import { type Column, Table } from '../../src/table/table.ts'

/** One column of numbers and one to sort by. */
const ROWS = parseContract(
  JSON.stringify({
    type: 'record',
    namespace: 'bronze.simulated',
    name: 'rows',
    fields: [
      { name: 'window_end_ts_ns', type: 'long', doc: 'Nanoseconds.' },
      { name: 'quantity', type: 'int', doc: 'Contracts.' },
    ],
  }),
)

const entry = (layer: string, table: string, stage: string) => `
${layer}.simulated.${table}:
  name: ${table}
  path: ${layer}/symbol={symbol}/table=${table}/dt={dt}
  stage: ${stage}
  contract: rows
  sort: [window_end_ts_ns]
  row_group: { rows: 1000 }
`

/** The tables of the simulated lake. */
export const SIMULATED: Datasets = parseDatasets(
  [
    entry('bronze', 'ticks', 'bronze/ticks'),
    entry('silver', 'bids', 'silver/sides'),
    entry('silver', 'asks', 'silver/sides'),
    entry('gold', 'totals', 'gold/totals'),
  ].join(''),
  () => ROWS,
)

export const TICKS = 'bronze.simulated.ticks'
const BIDS = 'silver.simulated.bids'
const ASKS = 'silver.simulated.asks'
const TOTALS = 'gold.simulated.totals'

/** Rows of an input, as a stage computes with them. */
interface Given {
  readonly dataset: string
  readonly dt: string
  readonly quantities: readonly number[]
}

/** What a stage makes of its inputs: pure. */
type Compute = (inputs: readonly Given[], dt: string) => Readonly<Record<string, readonly number[]>>

/** Bids and asks of a day's ticks: two tables, which must always be of the same ticks. */
const sides: Compute = ([ticks]) => ({
  [BIDS]: ticks.quantities.map((quantity) => quantity * 2),
  [ASKS]: ticks.quantities.map((quantity) => quantity * 2 + 1),
})

/** Sums of a day, and of the day before where there is one. */
const totals: Compute = (inputs, dt) => {
  const sum = (of: boolean) =>
    inputs
      .filter((input) => (input.dt === dt) === of)
      .flatMap(({ quantities }) => quantities)
      .reduce((total, quantity) => total + quantity, 0)
  return { [TOTALS]: [sum(true), sum(false)] }
}

const COMPUTE: Readonly<Record<string, Compute>> = { 'silver/sides': sides, 'gold/totals': totals }

/** What a stage's tables hold when they are made of these inputs. */
export function expectedRows(stage: string, inputs: readonly Given[], dt: string) {
  return COMPUTE[stage]?.(inputs, dt)
}

/** Called when a commit has reported success: each table's content, by dataset, and when it began. */
export type OnCommitted = (
  day: StageDay,
  contents: ReadonlyMap<string, string>,
  begunMs: number,
) => void

/** Stages that are quick: they go through the same plan, executors and commits as the real ones. */
export function standIns(onCommitted: OnCommitted = () => {}): readonly Stage[] {
  const sidesOf: ReadsOf = async (_lake, { symbol, dt }) => [
    { dataset: TICKS, symbol, dt, optional: false },
  ]
  const totalsOf: ReadsOf = async (lake, { symbol, dt }) => {
    const before = { symbol, dt: addDays(dt, -1) }
    const isThere = await readStored(lake, { dataset: TICKS, ...before })
    const looksBack = isThere ? [{ dataset: BIDS, ...before, optional: true }] : []
    return [
      { dataset: BIDS, symbol, dt, optional: false },
      { dataset: ASKS, symbol, dt, optional: false },
      ...looksBack,
    ]
  }
  return [
    standIn('silver/sides', [BIDS, ASKS], sidesOf, onCommitted),
    standIn('gold/totals', [TOTALS], totalsOf, onCommitted),
  ]
}

type ReadsOf = (lake: Lake, target: Target) => Promise<readonly Read[]>

function standIn(
  name: string,
  writes: readonly string[],
  readsOf: ReadsOf,
  onCommitted: OnCommitted,
): Stage {
  return {
    name,
    revision: 1,
    reads: [],
    writes,
    resolve: async (lake, target) => ({
      parameters: {},
      reads: await readsOf(lake, target),
      notes: [],
    }),
    run: (job) => run(name, job, onCommitted),
  }
}

async function run(name: string, job: Job, onCommitted: OnCommitted): Promise<StageOutput> {
  const { lake, symbol, dt, inputs, notes } = job
  const day = { stage: name, symbol, dt }
  const begunMs = lake.clock.now()
  const stageRun = await beginRun(lake, day)
  try {
    const given: Given[] = []
    for (const input of inputs) {
      given.push({ ...input, quantities: await quantitiesOf(lake, input) })
    }
    const made = COMPUTE[name](given, dt)
    for (const [dataset, quantities] of Object.entries(made)) {
      const table = await stageRun.table(dataset)
      await table.writeRowGroup(rowsOf(quantities))
    }
    const stage = { name, revision: 1, parameters: {} }
    const written = await stageRun.commit({ stage, inputs, quality: {}, notes })
    onCommitted(day, contentsOf(written), begunMs)
    return Object.fromEntries(
      Object.entries(made).map(([key, { length }]) => [key, { rows: length, quality: {} }]),
    )
  } finally {
    await stageRun.abort()
  }
}

/** Each table's content, by dataset. */
export function contentsOf(manifests: ReadonlyMap<string, Manifest>): Map<string, string> {
  return new Map([...manifests].map(([key, { content_sha256 }]) => [key, content_sha256]))
}

/** A table of so many rows. */
export function rowsOf(quantities: readonly number[]): Table {
  const columns: Record<string, Column> = {
    window_end_ts_ns: BigInt64Array.from(quantities, (_, row) => BigInt(row + 1)),
    quantity: Int32Array.from(quantities),
  }
  return Table.from(ROWS, columns, quantities.length)
}

export async function quantitiesOf(lake: Lake, partition: Partition): Promise<number[]> {
  const table = await readTable(lake, partition)
  return [...table.column('quantity', 'int32')]
}
