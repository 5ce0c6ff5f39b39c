import { DATASETS } from '../../contracts/registry.ts'
import { Failure } from '../../failure.ts'
import type { FileInput, Quality } from '../../lake/partition/manifest.ts'
import type { Partition } from '../../lake/paths.ts'
import type { Table } from '../../table/table.ts'
import type { BronzeWriter } from './bronze-writer.ts'
import type { Chosen } from './coverage.ts'
import { ingestOf } from './ingest-stages.ts'
import { InstrumentTurns, type Interleaved } from './instrument-turns.ts'
import type { ReceivedBatch } from './received.ts'

/** What is counted of a file's records in one partition, as quality names it. */
const COUNTED = ['out_of_order', 'repeated_records', 'superseded_records'] as const
type Counts = Record<(typeof COUNTED)[number], number>

/** What a partition in the lake is of, before it grows. */
export interface Grown {
  /** The files that its rows are of. */
  readonly inputs: readonly FileInput[]
  /** The number of the first of them among all files. */
  readonly firstNumber: number
  /** Numbers of those that have changed since: their rows are not taken over. */
  readonly changed: ReadonlySet<number>
  /** What the vendor said of it, if it was not wholly available. */
  readonly condition: string | undefined
}

const NOTHING: Grown = { inputs: [], firstNumber: 0, changed: new Set(), condition: undefined }

/** What a partition came to. */
export interface WrittenDay {
  readonly partition: Partition
  readonly rows: number
  readonly quality: Quality
  readonly notes: readonly string[]
}

/**
 * A partition of bronze under way: rows of files, and of what the lake has of it. Files go by their
 * numbers, those that the lake's rows are of first.
 */
export class GrowingDay {
  readonly #writer: BronzeWriter
  readonly #old: Grown
  readonly #notes: readonly string[]
  readonly #nameOf: (number: number) => string
  /** Of a future's orders, which make one book. */
  readonly #turns: InstrumentTurns | undefined
  readonly #counts = new Map<number, Counts>()
  /** Files that are read and speak of the day, and how many records of each are new. */
  readonly #read = new Map<number, number>()

  /**
   * @param nameOf a file as a refusal names it, by its number
   * @param notes what is to be said of the day, besides what its files are
   */
  constructor(
    writer: BronzeWriter,
    nameOf: (number: number) => string,
    old: Grown = NOTHING,
    notes: readonly string[] = [],
  ) {
    this.#writer = writer
    this.#nameOf = nameOf
    this.#old = old
    this.#notes = notes
    this.#turns = writer.partition.dataset === DATASETS.mbo ? new InstrumentTurns() : undefined
    for (const [index, { counts = {} }] of old.inputs.entries()) {
      const number = old.firstNumber + index
      if (!old.changed.has(number)) Object.assign(this.#countsOf(number), counts)
    }
  }

  get partition(): Partition {
    return this.#writer.partition
  }

  /** A file that is read speaks of the day: if it has no record, nothing happened. */
  expect(number: number): void {
    if (!this.#read.has(number)) this.#read.set(number, 0)
  }

  /** The number of the old file that has these bytes; undefined if none has. */
  oldNumber(sha256: string | undefined): number | undefined {
    const index = this.#old.inputs.findIndex((input) => input.sha256 === sha256)
    return index < 0 ? undefined : this.#old.firstNumber + index
  }

  /** The number of an old file by its `file_index`; undefined if its rows are not taken over. */
  numberOf(fileIndex: number): number | undefined {
    const number = this.#old.firstNumber + fileIndex
    return this.#old.changed.has(number) ? undefined : number
  }

  /** Takes rows that the lake has over. */
  takeOver(number: number, { table }: ReceivedBatch, chosen: Chosen): Promise<void> | undefined {
    this.#countsOf(number).superseded_records += chosen.superseded
    return this.#append(number, table, chosen.rows)
  }

  /** Takes rows of a file that is read. */
  take(
    number: number,
    { table, moved }: ReceivedBatch,
    { rows, repeated, superseded }: Chosen,
  ): Promise<void> | undefined {
    this.#read.set(number, (this.#read.get(number) ?? 0) + rows.length)
    const counts = this.#countsOf(number)
    if (moved) counts.out_of_order += rows.length
    // A file that is read again repeats itself, and was counted before.
    if (!this.#isOld(number)) {
      counts.repeated_records += repeated
      counts.superseded_records += superseded
    }
    return this.#append(number, table, rows)
  }

  /**
   * Writes the partition, unless the files that were read gave nothing new.
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
    condition = this.#old.condition,
  ): Promise<WrittenDay | undefined> {
    const isNews = [...this.#read].some(([number, rows]) => rows > 0 || !this.#isOld(number))
    if (!isNews) return undefined
    const files = this.#files(read)
    const { partition } = this
    const stage = ingestOf(partition.dataset)
    if (!stage) throw new Error(`no files are ingested into ${partition.dataset}`)
    const { name, revision } = stage
    const notes = [...this.#notes, ...files.flatMap(notesOf), ...found]
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

  /** Removes what was not committed and gives the lock back. */
  close(): Promise<void> {
    return this.#writer.close()
  }

  /** @throws Failure `input` where a future's orders are of two instruments at one time */
  #append(number: number, table: Table, rows: Int32Array): Promise<void> | undefined {
    const interleaved = this.#turns?.add(number, table, rows)
    if (interleaved) throw this.#twoInstruments(interleaved)
    return this.#writer.append(number, table, rows)
  }

  #twoInstruments({ file, instrumentId, otherFile, otherInstrumentId }: Interleaved): Failure {
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
    const index = number - this.#old.firstNumber
    return index >= 0 && index < this.#old.inputs.length
  }

  #countsOf(number: number): Counts {
    let counts = this.#counts.get(number)
    if (!counts) {
      counts = { out_of_order: 0, repeated_records: 0, superseded_records: 0 }
      this.#counts.set(number, counts)
    }
    return counts
  }

  /**
   * The files that the partition is of: first those with rows, in the order `file_index` has them.
   */
  #files(read: ReadonlyMap<number, FileInput>): FileInput[] {
    const { inputs, firstNumber, changed } = this.#old
    const old = inputs.map((_, index) => firstNumber + index)
    const kept = old.filter((number) => !changed.has(number))
    // A file all of whose records another has was read all the same.
    const numbers = new Set([...this.#writer.sources, ...kept, ...this.#read.keys()])
    return [...numbers].map((number) => {
      const input = this.#read.has(number) ? read.get(number) : inputs[number - firstNumber]
      if (!input) throw new Error(`file ${number} of a day is not known`)
      const { counts: _, ...rest } = holding(input, this.partition)
      const counts = Object.entries(this.#countsOf(number)).filter(([, count]) => count > 0)
      return counts.length > 0 ? { ...rest, counts: Object.fromEntries(counts) } : rest
    })
  }
}

/** A file as an input of a partition, which it holds, be it without a record. */
function holding(input: FileInput, { dataset, symbol, dt }: Partition): FileInput {
  const holds = new Set([...(input.holds ?? []), `${dataset} ${symbol} ${dt}`])
  return { ...input, holds: [...holds].sort() }
}

/** What is to be said of a file. */
function notesOf({ file, counts, cut_at_byte: cut, whole_records: records }: FileInput): string[] {
  const superseded = counts?.superseded_records ?? 0
  return [
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

/** What the files of a partition hold that belongs nowhere. */
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
