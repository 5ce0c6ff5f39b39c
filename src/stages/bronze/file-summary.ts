import { basename } from 'node:path'
import { rtypeName } from '../../dbn/codes.ts'
import type { FileEnd } from '../../dbn/file.ts'
import { upgrade } from '../../dbn/upgrade.ts'
import { Failure } from '../../failure.ts'
import type { FileGap, FileInput } from '../../lake/partition/manifest.ts'
import { formatPartition, type Partition } from '../../lake/paths.ts'
import { UNDEF_TIME_WORD } from '../../market/time.ts'
import type { Gap } from '../recording-journal.ts'
import { type FileClaim, isLive } from './file-claim.ts'
import type { ReceivedBatch } from './received.ts'
import type { Route, Router } from './routing.ts'

/** A batch upgraded to the newest version, with the routes of its rows. */
export interface RoutedBatch {
  /** As it was read. */
  readonly from: ReceivedBatch
  readonly batch: ReceivedBatch
  /** By row. */
  readonly routes: readonly Route[]
}

/** Collects facts about one file while it is read. */
export class FileSummary {
  readonly #claim: FileClaim
  readonly #partitions = new Set<string>()
  /** The last one added: most records repeat it. */
  #lastPartition: Partition | undefined
  readonly #leftOut = new Map<string, number>()
  readonly #undefinedDates = new Set<string>()
  #end: FileEnd | undefined
  #routed: RoutedBatch | undefined
  /** Receipt time of the last record that has one. */
  #lastReceived: bigint | undefined

  constructor(claim: FileClaim) {
    this.#claim = claim
  }

  /** Its records that belong to no partition, by reason. */
  get leftOut(): ReadonlyMap<string, number> {
    return this.#leftOut
  }

  /** Whether it has no record that belongs to a partition. */
  get holdsNothing(): boolean {
    return this.#partitions.size === 0
  }

  /** UTC dates of its selected records without a definition. */
  get undefinedDates(): string[] {
    return [...this.#undefinedDates].sort()
  }

  addPartition(partition: Partition): void {
    if (partition === this.#lastPartition) return
    this.#lastPartition = partition
    this.#partitions.add(formatPartition(partition))
  }

  countDropped(reason: string, count: number): void {
    this.#leftOut.set(reason, (this.#leftOut.get(reason) ?? 0) + count)
  }

  /** Adds a UTC date of selected records without a definition. */
  addUndefinedDate(date: string): void {
    this.#undefinedDates.add(date)
  }

  /** Upgrades and routes a batch once, though it may come in many runs. */
  route(from: ReceivedBatch, router: Router): RoutedBatch {
    if (this.#routed?.from !== from) {
      const batch = { ...from, table: upgrade(from.layout, from.table) }
      this.#routed = { from, batch, routes: router.routesOf(batch) }
      this.#lastReceived = lastReceipt(from) ?? this.#lastReceived
    }
    return this.#routed
  }

  /** @throws Failure `input` if its hash is not the vendor's */
  end(end: FileEnd): void {
    this.#end = end
    const { vendorSha256, file } = this.#claim
    if (vendorSha256 !== undefined && vendorSha256 !== end.sha256) {
      throw new Failure({
        code: 'input',
        what: 'the file is not the one that was delivered: manifest.json beside it says otherwise',
        where: file.path,
        expected: `sha256 ${vendorSha256}`,
        found: end.sha256,
        fix: 'download it again',
      })
    }
    for (const [rtype, count] of end.skipped)
      this.countDropped(`${rtypeName(rtype)} records`, count)
  }

  /** The file as a manifest input, once it has been read to the end. */
  get input(): FileInput {
    const { file, gaps } = this.#claim
    if (!this.#end) throw new Error(`${file.path}: the stream has no end`)
    const { sha256, bytes, records, truncatedAtByte: cut } = this.#end
    const { start = 0n, end = -1n, limit = 0n } = file.metadata ?? {}
    const isLimited = limit > 0n && BigInt(records) >= limit
    const endsEarly = cut !== undefined || isLimited
    return {
      file: basename(file.path),
      sha256,
      bytes,
      ...(start > 0n && { start_ts_ns: String(start) }),
      ...(end > start && { end_ts_ns: String(end) }),
      ...(isLive(file) && { is_live: true }),
      ...(gaps.length > 0 && { gaps: gaps.map(fileGap) }),
      holds: [...this.#partitions].sort(),
      left_out: Object.fromEntries(this.#leftOut),
      ...(cut !== undefined && { cut_at_byte: cut, whole_records: records }),
      ...(isLimited && { limited_to: records }),
      ...(endsEarly &&
        this.#lastReceived !== undefined && { last_ts_recv_ns: String(this.#lastReceived) }),
    }
  }
}

function fileGap({ from, to, reason }: Gap): FileGap {
  return { from_ts_ns: from, to_ts_ns: to, reason }
}

/** Receipt time of the last record of a batch that has one. */
function lastReceipt({ table, times }: ReceivedBatch): bigint | undefined {
  if (times === undefined) return undefined
  for (let row = table.length - 1; row >= 0; row--) {
    const [low, high] = [times[2 * row], times[2 * row + 1]]
    const isUndefined = low === UNDEF_TIME_WORD && high === UNDEF_TIME_WORD
    if (!isUndefined) return (BigInt(high) << 32n) | BigInt(low)
  }
  return undefined
}
