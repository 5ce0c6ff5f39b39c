import { basename } from 'node:path'
import { rtypeName } from '../../dbn/codes.ts'
import { type FileEnd, readDbn } from '../../dbn/file.ts'
import type { RecordBatch } from '../../dbn/machine.ts'
import { Symbology } from '../../dbn/symbology.ts'
import { upgrade } from '../../dbn/upgrade.ts'
import { Failure } from '../../failure.ts'
import type { FileInput } from '../../lake/manifest.ts'
import { formatPartition, type Lake, type Partition, partitionFolder } from '../../lake/paths.ts'
import { readManifest } from '../../lake/success.ts'
import { utcDate } from '../../market/time.ts'
import { BronzeWriter } from './bronze-writer.ts'
import { fileGroups } from './file-groups.ts'
import { Instruments } from './instruments.ts'
import { areKnown, formatHoldings, HOLDINGS } from './known-files.ts'
import { type MergedItem, type MergedRun, merge } from './merge.ts'
import type { RawFile } from './raw-files.ts'
import { isRouted, type Route, Router } from './routing.ts'

/** Raised when bronze changes for the same files. */
const REVISION = 1
const LOCK_WAIT_MS = 60_000

export interface IngestOptions {
  /** Which partitions are wanted; what is in one does not depend on it. */
  readonly wants: (partition: Partition) => boolean
  /** Replace partitions that were made of other files. */
  readonly overwrite: boolean
  /** Keep what came before the cut of a file that was cut. */
  readonly allowTruncated: boolean
  /** Is it a fault that a file holds nothing of the selection? */
  readonly mustHold: boolean
  /** How long to wait for another run on the same partition, milliseconds. */
  readonly lockWaitMs?: number | undefined
  readonly report: (event: IngestEvent) => void
  readonly signal: AbortSignal
}

export type IngestEvent =
  | { readonly type: 'progress'; readonly file: string; readonly records: number }
  | { readonly type: 'known'; readonly file: string }
  | { readonly type: 'left-out'; readonly counts: Readonly<Record<string, number>> }
  | {
      readonly type: 'written'
      readonly partition: Partition
      readonly rows: number
      readonly quality: Readonly<Record<string, string | number>>
      readonly notes: readonly string[]
    }

/** The state of one group of files that are read as one. */
class Ingest {
  readonly #lake: Lake
  readonly #files: readonly RawFile[]
  readonly #options: IngestOptions
  readonly #symbology = new Symbology()
  readonly #router: Router
  readonly #writers = new Map<string, BronzeWriter>()
  /** Records that no partition takes, by reason. */
  readonly #leftOut = new Map<string, number>()
  /** By stream, the last batch with the newest version's fields, and the batch it was made of. */
  readonly #upgraded: { readonly from: RecordBatch; readonly batch: RecordBatch }[] = []
  readonly #ends: FileEnd[] = []
  #records = 0
  #wanted = 0
  #unwanted = 0

  constructor(
    lake: Lake,
    files: readonly RawFile[],
    instruments: Instruments,
    options: IngestOptions,
  ) {
    this.#router = new Router(this.#symbology, instruments)
    this.#lake = lake
    this.#files = files
    this.#options = options
  }

