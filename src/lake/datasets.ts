import { parse } from 'yaml'
import type { Columns, Contract } from '../contracts/contract.ts'
import { KINDS } from '../contracts/kinds.ts'
import { contractSha256, loadContract } from '../contracts/load.ts'
import type { DatasetColumns } from '../contracts/registry.ts'
import { readAssetText } from '../files/assets.ts'

/** The shipped list of datasets. The same relative path resolves from src/lake/ and dist/lake/. */
const DATASETS_FILE = new URL('../../src/lake/datasets.yaml', import.meta.url)

/** Size of a row group: a number of whole windows (one per second), or of rows. */
export type RowGroupRule = { readonly windows: number } | { readonly rows: number }

/** The columns of the dataset with key D; any columns where D is not a literal key. */
export type ColumnsOf<D extends string> = D extends keyof DatasetColumns
  ? DatasetColumns[D]
  : Columns

/** One table of the lake: what its rows are and where its partitions lie. */
export interface Dataset<C extends Columns = Columns> {
  /** `layer.product_type.table`, e.g. `silver.future_mbo.wall_surface_1s`. */
  readonly key: string
  /** Its name in code: `wall`. */
  readonly name: string
  /** The partition's folder in the lake, with placeholders `{symbol}` and `{dt}`. */
  readonly path: string
  /** The stage that writes it. All tables of a stage's day are committed together. */
  readonly stage: string
  /** What its rows are: the contract's doc, unless several datasets share that contract. */
  readonly doc: string
  readonly contract: Contract<C>
  /** The contract's file below src/contracts, without .avsc. */
  readonly contractName: string
  readonly contractSha256: string
  /** The columns the rows are sorted by, most significant first; they carry statistics. */
  readonly sort: readonly string[]
  readonly rowGroup: RowGroupRule
}

/** Every dataset by its key. */
export type Datasets = ReadonlyMap<string, Dataset>

interface DatasetEntry {
  name: string
  path: string
  stage: string
  doc?: string
  contract: string
  sort: string[]
  row_group: { windows?: number; rows?: number }
}

/** The datasets that ship with the package. */
export function loadDatasets(): Datasets {
  return parseDatasets(readAssetText(DATASETS_FILE), loadContract)
}

/**
 * Reads a list of datasets.
 *
 * @param loadContractOf loads the contract that an entry names
 * @throws Error if an entry is invalid
 */
export function parseDatasets(text: string, loadContractOf: (name: string) => Contract): Datasets {
  const entries = Object.entries(parse(text) as Record<string, DatasetEntry>)
  return new Map(
    entries.map(([key, entry]) => [key, parseDataset(key, entry, loadContractOf(entry.contract))]),
  )
}

/** The keys of the datasets that a stage writes, in the order of the list. */
export function datasetsOfStage(datasets: Datasets, stage: string): string[] {
  return [...datasets.values()].filter((each) => each.stage === stage).map(({ key }) => key)
}

function parseDataset(key: string, entry: DatasetEntry, contract: Contract): Dataset {
  const { name, path, stage, sort } = entry
  if (!/^[a-z0-9_]+(\.[a-z0-9_]+){2}$/.test(key))
    throw new Error(`dataset ${key}: the key is not layer.product_type.table`)
  if (!/^[a-z][A-Za-z]*$/.test(name ?? ''))
    throw new Error(`dataset ${key}: the name ${name} is no identifier`)
  if (!/^([^/{}]+\/)+symbol=\{symbol\}\/([^/{}]+\/)+dt=\{dt\}$/.test(path))
    throw new Error(`dataset ${key}: path ${path} has no symbol={symbol}/…/dt={dt}`)
  if (!/^[a-z]+\/[a-z-]+$/.test(stage))
    throw new Error(`dataset ${key}: stage ${stage} is not layer/noun`)
  for (const column of sort) {
    const field = contract.fields.find((each) => each.name === column)
    const kind = field?.nullable ? `nullable ${field.kind}` : field?.kind
    // NULLs cannot be sorted.
    if (!field || field.nullable || !KINDS[field.kind].isSortKey)
      throw new Error(`dataset ${key}: sort key ${column} is ${kind ?? 'not in its contract'}`)
  }
  return {
    key,
    name,
    path,
    stage,
    doc: entry.doc ?? contract.doc,
    contract,
    contractName: entry.contract,
    contractSha256: contractSha256(contract),
    sort,
    rowGroup: parseRule(key, entry.row_group),
  }
}

function parseRule(key: string, { windows, rows }: DatasetEntry['row_group']): RowGroupRule {
  if (windows !== undefined && windows > 0 && rows === undefined) return { windows }
  if (rows !== undefined && rows > 0 && windows === undefined) return { rows }
  throw new Error(`dataset ${key}: row_group is neither windows nor rows`)
}
