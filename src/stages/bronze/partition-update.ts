import { DATASETS } from '../../contracts/registry.ts'
import { Failure } from '../../failure.ts'
import type { FileInput, Quality } from '../../lake/partition/manifest.ts'
import type { Partition } from '../../lake/paths.ts'
import type { Table } from '../../table/table.ts'
import type { BronzeWriter } from './bronze-writer.ts'
import { ingestOf } from './ingest-stages.ts'
import { InstrumentSequence, type InterleavedIds } from './instrument-sequence.ts'
import type { ReceivedBatch } from './received.ts'
import type { SelectedRows } from './record-selector.ts'

/** Counts per file and partition, by their names in quality. */
const COUNTED = ['out_of_order', 'repeated_records', 'superseded_records'] as const
type Counts = Record<(typeof COUNTED)[number], number>

/** The content of an existing partition before an update. */
export interface ExistingContent {
  /** The files its rows come from. */
  readonly inputs: readonly FileInput[]
  /** The number of the first of them among all files. */
  readonly firstNumber: number
  /** Numbers of files that have changed since: their rows are not kept. */
  readonly changed: ReadonlySet<number>
  /** The vendor's condition of the day, if not fully available. */
  readonly condition: string | undefined
}

const NOTHING: ExistingContent = {
  inputs: [],
  firstNumber: 0,
  changed: new Set(),
  condition: undefined,
}

/** Result of writing a partition. */
export interface WrittenDay {
  readonly partition: Partition
  readonly rows: number
  readonly quality: Quality
  readonly notes: readonly string[]
}

/**
 * Writes one bronze partition from existing rows and new files. Files are identified by numbers;
 * files of existing rows come first.
 */
export class PartitionUpdate {
  readonly #writer: BronzeWriter
  readonly #existing: ExistingContent
  readonly #notes: readonly string[]
  readonly #nameOf: (number: number) => string
  /** Of a future's orders, which make one book. */
  readonly #turns: InstrumentSequence | undefined
  readonly #counts = new Map<number, Counts>()
  /** Files read for the day, and the number of new records of each. */
  readonly #readRows = new Map<number, number>()

