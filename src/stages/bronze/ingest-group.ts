import { readDbn } from '../../dbn/file.ts'
import { Symbology } from '../../dbn/symbology.ts'
import { Failure } from '../../failure.ts'
import type { Lake, Partition } from '../../lake/paths.ts'
import type { Claim } from './claim.ts'
import { Coverage } from './coverage.ts'
import { comparedColumns, rowsOf } from './existing-day.ts'
import { fileSources } from './file-sources.ts'
import { GrowingDays, UnforeseenDay } from './growing-days.ts'
import type { IngestOptions } from './ingest-options.ts'
import type { Instruments } from './instruments.ts'
import { type MergedItem, type MergedRun, merge } from './merge.ts'
import {
  asItStands,
  OutOfOrder,
  type ReceivedBatch,
  type ReceivedItem,
  sorted,
} from './received.ts'
import { type RoutedRows, routedRows } from './routed-rows.ts'
import { isRouted, type LeftOut, Router } from './routing.ts'
import { SeenFile } from './seen-file.ts'

/** One of several files cannot be read: the others may be. */
export class UnreadableFile extends Error {
  readonly claim: Claim
  readonly failure: Failure

  constructor(claim: Claim, failure: Failure) {
    super(failure.message, { cause: failure })
    this.claim = claim
    this.failure = failure
  }
}

/** What came of a group of files. */
export interface GroupResult {
  /** Records that were wanted, those of the lake's own rows not included. */
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

/** A file with wanted records that no definition places. */
export interface UndefinedFile {
  readonly claim: Claim
  /** UTC dates of those records. */
  readonly dates: readonly string[]
  /** It has no record that belongs anywhere. */
  readonly holdsNothing: boolean
  /** Its records that belong to no partition, by reason. */
  readonly leftOut: Readonly<Record<string, number>>
}

/**
 * Reads the files of a group into bronze, merged with each other and with what the lake has of
 * their days. A file whose orders are out of order is read again, and put in order.
 *
 * @throws UnreadableFile where one of them cannot be read; Failure `input` where two of them differ
 */
export async function ingestGroup(
  lake: Lake,
  claims: readonly Claim[],
  instruments: Instruments,
  options: IngestOptions,
): Promise<GroupResult> {
  const shuffled = new Set<Claim>()
  const unforeseen: Partition[] = []
  for (;;) {
    const again = { shuffled, unforeseen }
    const group = new GroupIngest(lake, claims, again, instruments, options)
    try {
      return await group.run()
    } catch (error) {
      options.signal.throwIfAborted()
      if (error instanceof UnforeseenDay) {
        unforeseen.push(error.partition)
        continue
      }
      const claim = group.faulty
      if (claim === undefined) throw error
      if (error instanceof OutOfOrder) shuffled.add(claim)
      else if (error instanceof Failure) throw new UnreadableFile(claim, error)
      else throw error
    }
  }
}

/** What an earlier try has shown. */
interface Again {
  /** Files whose orders are out of order. */
  readonly shuffled: ReadonlySet<Claim>
  /** Partitions in the lake that the headers do not speak of. */
  readonly unforeseen: readonly Partition[]
}

class GroupIngest {
  /** The file whose stream failed, if one did. */
  faulty: Claim | undefined
  readonly #lake: Lake
  readonly #claims: readonly Claim[]
  readonly #again: Again
  readonly #instruments: Instruments
  readonly #options: IngestOptions
  readonly #symbology = new Symbology()
  readonly #router: Router
  readonly #seen: readonly SeenFile[]
  readonly #wantedRoutes = new Map<Partition, boolean>()
  #records = 0
  #wanted = 0
  #unwanted = 0
  /** Of the records left out those that are known not to be wanted, by reason. */
  readonly #unchosen = new Map<string, number>()

  constructor(
    lake: Lake,
    claims: readonly Claim[],
    again: Again,
    instruments: Instruments,
    options: IngestOptions,
  ) {
    this.#router = new Router(this.#symbology, instruments)
    this.#instruments = instruments
    this.#lake = lake
    this.#claims = claims
    this.#again = again
    this.#options = options
    this.#seen = claims.map((claim) => new SeenFile(claim))
  }

