import { readDbn } from '../../dbn/file.ts'
import { Symbology } from '../../dbn/symbology.ts'
import { Failure } from '../../failure.ts'
import type { Lake, Partition } from '../../lake/paths.ts'
import { withDistinctReports } from './distinct-reports.ts'
import { comparedColumns, rowsOf } from './existing-partition.ts'
import type { FileClaim } from './file-claim.ts'
import { FileOrder } from './file-order.ts'
import { fileSources } from './file-sources.ts'
import { FileSummary } from './file-summary.ts'
import type { IngestOptions } from './ingest-options.ts'
import type { Instruments } from './instruments.ts'
import { type MergedItem, type MergedRun, merge, type StreamRow, type TieOrder } from './merge.ts'
import { withOnePublisher } from './one-publisher.ts'
import { PartitionUpdates, UnexpectedPartition } from './partition-updates.ts'
import {
  OutOfOrder,
  type ReceivedBatch,
  type ReceivedItem,
  sortedByReceipt,
  withReceipts,
} from './received.ts'
import { RecordSelector } from './record-selector.ts'
import { type RoutedRows, routedRows } from './routed-rows.ts'
import { type DroppedRecords, isRouted, Router } from './routing.ts'
import { assertOneSymbolPerId } from './shared-ids.ts'

/** One of several files cannot be read. */
export class UnreadableFile extends Error {
  readonly claim: FileClaim
  readonly failure: Failure

  constructor(claim: FileClaim, failure: Failure) {
    super(failure.message, { cause: failure })
    this.claim = claim
    this.failure = failure
  }
}

/** Result of ingesting a group of files. */
export interface GroupResult {
  /** Number of selected records, without rows already in the lake. */
  readonly wanted: number
  readonly unwanted: number
  /** Symbols and days that the files hold, "ESH6 2026-01-06". */
  readonly days: readonly string[]
  /**
   * Records that belong to no partition, by reason; what is known not to be wanted is not among
   * them.
   */
  readonly leftOut: Readonly<Record<string, number>>
  readonly undefinedFiles: readonly UndefinedFile[]
}

/** A file with selected records whose definitions are missing. */
export interface UndefinedFile {
  readonly claim: FileClaim
  /** UTC dates of those records. */
  readonly dates: readonly string[]
  /** It has no record that belongs to a partition. */
  readonly holdsNothing: boolean
  /** Its records that belong to no partition, by reason. */
  readonly leftOut: Readonly<Record<string, number>>
}

/**
 * Ingests the files of a group, merged with each other and with existing partitions. A file with
 * orders out of order is read again and sorted.
 *
 * @throws UnreadableFile if one of them cannot be read; Failure `input` if two of them contradict
 */
export async function ingestGroup(
  lake: Lake,
  claims: readonly FileClaim[],
  instruments: Instruments,
  options: IngestOptions,
): Promise<GroupResult> {
  const shuffled = new Set<FileClaim>()
  const unforeseen: Partition[] = []
  for (;;) {
    const again = { shuffled, unforeseen }
    const group = new GroupIngest(lake, claims, again, instruments, options)
    try {
      return await group.run()
    } catch (error) {
      options.signal.throwIfAborted()
      if (error instanceof UnexpectedPartition) {
        unforeseen.push(error.partition)
        continue
      }
      const claim = group.failedClaim
      if (claim === undefined) throw error
      if (error instanceof OutOfOrder) shuffled.add(claim)
      else if (error instanceof Failure) throw new UnreadableFile(claim, error)
      else throw error
    }
  }
}

/** Findings of earlier attempts. */
interface RetryState {
  /** Files with orders out of order. */
  readonly shuffled: ReadonlySet<FileClaim>
  /** Existing partitions that the headers do not mention. */
  readonly unforeseen: readonly Partition[]
}