  /** @param notes additional notes for the manifest */
  constructor(
    writer: BronzeWriter,
    nameOf: (number: number) => string,
    old: ExistingContent = NOTHING,
    notes: readonly string[] = [],
  ) {
    this.#writer = writer
    this.#nameOf = nameOf
    this.#existing = old
    this.#notes = notes
    this.#turns = writer.partition.dataset === DATASETS.mbo ? new InstrumentSequence() : undefined
    for (const [index, { counts = {} }] of old.inputs.entries()) {
      const number = old.firstNumber + index
      if (!old.changed.has(number)) Object.assign(this.#countsOf(number), counts)
    }
  }

  get partition(): Partition {
    return this.#writer.partition
  }

  /** Registers a file that covers the day, even if it has no record of it. */
  expectFile(number: number): void {
    if (!this.#readRows.has(number)) this.#readRows.set(number, 0)
  }

  /** The number of the old file that has these bytes; undefined if none has. */
  oldNumber(sha256: string | undefined): number | undefined {
    const index = this.#existing.inputs.findIndex((input) => input.sha256 === sha256)
    return index < 0 ? undefined : this.#existing.firstNumber + index
  }

  /** The number of an old file by its `file_index`; undefined if its rows are not taken over. */
  numberOf(fileIndex: number): number | undefined {
    const number = this.#existing.firstNumber + fileIndex
    return this.#existing.changed.has(number) ? undefined : number
  }

  /** Appends rows of the existing partition. */
  appendExisting(
    number: number,
    { table }: ReceivedBatch,
    chosen: SelectedRows,
  ): Promise<void> | undefined {
    const counts = this.#countsOf(number)
    // Repeated by a file that ends where this one begins: that one's come first.
    counts.repeated_records += chosen.repeated
    counts.superseded_records += chosen.superseded
    return this.#append(number, table, chosen.rows)
  }

  /** Appends rows of a new file. */
  append(
    number: number,
    { table, moved }: ReceivedBatch,
    { rows, repeated, superseded }: SelectedRows,
  ): Promise<void> | undefined {
    this.#readRows.set(number, (this.#readRows.get(number) ?? 0) + rows.length)
    const counts = this.#countsOf(number)
    if (moved) counts.out_of_order += rows.length
    // A file that is read again repeats its own rows, which were counted before.
    if (!this.#isOld(number)) {
      counts.repeated_records += repeated
      counts.superseded_records += superseded
    }
    return this.#append(number, table, rows)
  }

  /**
   * Commits the partition unless the files added nothing new.
   *
   * @param read what those files turned out to be, by number
   * @param contract the contract that the future is on the date
   * @param found what is to be said of the files together
   * @param condition what the vendor says of the day now, if it is not wholly available
   */
  async commit(
    read: ReadonlyMap<number, FileInput>,
    contract: string,
    found: readonly string[],
    condition = this.#existing.condition,
  ): Promise<WrittenDay | undefined> {
    const isNews = [...this.#readRows].some(([number, rows]) => rows > 0 || !this.#isOld(number))
    if (!isNews) return undefined
    const files = this.#files(read)
    const { partition } = this
    const stage = ingestOf(partition.dataset)
    if (!stage) throw new Error(`no files are ingested into ${partition.dataset}`)
    const { name, revision } = stage
    const notes = [...this.#notes, ...files.flatMap(notesOf), ...this.#writer.notes, ...found]
    if (condition !== undefined)
      notes.push(`the vendor calls its data of ${partition.dt} ${condition}`)
    const quality = await this.#writer.commit(
      { name, revision, parameters: { contract } },
      files,
      {
        ...leftOutOf(files),
        ...sumsOf(files),
        ...(condition !== undefined && { vendor_condition: condition }),
      },
      notes,
    )
    return { partition, rows: this.#writer.rows, quality, notes }
  }

  /** Removes uncommitted data and releases the lease. */
  close(): Promise<void> {
    return this.#writer.close()
  }

  /** @throws Failure `input` where a future's orders are of two instruments at one time */
  #append(number: number, table: Table, rows: Int32Array): Promise<void> | undefined {
    const interleaved = this.#turns?.add(number, table, rows)
    if (interleaved) throw this.#twoInstruments(interleaved)
    return this.#writer.append(number, table, rows)
  }

  #twoInstruments({ file, instrumentId, otherFile, otherInstrumentId }: InterleavedIds): Failure {
    const [one, other] = [file, otherFile].map(this.#nameOf)
    const { symbol, dt } = this.partition
    return new Failure({
      code: 'input',
      what: `orders of two instruments at one time are called ${symbol} on ${dt}`,
      where: one === other ? one : `${one} and ${other}`,
      expected: 'one instrument id at a time',
      found: `${instrumentId} and ${otherInstrumentId}`,
      fix: 'ingest the right one of them alone, with --overwrite',
    })
  }

  #isOld(number: number): boolean {
    const index = number - this.#existing.firstNumber
    return index >= 0 && index < this.#existing.inputs.length
  }

  #countsOf(number: number): Counts {
    let counts = this.#counts.get(number)
    if (!counts) {
      counts = { out_of_order: 0, repeated_records: 0, superseded_records: 0 }
      this.#counts.set(number, counts)
    }
    return counts
  }

  /** The partition's files: first those with rows, in `file_index` order. */
  #files(read: ReadonlyMap<number, FileInput>): FileInput[] {
    const { inputs, firstNumber, changed } = this.#existing
    const old = inputs.map((_, index) => firstNumber + index)
    const kept = old.filter((number) => !changed.has(number))
    // Include files whose records were all duplicates.
    const numbers = new Set([...this.#writer.sources, ...kept, ...this.#readRows.keys()])
    return [...numbers].map((number) => {
      const input = this.#readRows.has(number) ? read.get(number) : inputs[number - firstNumber]
      if (!input) throw new Error(`file ${number} of a day is not known`)
      const { counts: _, ...rest } = withPartition(input, this.partition)
      const counts = Object.entries(this.#countsOf(number)).filter(([, count]) => count > 0)
      return counts.length > 0 ? { ...rest, counts: Object.fromEntries(counts) } : rest
    })
  }
}

/** Adds the partition to those that a file covers. */
function withPartition(input: FileInput, { dataset, symbol, dt }: Partition): FileInput {
  const holds = new Set([...(input.holds ?? []), `${dataset} ${symbol} ${dt}`])
  return { ...input, holds: [...holds].sort() }
}

/** Notes about a file. */
function notesOf(input: FileInput): string[] {
  const { file, counts, cut_at_byte: cut, whole_records: records, limited_to: limit } = input
  const superseded = counts?.superseded_records ?? 0
  return [
    ...(limit === undefined
      ? []
      : [`${file} ends with the ${limit} records that its request was limited to`]),
    ...(cut === undefined
      ? []
      : [`${file} was cut at byte ${cut}: its ${records} whole records were kept`]),
    ...(superseded === 0
      ? []
      : [`${superseded} records of the live recording ${file} gave way to historical data`]),
  ]
}

function sumsOf(files: readonly FileInput[]): Record<string, number> {
  return Object.fromEntries(
    COUNTED.map((name) => [name, files.reduce((sum, file) => sum + (file.counts?.[name] ?? 0), 0)]),
  )
}

/** Sums the counts of dropped records of files. */
function leftOutOf(files: readonly FileInput[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { left_out = {} } of files) {
    for (const [reason, count] of Object.entries(left_out)) {
      const name = `left_out: ${reason}`
      sums[name] = (sums[name] ?? 0) + count
    }
  }
  return sums
}