  async run(): Promise<GroupResult> {
    const { report, signal } = this.#options
    const days = await GrowingDays.open(
      this.#lake,
      this.#claims,
      this.#options,
      this.#again.unforeseen,
    )
    try {
      const sources = await fileSources(
        this.#claims,
        days.sources,
        this.#options.allowTruncated,
        (claim) => {
          this.faulty = claim
        },
      )
      const coverage = new Coverage([...days.sources, ...sources], comparedColumns(this.#lake))
      for (const { file } of this.#claims) {
        if (file.metadata) this.#symbology.addMetadata(file.metadata)
      }
      // What the lake has comes first: of equal records it is what counts.
      const { existing } = days
      const streams = [
        ...existing.map(rowsOf),
        ...this.#claims.map((claim) => this.#streamOf(claim)),
      ]
      for await (const next of merge(streams)) {
        signal.throwIfAborted()
        if ('item' in next) {
          this.#note({ ...next, stream: next.stream - existing.length })
          continue
        }
        for (const run of next) {
          const stream = run.stream - existing.length
          const taking =
            stream < 0 ? days.takeExisting(run, coverage) : this.#take(run, stream, days, coverage)
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

  async *#streamOf(claim: Claim): AsyncGenerator<ReceivedItem> {
    const { allowTruncated } = this.#options
    const { path } = claim.file
    const open = () => readDbn(path, { allowTruncated })
    try {
      yield* this.#again.shuffled.has(claim) ? sorted(open, path) : asItStands(open())
    } catch (error) {
      this.faulty = claim
      throw error
    }
  }

  #note({ stream, item }: MergedItem): void {
    if (item.type !== 'end') return
    try {
      this.#seen[stream].end(item)
    } catch (error) {
      this.faulty = this.#claims[stream]
      throw error
    }
  }

  /**
   * Sends a run's rows where they belong.
   *
   * @returns a promise only where it takes time
   */
  #take(
    { batch, from, to }: MergedRun,
    stream: number,
    days: GrowingDays,
    coverage: Coverage,
  ): Promise<void> | undefined {
    this.#records += to - from
    const seen = this.#seen[stream]
    const { kind } = batch.layout
    if (kind === 'symbol_mapping') this.#symbology.addRecords(batch)
    if (!isRouted(kind)) {
      seen.leaveOut(`${kind.replace('_', ' ')} records`, to - from)
      return undefined
    }
    const routed = seen.route(batch, this.#router)
    const pieces = routedRows(routed.routes, from, to)
    const send = (piece: RoutedRows) => this.#send(piece, routed.batch, stream, days, coverage)
    return pieces.length === 1 ? send(pieces[0]) : eachInTurn(pieces, send)
  }

  #send(
    { route, rows }: RoutedRows,
    batch: ReceivedBatch,
    stream: number,
    days: GrowingDays,
    coverage: Coverage,
  ): Promise<void> | undefined {
    const seen = this.#seen[stream]
    if ('leftOut' in route) {
      this.#leaveOut(seen, route, rows.length)
      return undefined
    }
    seen.hold(route)
    if (!this.#isWanted(route)) {
      this.#unwanted += rows.length
      return undefined
    }
    this.#wanted += rows.length
    return days.take(stream, route, batch, rows, coverage)
  }

  /** Routes of one way are one object: each is looked at once. */
  #isWanted(partition: Partition): boolean {
    let isWanted = this.#wantedRoutes.get(partition)
    if (isWanted === undefined) {
      isWanted = this.#options.choice.has(partition)
      this.#wantedRoutes.set(partition, isWanted)
    }
    return isWanted
  }

  /** What a file's manifest says of it does not depend on what is wanted. */
  #leaveOut(seen: SeenFile, { leftOut, unplaced }: LeftOut, count: number): void {
    const reason = `records ${leftOut}`
    seen.leaveOut(reason, count)
    if (!unplaced) return
    if (this.#options.choice.mayHave(unplaced)) seen.lackDefinition(unplaced.dt)
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

async function eachInTurn<T>(
  all: readonly T[],
  work: (one: T) => Promise<void> | undefined,
): Promise<void> {
  for (const one of all) {
    const working = work(one)
    if (working) await working
  }
}
