import { basename } from 'node:path'
import { Failure } from '../../failure.ts'
import type { FileInput } from '../../lake/partition/manifest.ts'
import { formatPartition, type Lake, type Partition } from '../../lake/paths.ts'
import { storedManifest } from '../stored-manifest.ts'
import { BronzeWriter } from './bronze-writer.ts'
import { candidateDays, isUnreadable } from './candidate-days.ts'
import {
  askedOf,
  type ExistingPartition,
  kindOf,
  openExistingPartition,
  periodsOfRows,
} from './existing-partition.ts'
import { type FileClaim, mayHold } from './file-claim.ts'
import type { IngestOptions } from './ingest-options.ts'
import { hashOf } from './ingested-files.ts'
import type { Instruments } from './instruments.ts'
import type { MergedRun, StreamRow } from './merge.ts'
import { PartitionUpdate } from './partition-update.ts'
import type { ReceivedBatch } from './received.ts'
import type { RecordSelector } from './record-selector.ts'
import { askedOptions } from './requested-options.ts'
import { rowsFrom } from './routed-rows.ts'
import type { Source } from './sources.ts'

const LEASE_WAIT_MS = 60_000

/**
 * Files hold records of a partition that their headers do not mention, and that exists or that
 * another run is writing.
 */
export class UnexpectedPartition extends Error {
  readonly partition: Partition

  constructor(partition: Partition) {
    super(formatPartition(partition))
    this.partition = partition
  }
}

/**
 * The partitions that a group of files is written to. Existing partitions are merged with the
 * files. Files are numbered consecutively: first those of existing rows, then those that are read.
 */
export class PartitionUpdates {
  /** Existing partitions to merge, in stream order. */
  readonly existing: ExistingPartition[] = []
  /** The files of their rows. */
  readonly sources: Source[] = []
  readonly #lake: Lake
  readonly #claims: readonly FileClaim[]
  readonly #options: IngestOptions
  /** sha256 of the files that may be in the lake, by stream. */
  readonly #hashes: (string | undefined)[] = []
  readonly #updates = new Map<string, PartitionUpdate>()
  /** Updates by route; the router returns the same object for the same partition. */
  readonly #byRoute = new Map<Partition, PartitionUpdate>()
  /** A file as a refusal names it, by its number. */
  readonly #nameOf = (number: number) =>
    number < this.sources.length
      ? this.sources[number].name
      : this.#claims[number - this.sources.length].file.path

  private constructor(lake: Lake, claims: readonly FileClaim[], options: IngestOptions) {
    this.#lake = lake
    this.#claims = claims
    this.#options = options
  }

