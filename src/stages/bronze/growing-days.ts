import { basename } from 'node:path'
import type { FileInput } from '../../lake/partition/manifest.ts'
import { formatPartition, type Lake, type Partition } from '../../lake/paths.ts'
import { storedManifest } from '../stored-manifest.ts'
import { askedOptions } from './asked-for.ts'
import { BronzeWriter } from './bronze-writer.ts'
import { candidateDays, isUnreadable } from './candidate-days.ts'
import { type Claim, mayHold } from './claim.ts'
import type { Coverage } from './coverage.ts'
import {
  askedOf,
  type ExistingDay,
  kindOf,
  openExistingDay,
  stretchesOfRows,
} from './existing-day.ts'
import { GrowingDay } from './growing-day.ts'
import type { IngestOptions } from './ingest-options.ts'
import type { Instruments } from './instruments.ts'
import type { MergedRun } from './merge.ts'
import type { ReceivedBatch } from './received.ts'
import { rowsFrom } from './routed-rows.ts'
import type { Source } from './sources.ts'

const LOCK_WAIT_MS = 60_000

/** Files hold records of a partition in the lake that their headers do not speak of. */
export class UnforeseenDay extends Error {
  readonly partition: Partition

  constructor(partition: Partition) {
    super(formatPartition(partition))
    this.partition = partition
  }
}

/**
 * The partitions that a group of files is written to. One that is in the lake already is merged
 * with the files: what both have counts once. Files are numbered through: those that the lake's
 * rows are of, then those that are read.
 */
export class GrowingDays {
  /** Partitions whose rows are merged, in the order of their streams. */
  readonly existing: ExistingDay[] = []
  /** The files that those are of. */
  readonly sources: Source[] = []
  readonly #lake: Lake
  readonly #claims: readonly Claim[]
  readonly #options: IngestOptions
  readonly #days = new Map<string, GrowingDay>()
  /** The same by what the router gives, which is the same object for the same partition. */
  readonly #byRoute = new Map<Partition, GrowingDay>()
  /** A file as a refusal names it, by its number. */
  readonly #nameOf = (number: number) =>
    number < this.sources.length
      ? this.sources[number].name
      : this.#claims[number - this.sources.length].file.path

  private constructor(lake: Lake, claims: readonly Claim[], options: IngestOptions) {
    this.#lake = lake
    this.#claims = claims
    this.#options = options
  }

