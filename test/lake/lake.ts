import { parseContract } from '../../src/contracts/contract.ts'
import { type Datasets, parseDatasets } from '../../src/lake/datasets.ts'
import { beginRun, type Commit, openPartition } from '../../src/lake/partition/write.ts'
import type { Lake, Partition } from '../../src/lake/paths.ts'
import { type Column, Table } from '../../src/table/table.ts'

/** A contract with a column of every kind. */
export const KINDS = parseContract(
  JSON.stringify({
    type: 'record',
    namespace: 'silver.future_mbo',
    name: 'kinds',
    fields: [
      { name: 'window_end_ts_ns', type: 'long', doc: 'Nanoseconds.' },
      { name: 'int32', type: 'int', doc: 'Signed.' },
      { name: 'uint32', type: { type: 'int', logicalType: 'uint32' }, doc: 'Unsigned.' },
      { name: 'int16', type: { type: 'int', logicalType: 'int16' }, doc: 'Signed.' },
      { name: 'uint16', type: { type: 'int', logicalType: 'uint16' }, doc: 'Unsigned.' },
      { name: 'int8', type: { type: 'int', logicalType: 'int8' }, doc: 'Signed.' },
      { name: 'uint8', type: { type: 'int', logicalType: 'uint8' }, doc: 'Unsigned.' },
      { name: 'float64', type: 'double', nan: true, doc: 'NaN where not defined.' },
      { name: 'boolean', type: 'boolean', doc: 'Truth.' },
      {
        name: 'letter',
        type: { type: 'enum', name: 'Letter', symbols: ['B', 'A', 'N'] },
        doc: 'Letter.',
      },
      { name: 'uint64', type: { type: 'long', logicalType: 'uint64' }, doc: 'Unsigned.' },
      { name: 'char', type: { type: 'string', logicalType: 'char' }, doc: 'A byte.' },
      { name: 'price', type: ['null', 'long'], doc: 'Units; NULL where there is none.' },
      { name: 'text', type: 'string', doc: 'Text.' },
      {
        name: 'ts',
        type: { type: 'long', logicalType: 'timestamp-micros' },
        from: 'window_end_ts_ns',
        doc: 'The same instant.',
      },
    ],
  }),
)

/** One row a window, two columns: quick to write. */
export const TICKS = parseContract(
  JSON.stringify({
    type: 'record',
    namespace: 'bronze.future_mbo',
    name: 'ticks',
    fields: [
      { name: 'window_end_ts_ns', type: 'long', doc: 'Nanoseconds.' },
      { name: 'quantity', type: 'int', doc: 'Contracts.' },
    ],
  }),
)

export const DATASETS: Datasets = parseDatasets(
  `
silver.future_mbo.kinds:
  name: kinds
  path: silver/product_type=future_mbo/symbol={symbol}/table=kinds/dt={dt}
  stage: silver/kinds
  contract: kinds
  sort: [window_end_ts_ns, letter, uint32, text, boolean]
  row_group: { windows: 300 }
bronze.future_mbo.ticks:
  name: ticks
  path: bronze/source=databento/product_type=future_mbo/symbol={symbol}/table=ticks/dt={dt}
  stage: bronze/ticks
  contract: ticks
  sort: [window_end_ts_ns]
  row_group: { rows: 1000 }
silver.future_mbo.bids:
  name: bids
  path: silver/product_type=future_mbo/symbol={symbol}/table=bids/dt={dt}
  stage: silver/sides
  contract: ticks
  sort: [window_end_ts_ns]
  row_group: { rows: 1000 }
silver.future_mbo.asks:
  name: asks
  path: silver/product_type=future_mbo/symbol={symbol}/table=asks/dt={dt}
  stage: silver/sides
  contract: ticks
  sort: [window_end_ts_ns]
  row_group: { rows: 1000 }
`,
  (name) => (name === 'kinds' ? KINDS : TICKS),
)

export const DAY: Partition = {
  dataset: 'bronze.future_mbo.ticks',
  symbol: 'ESH6',
  dt: '2026-01-06',
}

export const COMMIT: Commit = {
  stage: { name: 'bronze/ticks', revision: 1, parameters: {} },
  inputs: [],
  quality: {},
}

/** A day of a stage that writes two tables. */
export const SIDES_DAY = { stage: 'silver/sides', symbol: 'ESH6', dt: '2026-01-06' }
export const SIDES_TABLES = ['silver.future_mbo.bids', 'silver.future_mbo.asks']
export const SIDES_COMMIT: Commit = {
  stage: { name: SIDES_DAY.stage, revision: 1, parameters: {} },
  inputs: [],
  quality: {},
}

/** A table of {@link TICKS}: a window a quantity. */
export function ticks(quantities: readonly number[]): Table {
  const columns: Record<string, Column> = {
    window_end_ts_ns: BigInt64Array.from(quantities, (_, row) => BigInt(row + 1) * 1_000_000_000n),
    quantity: Int32Array.from(quantities),
  }
  return Table.from(TICKS, columns, quantities.length)
}

/** Writes a day of {@link TICKS}. */
export async function writeTicks(
  lake: Lake,
  quantities: readonly number[],
  commit: Commit = COMMIT,
  partition: Partition = DAY,
) {
  const writer = await openPartition(lake, partition)
  await writer.writeRowGroup(ticks(quantities))
  return writer.commit(commit)
}

/** Writes both tables of {@link SIDES_DAY}. */
export async function writeSides(lake: Lake, quantities: readonly number[]) {
  const run = await beginRun(lake, SIDES_DAY)
  for (const dataset of SIDES_TABLES) {
    await (await run.table(dataset)).writeRowGroup(ticks(quantities))
  }
  return run.commit(SIDES_COMMIT)
}