  /**
   * Locks and opens the existing partitions that the files may add to.
   *
   * @param unforeseen partitions that the headers do not mention
   */
  static async open(
    lake: Lake,
    claims: readonly FileClaim[],
    options: IngestOptions,
    unforeseen: readonly Partition[],
  ): Promise<PartitionUpdates> {
    const days = new PartitionUpdates(lake, claims, options)
    try {
      // In one order, so that two runs cannot wait for each other.
      const candidates = await candidateDays(lake, claims, options)
      const named = [...candidates, ...unforeseen].map(
        (each) => [formatPartition(each), each] as const,
      )
      for (const [, partition] of [...new Map(named)].sort(byName)) await days.#open(partition)
      await days.#findKnown()
      // Only now: numbers of new files follow those of all existing ones.
      for (const day of days.#updates.values()) days.#expect(day)
      return days
    } catch (error) {
      await days.close()
      throw error
    }
  }

  /**
   * Appends rows of existing partitions; streams are those of {@link existing}.
   *
   * @returns a promise only if it must wait
   */
  appendExisting(
    { stream, batch, from, to }: MergedRun,
    coverage: RecordSelector,
  ): Promise<void> | undefined {
    const { partition } = this.existing[stream]
    const day = this.#updates.get(formatPartition(partition))
    if (!day) throw new Error('rows of a day that was not opened')
    const files = batch.table.column('file_index', 'int32')
    for (let start = from; start < to; ) {
      let end = start + 1
      while (end < to && files[end] === files[start]) end++
      const number = day.numberOf(files[start])
      if (number !== undefined) {
        const rows = rowsFrom(start, end)
        const chosen = coverage.select(number, partition, batch, rows)
        const writing = day.appendExisting(number, batch, chosen)
        const rest = { stream, batch, from: end, to }
        if (writing) return writing.then(() => this.appendExisting(rest, coverage))
      }
      start = end
    }
    return undefined
  }

  /** The number of the file that a row of an existing partition is of; undefined if it is dropped. */
  existingSource({ stream, batch, row }: StreamRow): number | undefined {
    const day = this.#updates.get(formatPartition(this.existing[stream].partition))
    return day?.numberOf(batch.table.column('file_index', 'int32')[row])
  }

  /**
   * Appends a new file's rows of a partition, without duplicates.
   *
   * @param stream number of the file among those that are read
   * @returns a promise only if it must wait
   */
  append(
    stream: number,
    partition: Partition,
    batch: ReceivedBatch,
    rows: Int32Array,
    coverage: RecordSelector,
  ): Promise<void> | undefined {
    const source = this.sources.length + stream
    const chosen = coverage.select(source, partition, batch, rows)
    const day = this.#byRoute.get(partition)
    if (day) return day.append(this.#numberOf(stream, day), batch, chosen)
    return this.#dayOf(partition).then((found) => {
      this.#byRoute.set(partition, found)
      return found.append(this.#numberOf(stream, found), batch, chosen)
    })
  }

  /**
   * Commits every partition with new rows.
   *
   * @param inputs the files as manifest inputs, by stream
   * @param instruments resolves options and contracts
   * @param coverage of all their records
   */
  async commit(
    inputs: readonly FileInput[],
    instruments: Instruments,
    coverage: RecordSelector,
  ): Promise<void> {
    const days = [...this.#updates].sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [, day] of days) {
      const read = new Map(
        inputs.map((input, stream) => {
          const { metadata } = this.#claims[stream].file
          const asked = askedOptions(metadata, day.partition, instruments)
          return [this.#numberOf(stream, day), { ...input, ...asked }]
        }),
      )
      const contract = instruments.contractAt(day.partition.symbol, day.partition.dt)
      const notes = coverage.notesOf(day.partition)
      const written = await day.commit(read, contract, notes, this.#conditionOf(day))
      if (written) this.#options.report({ type: 'written', ...written })
    }
  }

  /** Removes uncommitted data, releases leases and closes files. */
  async close(): Promise<void> {
    for (const day of this.#updates.values()) await day.close()
    for (const { reader } of this.existing) await reader.close()
  }

  async #open(partition: Partition): Promise<void> {
    const { lockWaitMs = LEASE_WAIT_MS } = this.#options
    // The lease first, so that nobody replaces the partition while it is read.
    const writer = await this.#openWriter(partition, lockWaitMs)
    // Known at once, so that its lease is released whatever fails.
    this.#updates.set(formatPartition(partition), new PartitionUpdate(writer, this.#nameOf))
    if (await this.#isMerged(partition)) await this.#openExisting(partition, writer)
    else await this.#newDay(partition, writer)
  }

  async #openExisting(partition: Partition, writer: BronzeWriter): Promise<void> {
    const found = await openExistingPartition(this.#lake, partition)
    this.existing.push(found)
    const firstNumber = this.sources.length
    const changed = new Set<number>()
    const stretches = await periodsOfRows(found)
    for (const [index, input] of found.inputs.entries()) {
      const { file, is_live: isLive = false } = input
      const isChanged = this.#isChanged(file)
      if (isChanged) changed.add(firstNumber + index)
      const kind = kindOf(partition)
      this.sources.push({
        name: `${file}, which is in the lake,`,
        file,
        kind,
        isLive,
        periods: isChanged ? new Map() : new Map([[kind, stretches[index]]]),
        requestedPeriods: isChanged ? new Map() : askedOf(input, stretches[index]),
      })
    }
    const { inputs, condition } = found
    this.#updates.set(
      formatPartition(partition),
      new PartitionUpdate(writer, this.#nameOf, { inputs, firstNumber, changed, condition }),
    )
  }

  /**
   * The update of a partition that the headers did not mention. Its lease is not waited for while
   * others are held, so that two runs cannot wait for each other.
   */
  async #dayOf(partition: Partition): Promise<PartitionUpdate> {
    const known = this.#updates.get(formatPartition(partition))
    if (known) return known
    const writer = await this.#openWriter(partition, 0).catch((error: unknown) => {
      const isBusy = error instanceof Failure && error.detail.code === 'busy'
      throw isBusy ? new UnexpectedPartition(partition) : error
    })
    if (await this.#isMerged(partition)) {
      await writer.close()
      throw new UnexpectedPartition(partition)
    }
    const day = await this.#newDay(partition, writer)
    this.#expect(day)
    return day
  }

  /** Whether a partition exists, and is merged with the files instead of replaced. */
  async #isMerged(partition: Partition): Promise<boolean> {
    if (this.#options.overwrite) return false
    return (await storedManifest(this.#lake, partition)) !== undefined
  }

  async #newDay(partition: Partition, writer: BronzeWriter): Promise<PartitionUpdate> {
    const isLost = !this.#options.overwrite && (await isUnreadable(this.#lake, partition))
    const notes = isLost ? ['what the lake had of it could not be read, and was replaced'] : []
    const day = new PartitionUpdate(writer, this.#nameOf, undefined, notes)
    this.#updates.set(formatPartition(partition), day)
    return day
  }

  /**
   * Hashes files that another run may have ingested since this one looked: those of the size of a
   * file that existing rows are of.
   */
  async #findKnown(): Promise<void> {
    const sizes = new Set(this.existing.flatMap(({ inputs }) => inputs.map(({ bytes }) => bytes)))
    for (const { sha256, file } of this.#claims) {
      this.#hashes.push(sha256 ?? (sizes.has(file.bytes) ? await hashOf(file.path) : undefined))
    }
  }

  /** Registers the files requested for a day, by their headers. */
  #expect(day: PartitionUpdate): void {
    for (const [stream, claim] of this.#claims.entries()) {
      if (claim.partitions !== undefined && mayHold(claim, day.partition))
        day.expectFile(this.#numberOf(stream, day))
    }
  }

  #openWriter(partition: Partition, lockWaitMs: number): Promise<BronzeWriter> {
    return BronzeWriter.open(this.#lake, partition, lockWaitMs, this.#options.signal)
  }

  /** The vendor's condition of a day, if not fully available. */
  #conditionOf({ partition }: PartitionUpdate): string | undefined {
    for (const claim of this.#claims) {
      const said = mayHold(claim, partition) ? claim.conditions.get(partition.dt) : undefined
      if (said !== undefined) return said
    }
    return undefined
  }

  /** A file that is read again keeps its number. */
  #numberOf(stream: number, day: PartitionUpdate): number {
    return day.oldNumber(this.#hashes[stream]) ?? this.sources.length + stream
  }

  /** Whether an existing file is read again because it has changed. */
  #isChanged(file: string): boolean {
    const isRead = this.#claims.some((claim) => basename(claim.file.path) === file)
    return isRead && (this.#options.changed?.has(file) ?? false)
  }
}

function byName(
  [one]: readonly [string, Partition],
  [other]: readonly [string, Partition],
): number {
  return one < other ? -1 : 1
}
