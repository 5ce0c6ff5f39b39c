import { basename } from 'node:path'
import { rtypeName } from '../../dbn/codes.ts'
import { type FileEnd, readDbn } from '../../dbn/file.ts'
import { Symbology } from '../../dbn/symbology.ts'
import { upgrade } from '../../dbn/upgrade.ts'
import { Failure } from '../../failure.ts'
import type { FileInput } from '../../lake/manifest.ts'
import { formatPartition, type Lake, type Partition } from '../../lake/paths.ts'
import { type Claim, isLive } from './claim.ts'
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
import { isRouted, type Route, Router } from './routing.ts'

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
  /** Records that belong to no partition, by reason. */
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

/** What was seen of one file. */
interface Seen {
  readonly holds: Set<string>
  readonly leftOut: Map<string, number>
  end: FileEnd | undefined
  /** The last batch with the newest version's fields, and the batch it was made of. */
  upgraded: { readonly from: ReceivedBatch; readonly batch: ReceivedBatch } | undefined
}

class GroupIngest {
  /** The file whose stream failed, if one did. */
  faulty: Claim | undefined
  readonly #lake: Lake
  readonly #claims: readonly Claim[]
  readonly #again: Again
  readonly #options: IngestOptions
  readonly #symbology = new Symbology()
  readonly #router: Router
  readonly #seen: readonly Seen[]
  #records = 0
  #wanted = 0
  #unwanted = 0

  constructor(
    lake: Lake,
    claims: readonly Claim[],
    again: Again,
    instruments: Instruments,
    options: IngestOptions,
  ) {
    this.#router = new Router(this.#symbology, instruments)
    this.#lake = lake
    this.#claims = claims
    this.#again = again
    this.#options = options
    this.#seen = claims.map(() => ({
      holds: new Set(),
      leftOut: new Map(),
      end: undefined,
      upgraded: undefined,
    }))
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
      const streams = [
        ...this.#claims.map((claim) => this.#streamOf(claim)),
        ...days.existing.map(rowsOf),
      ]
      for await (const next of merge(streams)) {
        signal.throwIfAborted()
        if ('item' in next) this.#note(next)
        else if (next.stream >= this.#claims.length) {
          await days.takeExisting(next, next.stream - this.#claims.length, coverage)
        } else {
          await this.#take(next, days, coverage)
          const { path } = this.#claims[next.stream].file
          report({ type: 'progress', file: path, records: this.#records })
        }
      }
      coverage.assertSame()
      await days.commit(this.#claims.map((_, stream) => this.#inputOf(stream)))
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
    this.#seen[stream].end = item
    const { vendorSha256, file } = this.#claims[stream]
    if (vendorSha256 !== undefined && vendorSha256 !== item.sha256) {
      this.faulty = this.#claims[stream]
      throw notDelivered(file.path, vendorSha256, item.sha256)
    }
    for (const [rtype, count] of item.skipped) {
      this.#leaveOut(stream, `${rtypeName(rtype)} records`, count)
    }
  }

  /** Sends a run's rows where they belong. */
  async #take(
    { stream, batch, from, to }: MergedRun,
    days: GrowingDays,
    coverage: Coverage,
  ): Promise<void> {
    this.#records += to - from
    const { kind } = batch.layout
    if (kind === 'symbol_mapping') this.#symbology.addRecords(batch)
    if (!isRouted(kind)) {
      this.#leaveOut(stream, `${kind.replace('_', ' ')} records`, to - from)
      return
    }
    const routed = this.#upgrade(stream, batch)
    for (const [route, rows] of groupedByRoute(this.#router, routed, from, to)) {
      if ('leftOut' in route) {
        this.#leaveOut(stream, `records ${route.leftOut}`, rows.length)
        continue
      }
      this.#seen[stream].holds.add(formatPartition(route))
      if (!this.#options.wants(route)) {
        this.#unwanted += rows.length
        continue
      }
      this.#wanted += rows.length
      await days.take(stream, route, routed, rows, coverage)
    }
  }

  /** A batch comes in many runs where streams alternate; it is upgraded once. */
  #upgrade(stream: number, from: ReceivedBatch): ReceivedBatch {
    const seen = this.#seen[stream]
    if (seen.upgraded?.from !== from) {
      seen.upgraded = { from, batch: { ...from, table: upgrade(from.layout, from.table) } }
    }
    return seen.upgraded.batch
  }

  #leaveOut(stream: number, reason: string, count: number): void {
    const { leftOut } = this.#seen[stream]
    leftOut.set(reason, (leftOut.get(reason) ?? 0) + count)
  }

  #inputOf(stream: number): { input: FileInput; notes: string[] } {
    const { holds, leftOut, end } = this.#seen[stream]
    const { file } = this.#claims[stream]
    if (!end) throw new Error(`${file.path}: the stream has no end`)
    const { start = 0n, end: endTime = -1n } = file.metadata ?? {}
    const name = basename(file.path)
    const input = {
      file: name,
      sha256: end.sha256,
      bytes: end.bytes,
      ...(start > 0n && { start_ts_ns: String(start) }),
      ...(endTime > start && { end_ts_ns: String(endTime) }),
      ...(isLive(file) && { is_live: true }),
      holds: [...holds].sort(),
      left_out: Object.fromEntries(leftOut),
    }
    const { truncatedAtByte: cut, records } = end
    const notes =
      cut === undefined
        ? []
        : [`${name} was cut at byte ${cut}: its ${records} whole records were kept`]
    return { input, notes }
  }

  #result(): GroupResult {
    const leftOut: Record<string, number> = {}
    for (const seen of this.#seen) {
      for (const [reason, count] of seen.leftOut) leftOut[reason] = (leftOut[reason] ?? 0) + count
    }
    const partitions = this.#router.partitions.map(({ symbol, dt }) => `${symbol} ${dt}`)
    return {
      wanted: this.#wanted,
      unwanted: this.#unwanted,
      days: [...new Set(partitions)],
      leftOut: Object.fromEntries(Object.entries(leftOut).sort(([a], [b]) => (a < b ? -1 : 1))),
    }
  }
}

function notDelivered(where: string, expected: string, found: string): Failure {
  return new Failure({
    code: 'input',
    what: 'the file is not the one that was delivered: manifest.json beside it says otherwise',
    where,
    expected: `sha256 ${expected}`,
    found,
    fix: 'download it again',
  })
}

/** The rows of a run by the way they go. */
function groupedByRoute(
  router: Router,
  batch: ReceivedBatch,
  from: number,
  to: number,
): Map<Route, Int32Array> {
  const groups = new Map<Route, { rows: Int32Array; count: number }>()
  for (const run of router.routes(batch, from, to)) {
    let group = groups.get(run.route)
    if (!group) {
      group = { rows: new Int32Array(to - run.from), count: 0 }
      groups.set(run.route, group)
    }
    for (let row = run.from; row < run.to; row++) group.rows[group.count++] = row
  }
  return new Map([...groups].map(([route, { rows, count }]) => [route, rows.subarray(0, count)]))
}