  async run(): Promise<void> {
    const { allowTruncated, report, signal } = this.#options
    try {
      for (const { metadata } of this.#files) if (metadata) this.#symbology.addMetadata(metadata)
      const streams = this.#files.map(({ path }) => readDbn(path, { allowTruncated }))
      for await (const next of merge(streams)) {
        signal.throwIfAborted()
        if ('item' in next) this.#hear(next)
        else await this.#take(next)
        if ('batch' in next) {
          report({ type: 'progress', file: this.#files[next.stream].path, records: this.#records })
        }
      }
      this.#assertUseful()
      await this.#commit()
    } finally {
      for (const writer of this.#writers.values()) await writer.close()
    }
  }

  #hear({ stream, item }: MergedItem): void {
    if (item.type !== 'end') return
    this.#ends[stream] = item
    for (const [rtype, count] of item.skipped) this.#count(`${rtypeName(rtype)} records`, count)
  }

  /** Sends a run's rows where they belong. */
  async #take({ stream, batch, from, to }: MergedRun): Promise<void> {
    this.#records += to - from
    const { kind } = batch.layout
    if (kind === 'symbol_mapping') this.#symbology.addRecords(batch)
    if (!isRouted(kind)) {
      this.#count(`${kind.replace('_', ' ')} records`, to - from)
      return
    }
    const upgraded = this.#upgrade(stream, batch)
    for (const [writer, rows] of await this.#split(upgraded, from, to)) {
      await writer.append(stream, upgraded.table, rows)
    }
  }

  /** A batch comes in many runs where streams alternate; it is upgraded once. */
  #upgrade(stream: number, from: RecordBatch): RecordBatch {
    const last = this.#upgraded[stream]
    if (last?.from === from) return last.batch
    const batch = { ...from, table: upgrade(from.layout, from.table) }
    this.#upgraded[stream] = { from, batch }
    return batch
  }

  /** The rows of a run by the writer they go to. */
  async #split(
    batch: RecordBatch,
    from: number,
    to: number,
  ): Promise<Map<BronzeWriter, Int32Array>> {
    const groups = new Map<Route, { rows: Int32Array; count: number }>()
    for (const run of this.#router.routes(batch, from, to)) {
      let group = groups.get(run.route)
      if (!group) {
        group = { rows: new Int32Array(to - run.from), count: 0 }
        groups.set(run.route, group)
      }
      for (let row = run.from; row < run.to; row++) group.rows[group.count++] = row
    }
    const byWriter = new Map<BronzeWriter, Int32Array>()
    for (const [route, { rows, count }] of groups) {
      const writer = await this.#writerOf(route, count)
      if (writer) byWriter.set(writer, rows.subarray(0, count))
    }
    return byWriter
  }

  async #writerOf(route: Route, count: number): Promise<BronzeWriter | undefined> {
    if ('leftOut' in route) {
      this.#count(`records ${route.leftOut}`, count)
      return undefined
    }
    if (!this.#options.wants(route)) {
      this.#unwanted += count
      return undefined
    }
    this.#wanted += count
    const key = formatPartition(route)
    let writer = this.#writers.get(key)
    if (!writer) {
      await this.#assertReplaceable(route)
      const { lockWaitMs = LOCK_WAIT_MS, signal } = this.#options
      writer = await BronzeWriter.open(this.#lake, route, lockWaitMs, signal)
      this.#writers.set(key, writer)
    }
    return writer
  }