  /**
   * Locks and opens the partitions in the lake that the files may add to.
   *
   * @param unforeseen partitions beyond those that the headers speak of
   */
  static async open(
    lake: Lake,
    claims: readonly Claim[],
    options: IngestOptions,
    unforeseen: readonly Partition[],
  ): Promise<GrowingDays> {
    const days = new GrowingDays(lake, claims, options)
    try {
      for (const partition of [...(await candidateDays(lake, claims, options)), ...unforeseen]) {
        await days.#openExisting(partition)
      }
      // Numbers of the files that are read follow those of all old ones.
      for (const day of days.#days.values()) days.#expect(day)
      return days
    } catch (error) {
      await days.close()
      throw error
    }
  }

  /**
   * Takes rows over that the lake has; streams are those of {@link existing}.
   *
   * @returns a promise only where it takes time
   */
  takeExisting(
    { stream, batch, from, to }: MergedRun,
    coverage: Coverage,
  ): Promise<void> | undefined {
    const { partition } = this.existing[stream]
    const day = this.#days.get(formatPartition(partition))
    if (!day) throw new Error('rows of a day that was not opened')
    const files = batch.table.column('file_index', 'int32')
    for (let start = from; start < to; ) {
      let end = start + 1
      while (end < to && files[end] === files[start]) end++
      const number = day.numberOf(files[start])
      if (number !== undefined) {
        const rows = rowsFrom(start, end)
        const chosen = coverage.choose(number, partition, batch, rows)
        const writing = day.takeOver(number, batch, chosen)
        const rest = { stream, batch, from: end, to }
        if (writing) return writing.then(() => this.takeExisting(rest, coverage))
      }
      start = end
    }
    return undefined
  }

  /**
   * Takes rows of a file that belong to a partition, as far as no other file has them.
   *
   * @param stream number of the file among those that are read
   * @returns a promise only where it takes time
   */
  take(
    stream: number,
    partition: Partition,
    batch: ReceivedBatch,
    rows: Int32Array,
    coverage: Coverage,
  ): Promise<void> | undefined {
    const source = this.sources.length + stream
    const chosen = coverage.choose(source, partition, batch, rows)
    const day = this.#byRoute.get(partition)
    if (day) return day.take(this.#numberOf(stream, day), batch, chosen)
    return this.#dayOf(partition).then((found) => {
      this.#byRoute.set(partition, found)
      return found.take(this.#numberOf(stream, found), batch, chosen)
    })
  }

  /**
   * Writes every partition that the files have added to.
   *
   * @param inputs what the files turned out to be, by stream
   * @param instruments what options are, and which contract a future is
   * @param coverage of all their records
   */
  async commit(
    inputs: readonly FileInput[],
    instruments: Instruments,
    coverage: Coverage,
  ): Promise<void> {
    const days = [...this.#days].sort(([a], [b]) => (a < b ? -1 : 1))
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

  /** Removes what was not committed, and gives locks and files back. */
  async close(): Promise<void> {
    for (const day of this.#days.values()) await day.close()
    for (const { reader } of this.existing) await reader.close()
  }

  async #openExisting(partition: Partition): Promise<void> {
    const writer = await this.#openWriter(partition)
    const key = formatPartition(partition)
    // Locked first: nobody replaces what is read now.
    this.#days.set(key, new GrowingDay(writer, this.#nameOf))
    const found = await openExistingDay(this.#lake, partition)
    this.existing.push(found)
    const firstNumber = this.sources.length
    const changed = new Set<number>()
    const stretches = await stretchesOfRows(found)
    for (const [index, input] of found.inputs.entries()) {
      const { file, is_live: isLive = false } = input
      const isChanged = this.#isChanged(file)
      if (isChanged) changed.add(firstNumber + index)
      this.sources.push({
        name: `${file}, which is in the lake,`,
        file,
        kind: kindOf(partition),
        isLive,
        stretches: isChanged ? new Map() : stretches[index],
        asked: isChanged ? new Map() : askedOf(input, stretches[index]),
      })
    }
    const { inputs, condition } = found
    this.#days.set(
      key,
      new GrowingDay(writer, this.#nameOf, { inputs, firstNumber, changed, condition }),
    )
  }

  async #dayOf(partition: Partition): Promise<GrowingDay> {
    const known = this.#days.get(formatPartition(partition))
    if (known) return known
    const { overwrite } = this.#options
    // It is not replaced: what the lake has of it is to be merged.
    if (!overwrite && (await storedManifest(this.#lake, partition))) {
      throw new UnforeseenDay(partition)
    }
    const isLost = !overwrite && (await isUnreadable(this.#lake, partition))
    const writer = await this.#openWriter(partition)
    const notes = isLost ? ['what the lake had of it could not be read, and was replaced'] : []
    const day = new GrowingDay(writer, this.#nameOf, undefined, notes)
    this.#days.set(formatPartition(partition), day)
    this.#expect(day)
    return day
  }

  /** Which files were asked for a day, by their headers. */
  #expect(day: GrowingDay): void {
    for (const [stream, claim] of this.#claims.entries()) {
      if (claim.places !== undefined && mayHold(claim, day.partition))
        day.expect(this.#numberOf(stream, day))
    }
  }

  #openWriter(partition: Partition): Promise<BronzeWriter> {
    const { lockWaitMs = LOCK_WAIT_MS, signal } = this.#options
    return BronzeWriter.open(this.#lake, partition, lockWaitMs, signal)
  }

  /** What the vendor says of a day with these files, if it is not wholly available. */
  #conditionOf({ partition }: GrowingDay): string | undefined {
    for (const claim of this.#claims) {
      const said = mayHold(claim, partition) ? claim.conditions.get(partition.dt) : undefined
      if (said !== undefined) return said
    }
    return undefined
  }

  /** A file that is read again goes on under its old number. */
  #numberOf(stream: number, day: GrowingDay): number {
    return day.oldNumber(this.#claims[stream].sha256) ?? this.sources.length + stream
  }

  /** Is a file of the lake read anew because it has changed? */
  #isChanged(file: string): boolean {
    const isRead = this.#claims.some((claim) => basename(claim.file.path) === file)
    return isRead && (this.#options.changed?.has(file) ?? false)
  }
}