class GroupIngest {
  /** The file whose stream failed, if one did. */
  failedClaim: FileClaim | undefined
  readonly #lake: Lake
  readonly #claims: readonly FileClaim[]
  readonly #retry: RetryState
  readonly #instruments: Instruments
  readonly #options: IngestOptions
  readonly #symbology = new Symbology()
  readonly #router: Router
  readonly #seen: readonly FileSummary[]
  readonly #wantedRoutes = new Map<Partition, boolean>()
  #records = 0
  #wanted = 0
  #unwanted = 0
  /** Dropped records that are known not to be selected, by reason. */
  readonly #unchosen = new Map<string, number>()

  constructor(
    lake: Lake,
    claims: readonly FileClaim[],
    again: RetryState,
    instruments: Instruments,
    options: IngestOptions,
  ) {
    this.#router = new Router(this.#symbology, instruments)
    this.#instruments = instruments
    this.#lake = lake
    this.#claims = claims
    this.#retry = again
    this.#options = options
    this.#seen = claims.map((claim) => new FileSummary(claim))
  }

  async run(): Promise<GroupResult> {
    const { report, signal } = this.#options
    assertOneSymbolPerId(this.#claims.map(({ file }) => file))
    const days = await PartitionUpdates.open(
      this.#lake,
      this.#claims,
      this.#options,
      this.#retry.unforeseen,
    )
    try {
      const sources = await fileSources(
        this.#claims,
        days.sources,
        this.#options.allowTruncated,
        (claim) => {
          this.failedClaim = claim
        },
      )
      const all = [...days.sources, ...sources]
      const coverage = new RecordSelector(all, comparedColumns(this.#lake))
      for (const { file } of this.#claims) {
        if (file.metadata) this.#symbology.addMetadata(file.metadata)
      }
      // Existing rows first: they have precedence among equal records.
      const { existing } = days
      const streams = [
        ...existing.map(rowsOf),
        ...this.#claims.map((claim, index) => this.#streamOf(claim, this.#seen[index])),
      ]
      for await (const next of merge(streams, tieOrder(new FileOrder(all), days))) {
        signal.throwIfAborted()
        if ('item' in next) {
          this.#handleItem({ ...next, stream: next.stream - existing.length })
          continue
        }
        for (const run of next) {
          const stream = run.stream - existing.length
          const taking =
            stream < 0
              ? days.appendExisting(run, coverage)
              : this.#routeRun(run, stream, days, coverage)
          if (taking) await taking
        }
        const last = next[next.length - 1].stream - existing.length
        if (last < 0) continue
        report({ type: 'progress', file: this.#claims[last].file.path, records: this.#records })
      }
      coverage.assertSame()
      await days.commit(
        this.#seen.map(({ input }) => input),
        this.#instruments,
        coverage,
      )
      return this.#result()
    } finally {
      await days.close()
    }
  }

  async *#streamOf(claim: FileClaim, seen: FileSummary): AsyncGenerator<ReceivedItem> {
    const { allowTruncated } = this.#options
    const { path } = claim.file
    const open = () => withOnePublisher(readDbn(path, { allowTruncated }), path)
    const isShuffled = this.#retry.shuffled.has(claim)
    const items = isShuffled ? sortedByReceipt(open, path) : withReceipts(open())
    try {
      yield* withDistinctReports(items, claim.file, (count) =>
        seen.countDropped('records that the file repeats', count),
      )
    } catch (error) {
      this.failedClaim = claim
      throw error
    }
  }

  #handleItem({ stream, item }: MergedItem): void {
    if (item.type !== 'end') return
    try {
      this.#seen[stream].end(item)
    } catch (error) {
      this.failedClaim = this.#claims[stream]
      throw error
    }
  }

  /**
   * Routes a run's rows to their partitions.
   *
   * @returns a promise only if it must wait
   */
  #routeRun(
    { batch, from, to }: MergedRun,
    stream: number,
    days: PartitionUpdates,
    coverage: RecordSelector,
  ): Promise<void> | undefined {
    this.#records += to - from
    const seen = this.#seen[stream]
    const { kind } = batch.layout
    if (kind === 'symbol_mapping') this.#symbology.addRecords(batch)
    if (!isRouted(kind)) {
      seen.countDropped(`${kind.replace('_', ' ')} records`, to - from)
      return undefined
    }
    const routed = seen.route(batch, this.#router)
    const pieces = routedRows(routed.routes, from, to)
    const send = (piece: RoutedRows) =>
      this.#appendRows(piece, routed.batch, stream, days, coverage)
    return pieces.length === 1 ? send(pieces[0]) : forEachInTurn(pieces, send)
  }

  #appendRows(
    { route, rows }: RoutedRows,
    batch: ReceivedBatch,
    stream: number,
    days: PartitionUpdates,
    coverage: RecordSelector,
  ): Promise<void> | undefined {
    const seen = this.#seen[stream]
    if ('leftOut' in route) {
      this.#leaveOut(seen, route, rows.length)
      return undefined
    }
    seen.addPartition(route)
    if (!this.#isWanted(route)) {
      this.#unwanted += rows.length
      return undefined
    }
    this.#wanted += rows.length
    return days.append(stream, route, batch, rows, coverage)
  }

  /** Cached by route: equal routes are the same object. */
  #isWanted(partition: Partition): boolean {
    let isWanted = this.#wantedRoutes.get(partition)
    if (isWanted === undefined) {
      isWanted = this.#options.choice.has(partition)
      this.#wantedRoutes.set(partition, isWanted)
    }
    return isWanted
  }

  /** Counts dropped records. A file's manifest entry does not depend on the selection. */
  #leaveOut(seen: FileSummary, { leftOut, unplaced }: DroppedRecords, count: number): void {
    const reason = `records ${leftOut}`
    seen.countDropped(reason, count)
    if (!unplaced) return
    if (this.#options.choice.mayHave(unplaced)) seen.addUndefinedDate(unplaced.dt)
    else {
      this.#unwanted += count
      this.#unchosen.set(reason, (this.#unchosen.get(reason) ?? 0) + count)
    }
  }

  #result(): GroupResult {
    const leftOut: Record<string, number> = {}
    for (const seen of this.#seen) {
      for (const [reason, count] of seen.leftOut) leftOut[reason] = (leftOut[reason] ?? 0) + count
    }
    for (const [reason, count] of this.#unchosen) {
      leftOut[reason] -= count
      if (leftOut[reason] === 0) delete leftOut[reason]
    }
    const undefinedFiles = this.#seen.flatMap(({ undefinedDates, holdsNothing, leftOut }, index) =>
      undefinedDates.length === 0
        ? []
        : {
            claim: this.#claims[index],
            dates: undefinedDates,
            holdsNothing,
            leftOut: Object.fromEntries(leftOut),
          },
    )
    const partitions = this.#router.partitions.map(({ symbol, dt }) => `${symbol} ${dt}`)
    return {
      wanted: this.#wanted,
      unwanted: this.#unwanted,
      days: [...new Set(partitions)],
      leftOut: Object.fromEntries(Object.entries(leftOut).sort(([a], [b]) => (a < b ? -1 : 1))),
      undefinedFiles,
    }
  }
}

/** The order of the streams' files where they meet. */
function tieOrder(files: FileOrder, days: PartitionUpdates): TieOrder {
  const { existing, sources } = days
  const sourceOf = (row: StreamRow) =>
    row.stream < existing.length
      ? days.existingSource(row)
      : sources.length + row.stream - existing.length
  return {
    mayMeet: (low) => files.mayMeet(low),
    precedes: (one, other) => {
      const [first, second] = [sourceOf(one), sourceOf(other)]
      const { times } = one.batch
      if (first === undefined || second === undefined || times === undefined) return false
      return files.precedes(first, second, times[2 * one.row], times[2 * one.row + 1])
    },
  }
}

async function forEachInTurn<T>(
  all: readonly T[],
  work: (one: T) => Promise<void> | undefined,
): Promise<void> {
  for (const one of all) {
    const working = work(one)
    if (working) await working
  }
}