  #count(reason: string, count: number): void {
    this.#leftOut.set(reason, (this.#leftOut.get(reason) ?? 0) + count)
  }

  /** Refuses early what {@link #commit} would refuse at the end: a day made of other files. */
  async #assertReplaceable(partition: Partition): Promise<void> {
    const inputs = await this.#inputsOfExisting(partition)
    const names = this.#files.map(({ path, bytes }) => `${basename(path)} ${bytes}`)
    if (inputs && !inputs.some(({ file, bytes }) => names.includes(`${file} ${bytes}`))) {
      throw otherFile(partition, inputs)
    }
  }

  async #inputsOfExisting(partition: Partition): Promise<FileInput[] | undefined> {
    if (this.#options.overwrite) return undefined
    const stored = await readManifest(partitionFolder(this.#lake, partition), partition)
    return stored?.manifest.inputs.filter((input) => 'file' in input)
  }

  #assertUseful(): void {
    if (this.#wanted > 0 || !this.#options.mustHold) return
    const days = this.#router.partitions.map(({ symbol, dt }) => `${symbol} ${dt}`)
    throw new Failure({
      code: 'input',
      what: 'nothing in it can be ingested',
      where: this.#files.map(({ path }) => path).join(', '),
      expected:
        'MBO, definition or statistics records of the futures, or options, and dates asked for',
      found:
        shortened([...new Set(days)]) ||
        shortened([...this.#leftOut].map(([reason, count]) => `${count} ${reason}`)) ||
        'no records',
    })
  }

  async #commit(): Promise<void> {
    const leftOut = Object.fromEntries([...this.#leftOut].sort(([a], [b]) => (a < b ? -1 : 1)))
    const writers = [...this.#writers.values()].sort((a, b) =>
      formatPartition(a.partition) < formatPartition(b.partition) ? -1 : 1,
    )
    for (const writer of writers) await this.#assertSameFiles(writer)
    const holdings = formatHoldings(this.#router.partitions)
    for (const writer of writers) {
      const { partition, streams } = writer
      const notes = streams.flatMap((stream) => this.#truncationNote(stream))
      const stage = {
        name: `bronze/${partition.dataset.split('.').at(-1)}`,
        revision: REVISION,
        parameters: {},
      }
      const quality = await writer.commit(
        stage,
        streams.map((stream) => this.#inputOf(stream)),
        { ...prefixed(leftOut), [HOLDINGS]: holdings },
        notes,
      )
      this.#options.report({ type: 'written', partition, rows: writer.rows, quality, notes })
    }
    const unwanted = this.#unwanted > 0 && { 'records of other symbols or dates': this.#unwanted }
    this.#options.report({ type: 'left-out', counts: { ...leftOut, ...unwanted } })
  }

  async #assertSameFiles({ partition, streams }: BronzeWriter): Promise<void> {
    const inputs = streams.map((stream) => this.#inputOf(stream))
    if (new Set(inputs.map(({ sha256 }) => sha256)).size < inputs.length) {
      throw new Failure({
        code: 'input',
        what: 'two of the files are the same',
        where: streams.map((stream) => this.#files[stream].path).join(', '),
        fix: 'pass one of them',
      })
    }
    const existing = await this.#inputsOfExisting(partition)
    if (existing && !sameFiles(existing, inputs)) throw otherFile(partition, existing)
  }

  #inputOf(stream: number): FileInput {
    const { sha256, bytes } = this.#ends[stream]
    return { file: basename(this.#files[stream].path), sha256, bytes }
  }

  #truncationNote(stream: number): string[] {
    const { truncatedAtByte, records } = this.#ends[stream]
    if (truncatedAtByte === undefined) return []
    const name = basename(this.#files[stream].path)
    return [`${name} was cut at byte ${truncatedAtByte}: its ${records} whole records were kept`]
  }
}

function prefixed(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts).map(([reason, count]) => [`left_out: ${reason}`, count]),
  )
}

function sameFiles(one: readonly FileInput[], other: readonly FileInput[]): boolean {
  const hashes = (inputs: readonly FileInput[]) =>
    inputs
      .map(({ sha256 }) => sha256)
      .sort()
      .join()
  return hashes(one) === hashes(other)
}

/** The first and the last UTC date that headers speak of; none where one does not say. */
function datesOf(files: readonly RawFile[]): string[] {
  const dates = files.flatMap(({ metadata }) =>
    metadata && metadata.start > 0n && metadata.end > metadata.start
      ? [utcDate(metadata.start), utcDate(metadata.end - 1n)]
      : [undefined],
  )
  return dates.every((date) => date !== undefined) ? dates.sort() : []
}

/** A list as a sentence takes it. */
function shortened(all: readonly string[]): string {
  const MOST = 20
  const more = all.length - MOST
  return `${all.slice(0, MOST).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function otherFile(partition: Partition, inputs: readonly FileInput[]): Failure {
  return new Failure({
    code: 'input',
    what: 'the day was ingested from another file already',
    where: formatPartition(partition),
    found: inputs.map(({ file }) => file).join(', '),
    fix: 'pass --overwrite to replace it; to merge files pass all of them',
  })
}

/**
 * Reads DBN files into bronze. Definitions go first; files of common days and instruments are read
 * as one, in order of receipt. Files whose every partition is there already are left alone.
 *
 * @throws Failure `input` where a file cannot be read, holds nothing for bronze, or a day is there
 * already from another file; what was there before stays
 */
export async function ingest(
  lake: Lake,
  files: readonly RawFile[],
  options: IngestOptions,
): Promise<void> {
  for (const group of fileGroups(files)) {
    if (!options.overwrite && (await areKnown(lake, group, options.wants))) {
      for (const { path } of group) options.report({ type: 'known', file: path })
    } else {
      // Per group: the definitions that came before say what the options after them are.
      const instruments = await Instruments.load(lake, datesOf(group))
      await new Ingest(lake, group, instruments, options).run()
    }
  }
}
