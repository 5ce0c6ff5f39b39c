import { basename } from 'node:path'
import type { FileInput } from '../../lake/manifest.ts'
import { formatPartition, type Lake, type Partition } from '../../lake/paths.ts'
import { storedManifest } from '../stored-manifest.ts'
import { BronzeWriter } from './bronze-writer.ts'
import { candidateDays } from './candidate-days.ts'
import { type Claim, isLive, mayHold } from './claim.ts'
import type { Coverage, Source } from './coverage.ts'
import { type ExistingDay, kindOf, openExistingDay, stretchesOfRows } from './existing-day.ts'
import type { IngestOptions } from './ingest-options.ts'
import type { MergedRun } from './merge.ts'
import type { ReceivedBatch } from './received.ts'

/** Raised when bronze changes for the same files. */
const REVISION = 2
const LOCK_WAIT_MS = 60_000

/** Files hold records of a partition in the lake that their headers do not speak of. */
export class UnforeseenDay extends Error {
  readonly partition: Partition

  constructor(partition: Partition) {
    super(formatPartition(partition))
    this.partition = partition
  }
}

/** A partition under way. */
interface Day {
  readonly writer: BronzeWriter
  /** The files that its rows in the lake are of. */
  readonly old: readonly FileInput[]
  /** The number of the first of them among all files. */
  readonly firstOld: number
  /** Numbers of old files whose rows are not taken over: another has taken their place. */
  readonly replaced: ReadonlySet<number>
  /**
   * Files of this run that speak of it, by stream, and how many records were taken: one that was
   * asked for it and has none says that nothing happened.
   */
  readonly taken: Map<number, number>
}

/**
 * The partitions that a group of files is written to. One that is in the lake already is merged
 * with the files: what both have counts once. Files are numbered through: those that the lake's
 * rows are of, then those that are read.
 */
export class GrowingDays {
  /** Partitions whose rows are merged, in the order of their streams. */
  readonly existing: readonly ExistingDay[]
  /** The files that those are of. */
  readonly sources: readonly Source[]
  readonly #lake: Lake
  readonly #claims: readonly Claim[]
  readonly #options: IngestOptions
  readonly #days = new Map<string, Day>()

  private constructor(
    lake: Lake,
    claims: readonly Claim[],
    options: IngestOptions,
    existing: readonly ExistingDay[],
    sources: readonly Source[],
  ) {
    this.#lake = lake
    this.#claims = claims
    this.#options = options
    this.existing = existing
    this.sources = sources
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
    const existing: ExistingDay[] = []
    const sources: Source[] = []
    const days = new GrowingDays(lake, claims, options, existing, sources)
    try {
      for (const partition of [...(await candidateDays(lake, claims, options)), ...unforeseen]) {
        const writer = await days.#openWriter(partition)
        const firstOld = sources.length
        // Locked first: nobody replaces what is read now.
        const old = days.#begin(partition, writer, firstOld, [])
        const found = await openExistingDay(lake, partition)
        existing.push(found)
        const stretches = await stretchesOfRows(found)
        const replaced = new Set<number>()
        for (const [index, input] of found.inputs.entries()) {
          const isReplaced = days.#isReplaced(input, partition)
          if (isReplaced) replaced.add(firstOld + index)
          sources.push({
            name: `${input.file}, which is in the lake,`,
            kind: kindOf(partition),
            stretches: isReplaced ? new Map() : stretches[index],
          })
        }
        days.#days.set(formatPartition(partition), { ...old, old: found.inputs, replaced })
      }
      return days
    } catch (error) {
      await days.close()
      throw error
    }
  }

  /** Takes over rows that the lake has. */
  async takeExisting(
    { batch, from, to }: MergedRun,
    stream: number,
    coverage: Coverage,
  ): Promise<void> {
    const day = this.#days.get(formatPartition(this.existing[stream].partition))
    if (!day) throw new Error('rows of a day that was not opened')
    const files = batch.table.column('file_index', 'int32')
    for (let start = from; start < to; ) {
      let end = start + 1
      while (end < to && files[end] === files[start]) end++
      const number = day.firstOld + files[start]
      if (!day.replaced.has(number)) {
        const rows = Int32Array.from({ length: end - start }, (_, offset) => start + offset)
        const taken = kept(coverage, number, batch, rows)
        await day.writer.append(number, batch.table, taken, false)
      }
      start = end
    }
  }

