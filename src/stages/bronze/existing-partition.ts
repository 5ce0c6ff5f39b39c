import { FLAG } from '../../book/codes.ts'
import { NEWEST_VERSION, type RecordKind, recordLayout } from '../../dbn/layout.ts'
import { Failure } from '../../failure.ts'
import type { FileInput } from '../../lake/partition/manifest.ts'
import { type PartitionReader, readPartition } from '../../lake/partition/read.ts'
import type { Lake, Partition } from '../../lake/paths.ts'
import { kindOfDataset } from './file-claim.ts'
import { InstrumentPeriods } from './instrument-periods.ts'
import { ReceiptTimes } from './receipt-times.ts'
import type { ReceivedItem } from './received.ts'
import type { Period } from './sources.ts'

/** An existing bronze partition whose rows are merged with new files. */
export interface ExistingPartition {
  readonly partition: Partition
  /** The files its rows come from; indexed by `file_index`. */
  readonly inputs: readonly FileInput[]
  /** The vendor's condition of the day, if not fully available. */
  readonly condition: string | undefined
  readonly reader: PartitionReader
}

/**
 * Opens a partition of bronze.
 *
 * @throws Failure `input` if its rows cannot be read, or are of another contract
 */
export async function openExistingPartition(
  lake: Lake,
  partition: Partition,
): Promise<ExistingPartition> {
  const reader = await readPartition(lake, partition).catch((error: unknown) => {
    throw error instanceof Failure ? unmergeable(partition, error) : error
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

function unmergeable(partition: Partition, { detail }: Failure): Failure {
  return new Failure({
    ...detail,
    what: `what the lake has of the day cannot be merged: ${detail.what}`,
    fix: `ingest all files of ${partition.dt} with --overwrite`,
  })
}

/** The record kind of a bronze partition. */
export function kindOf({ dataset }: Partition): RecordKind {
  const kind = kindOfDataset(dataset)
  if (!kind) throw new Error(`${dataset} is not bronze`)
  return kind
}

/** The DBN columns by record kind: all columns of bronze except those it adds. */
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
export async function* rowsOf({
  partition,
  reader,
}: ExistingPartition): AsyncGenerator<ReceivedItem> {
  const layout = recordLayout(kindOf(partition), NEWEST_VERSION)
  const receipts = new ReceiptTimes()
  for await (const table of reader.tables()) {
    const batch = { type: 'records', layout, table } as const
    yield { ...batch, times: receipts.of(batch) }
  }
}

/** Covered periods by file and instrument, from the first row to the last; see `readPeriods`. */
export async function periodsOfRows({
  partition,
  inputs,
  reader,
}: ExistingPartition): Promise<ReadonlyMap<number, readonly Period[]>[]> {
  const found = inputs.map(() => new InstrumentPeriods())
  const layout = recordLayout(kindOf(partition), NEWEST_VERSION)
  const receipts = new ReceiptTimes()
  const hasFlags = reader.contract.fields.some(({ name }) => name === 'flags')
  const flagged = hasFlags ? ['flags'] : []
  const names = ['instrument_id', 'ts_recv', 'ts_event', 'file_index', ...flagged]
  for await (const table of reader.tables(names)) {
    const ids = table.column('instrument_id', 'uint32')
    const received = receipts.of({ type: 'records', layout, table })
    if (received === undefined) continue
    const files = table.column('file_index', 'int32')
    const flags = hasFlags ? table.column('flags', 'uint8') : undefined
    for (let row = 0; row < table.length; row++) {
      const isSnapshot = flags !== undefined && (flags[row] & FLAG.snapshot) !== 0
      if (isSnapshot && inputs[files[row]].is_live === true) continue
      found[files[row]].add(ids[row], received[2 * row], received[2 * row + 1])
    }
  }
  return found.map((stretches, index) => stretches.toMap(!isComplete(inputs[index])))
}

/**
 * When a file was asked for each instrument that it has rows of, as its header says. Of one some of
 * whose records another file had before, the rows do not say which it has.
 */
export function askedOf(
  { start_ts_ns: start, end_ts_ns: end, is_live: isLive, counts = {} }: FileInput,
  stretches: ReadonlyMap<number, readonly Period[]>,
): ReadonlyMap<number, readonly Period[]> {
  if (start === undefined || end === undefined || isLive || counts.repeated_records) {
    return new Map()
  }
  const asked = [{ start: BigInt(start), end: BigInt(end) }]
  return new Map([...stretches.keys()].map((id) => [id, asked]))
}

/** Whether a file has all records of its first and last instant: it is bounded by its header. */
function isComplete(input: FileInput): boolean {
  const { start_ts_ns: start, is_live: isLive, cut_at_byte: cut, limited_to: limit } = input
  return start !== undefined && isLive !== true && cut === undefined && limit === undefined
}
