import { NEWEST_VERSION, type RecordKind, recordLayout } from '../../dbn/layout.ts'
import { Failure } from '../../failure.ts'
import type { FileInput } from '../../lake/partition/manifest.ts'
import { type PartitionReader, readPartition } from '../../lake/partition/read.ts'
import type { Lake, Partition } from '../../lake/paths.ts'
import { words } from '../../table/table.ts'
import { kindOfDataset } from './claim.ts'
import { InstrumentStretches } from './instrument-stretches.ts'
import { Receipts } from './receipts.ts'
import type { ReceivedItem } from './received.ts'
import type { Stretch } from './sources.ts'

/** A partition of bronze that is to grow: its rows are merged with those of more files. */
export interface ExistingDay {
  readonly partition: Partition
  /** The files that its rows are of; a row's `file_index` points into it. */
  readonly inputs: readonly FileInput[]
  /** What the vendor said of it, if it was not wholly available. */
  readonly condition: string | undefined
  readonly reader: PartitionReader
}

/**
 * Opens a partition of bronze.
 *
 * @throws Failure `input` where its rows cannot be read, or are of another contract
 */
export async function openExistingDay(lake: Lake, partition: Partition): Promise<ExistingDay> {
  const reader = await readPartition(lake, partition).catch((error: unknown) => {
    throw error instanceof Failure ? notToBeMerged(partition, error) : error
  })
  const inputs = reader.manifest.inputs.filter((input) => 'file' in input)
  const { vendor_condition: condition } = reader.manifest.quality
  return {
    partition,
    inputs,
    condition: condition === undefined ? undefined : String(condition),
    reader,
  }
}

function notToBeMerged(partition: Partition, { detail }: Failure): Failure {
  return new Failure({
    ...detail,
    what: `what the lake has of the day cannot be merged: ${detail.what}`,
    fix: `ingest all files of ${partition.dt} with --overwrite`,
  })
}

/** What kind of records a partition of bronze has. */
export function kindOf({ dataset }: Partition): RecordKind {
  const kind = kindOfDataset(dataset)
  if (!kind) throw new Error(`${dataset} is not bronze`)
  return kind
}

/** By kind, the columns that a record has in DBN: all that bronze keeps but what it adds. */
export function comparedColumns({ datasets }: Lake): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const { key, contract } of datasets.values()) {
    const names = contract.fields.map(({ name }) => name).filter((name) => name !== 'file_index')
    const kind = kindOfDataset(key)
    if (kind) found.set(kind, names)
  }
  return found
}

/** A partition's rows as a stream. */
export async function* rowsOf({ partition, reader }: ExistingDay): AsyncGenerator<ReceivedItem> {
  const layout = recordLayout(kindOf(partition), NEWEST_VERSION)
  const receipts = new Receipts()
  for await (const table of reader.tables()) {
    const batch = { type: 'records', layout, table } as const
    yield { ...batch, times: receipts.of(batch) }
  }
}

/**
 * When each file that a partition is of speaks of which instrument: from its first row to its last.
 */
export async function stretchesOfRows({
  inputs,
  reader,
}: ExistingDay): Promise<ReadonlyMap<number, readonly Stretch[]>[]> {
  const found = inputs.map(() => new InstrumentStretches())
  const names = ['instrument_id', 'ts_recv', 'file_index']
  for (let group = 0; group < reader.rowGroups.length; group++) {
    const table = await reader.read(group, names)
    const ids = table.column('instrument_id', 'uint32')
    const received = words(table.column('ts_recv', 'int64'))
    const files = table.column('file_index', 'int32')
    for (let row = 0; row < table.length; row++) {
      found[files[row]].add(ids[row], received[2 * row], received[2 * row + 1])
    }
  }
  return found.map((stretches, index) => stretches.all(!isWhole(inputs[index])))
}

/**
 * When a file was asked for each instrument that it has rows of, as its header says. Of one some of
 * whose records another file had before, the rows do not say which it has.
 */
export function askedOf(
  { start_ts_ns: start, end_ts_ns: end, is_live: isLive, counts = {} }: FileInput,
  stretches: ReadonlyMap<number, readonly Stretch[]>,
): ReadonlyMap<number, readonly Stretch[]> {
  if (start === undefined || end === undefined || isLive || counts.repeated_records) {
    return new Map()
  }
  const asked = [{ start: BigInt(start), end: BigInt(end) }]
  return new Map([...stretches.keys()].map((id) => [id, asked]))
}

/** Has a file all records of each instant between its first and its last, as its header says? */
function isWhole({ start_ts_ns: start, is_live: isLive, cut_at_byte: cut }: FileInput): boolean {
  return start !== undefined && isLive !== true && cut === undefined
}