  /**
   * Takes rows of a file that belong to a partition, as far as no other file has them.
   *
   * @param stream number of the file among those that are read
   */
  async take(
    stream: number,
    partition: Partition,
    batch: ReceivedBatch,
    rows: Int32Array,
    coverage: Coverage,
  ): Promise<void> {
    const day = await this.#dayOf(partition)
    if (this.#isSuperseded(this.#claims[stream], partition)) {
      day.writer.superseded += rows.length
      return
    }
    const taken = kept(coverage, this.sources.length + stream, batch, rows)
    day.taken.set(stream, (day.taken.get(stream) ?? 0) + taken.length)
    const number = this.#numberOf(stream, day)
    if (!this.#isOld(number)) day.writer.repeated += rows.length - taken.length
    await day.writer.append(number, batch.table, taken, batch.moved ?? false)
  }

  /**
   * Writes every partition that the files have added to.
   *
   * @param inputs what the files turned out to be, by stream
   */
  async commit(inputs: readonly { input: FileInput; notes: readonly string[] }[]): Promise<void> {
    const days = [...this.#days.values()].sort((a, b) =>
      formatPartition(a.writer.partition) < formatPartition(b.writer.partition) ? -1 : 1,
    )
    for (const day of days) {
      const { writer, old, firstOld, taken } = day
      // What was read again and gave nothing new leaves the day as it is.
      const isNews = [...taken].some(
        ([stream, rows]) => rows > 0 || !this.#isOld(this.#numberOf(stream, day)),
      )
      if (!isNews) continue
      const fresh = new Map(
        [...taken.keys()].map((stream) => [this.#numberOf(stream, day), inputs[stream]] as const),
      )
      // A file all of whose records another has was read all the same.
      const numbers = new Set([...writer.sources, ...fresh.keys()])
      const key = formatPartition(writer.partition)
      const found = [...numbers].map((number) => {
        const read = fresh.get(number)
        return read ? holding(read, key) : { input: old[number - firstOld], notes: [] }
      })
      const stage = {
        name: `bronze/${writer.partition.dataset.split('.').at(-1)}`,
        revision: REVISION,
        parameters: {},
      }
      const { partition } = writer
      const condition = this.#conditionOf(day)
      const notes = found.flatMap((each) => each.notes)
      if (condition) notes.push(`the vendor calls its data of ${partition.dt} ${condition}`)
      const files = found.map(({ input }) => input)
      const counts = { ...leftOutOf(files), ...(condition && { vendor_condition: condition }) }
      const quality = await writer.commit(stage, files, counts, notes)
      const { rows } = writer
      this.#options.report({ type: 'written', partition, rows, quality, notes })
    }
  }

  /** Removes what was not committed, and gives locks and files back. */
  async close(): Promise<void> {
    for (const { writer } of this.#days.values()) await writer.close()
    for (const { reader } of this.existing) await reader.close()
  }

  /** Is a number that of a file which the lake has rows of? */
  #isOld(number: number): boolean {
    return number < this.sources.length
  }

  /** What the vendor says of a day, if it is not wholly available. */
  #conditionOf({ writer, taken }: Day): string | undefined {
    const { partition } = writer
    const before = this.existing.find(
      (found) => formatPartition(found.partition) === formatPartition(partition),
    )?.reader.manifest.quality.vendor_condition
    for (const stream of taken.keys()) {
      const said = this.#claims[stream].conditions.get(partition.dt)
      if (said !== undefined) return said
    }
    return before === undefined ? undefined : String(before)
  }

  async #dayOf(partition: Partition): Promise<Day> {
    const known = this.#days.get(formatPartition(partition))
    if (known) return known
    // It is not replaced: what the lake has of it is to be merged.
    if (!this.#options.overwrite && (await storedManifest(this.#lake, partition))) {
      throw new UnforeseenDay(partition)
    }
    const writer = await this.#openWriter(partition)
    return this.#begin(partition, writer, this.sources.length, [])
  }

  #begin(
    partition: Partition,
    writer: BronzeWriter,
    firstOld: number,
    old: readonly FileInput[],
  ): Day {
    const taken = new Map<number, number>()
    for (const [stream, claim] of this.#claims.entries()) {
      const isAsked = claim.places !== undefined && mayHold(claim, partition)
      if (isAsked && !this.#isSuperseded(claim, partition)) taken.set(stream, 0)
    }
    const day = { writer, old, firstOld, replaced: new Set<number>(), taken }
    this.#days.set(formatPartition(partition), day)
    return day
  }

  #openWriter(partition: Partition): Promise<BronzeWriter> {
    const { lockWaitMs = LOCK_WAIT_MS, signal } = this.#options
    return BronzeWriter.open(this.#lake, partition, lockWaitMs, signal)
  }

  /** A file that is read again goes on under its old number. */
  #numberOf(stream: number, { old, firstOld }: Day): number {
    const { sha256 } = this.#claims[stream]
    const again = old.findIndex((input) => input.sha256 === sha256)
    return again < 0 ? this.sources.length + stream : firstOld + again
  }

  /** Has another file taken the place of one that the lake has rows of? */
  #isReplaced({ file, is_live }: FileInput, partition: Partition): boolean {
    if (this.#options.changed?.has(file)) {
      return this.#claims.some((claim) => basename(claim.file.path) === file)
    }
    return is_live === true && this.#isHistorical(partition)
  }

  #isSuperseded(claim: Claim, partition: Partition): boolean {
    return isLive(claim.file) && this.#isHistorical(partition)
  }

  /** Is one of the files a historical one of the day? */
  #isHistorical(partition: Partition): boolean {
    return this.#claims.some((claim) => !isLive(claim.file) && mayHold(claim, partition))
  }
}

/** A file that was read as an input of a partition, which it holds, be it without a record. */
function holding<R extends { input: FileInput }>(read: R, partition: string): R {
  const holds = [...new Set([...(read.input.holds ?? []), partition])].sort()
  return { ...read, input: { ...read.input, holds } }
}

/** Rows that count: of no other file that comes first. */
function kept(
  coverage: Coverage,
  source: number,
  { layout, table, times }: ReceivedBatch,
  rows: Int32Array,
): Int32Array {
  if (!coverage.hasRivals(source) || times === undefined) return rows
  return rows.filter((row) =>
    coverage.take(source, layout.kind, table, row, times[2 * row], times[2 * row + 1]),
  )
}

/** What the files of a partition hold that belongs nowhere. */
function leftOutOf(files: readonly FileInput[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { left_out = {} } of files) {
    for (const [reason, count] of Object.entries(left_out)) {
      const name = `left_out: ${reason}`
      counts[name] = (counts[name] ?? 0) + count
    }
  }
  return counts
}
