import { basename } from 'node:path'
import { rtypeName } from '../../dbn/codes.ts'
import type { FileEnd } from '../../dbn/file.ts'
import { upgrade } from '../../dbn/upgrade.ts'
import { Failure } from '../../failure.ts'
import type { FileInput } from '../../lake/partition/manifest.ts'
import { formatPartition, type Partition } from '../../lake/paths.ts'
import { UNDEF_TIME_WORD } from '../../market/time.ts'
import { type Claim, isLive } from './claim.ts'
import type { ReceivedBatch } from './received.ts'
import type { Route, Router } from './routing.ts'

/** A batch with the newest version's fields, and where its rows go. */
export interface RoutedBatch {
  /** As it was read. */
  readonly from: ReceivedBatch
  readonly batch: ReceivedBatch
  /** By row. */
  readonly routes: readonly Route[]
}

/** What was seen of one file while it was read. */
export class SeenFile {
  readonly #claim: Claim
  readonly #holds = new Set<string>()
  /** The last of those, which comes again and again. */
  #held: Partition | undefined
  readonly #leftOut = new Map<string, number>()
  readonly #undefinedDates = new Set<string>()
  #end: FileEnd | undefined
  #routed: RoutedBatch | undefined
  /** When the last record was received that has a time. */
  #lastReceived: bigint | undefined

  constructor(claim: Claim) {
    this.#claim = claim
  }

  /** Its records that belong to no partition, by reason. */
  get leftOut(): ReadonlyMap<string, number> {
    return this.#leftOut
  }

  /** Has it no record that belongs to a partition? */
  get holdsNothing(): boolean {
    return this.#holds.size === 0
  }

  /** The UTC dates of its wanted records that no definition places. */
  get undefinedDates(): string[] {
    return [...this.#undefinedDates].sort()
  }

  hold(partition: Partition): void {
    if (partition === this.#held) return
    this.#held = partition
    this.#holds.add(formatPartition(partition))
  }

  leaveOut(reason: string, count: number): void {
    this.#leftOut.set(reason, (this.#leftOut.get(reason) ?? 0) + count)
  }

  /** Has wanted records of a UTC date that no definition places. */
  lackDefinition(date: string): void {
    this.#undefinedDates.add(date)
  }

  /** A batch comes in many runs where streams alternate; it is upgraded and routed once. */
  route(from: ReceivedBatch, router: Router): RoutedBatch {
    if (this.#routed?.from !== from) {
      const batch = { ...from, table: upgrade(from.layout, from.table) }
      this.#routed = { from, batch, routes: router.routesOf(batch) }
      this.#lastReceived = lastReceipt(from) ?? this.#lastReceived
    }
    return this.#routed
  }

  /** @throws Failure `input` where it is not what the vendor delivered */
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
    for (const [rtype, count] of end.skipped) this.leaveOut(`${rtypeName(rtype)} records`, count)
  }

  /** The file as an input of what was made of it, once it is at its end. */
  get input(): FileInput {
    const { file } = this.#claim
    if (!this.#end) throw new Error(`${file.path}: the stream has no end`)
    const { sha256, bytes, records, truncatedAtByte: cut } = this.#end
    const { start = 0n, end = -1n } = file.metadata ?? {}
    return {
      file: basename(file.path),
      sha256,
      bytes,
      ...(start > 0n && { start_ts_ns: String(start) }),
      ...(end > start && { end_ts_ns: String(end) }),
      ...(isLive(file) && { is_live: true }),
      holds: [...this.#holds].sort(),
      left_out: Object.fromEntries(this.#leftOut),
      ...(cut !== undefined && { cut_at_byte: cut, whole_records: records }),
      ...(cut !== undefined &&
        this.#lastReceived !== undefined && { last_ts_recv_ns: String(this.#lastReceived) }),
    }
  }
}

/** When the last record of a batch was received that has a time; undefined where none has. */
function lastReceipt({ table, times }: ReceivedBatch): bigint | undefined {
  if (times === undefined) return undefined
  for (let row = table.length - 1; row >= 0; row--) {
    const [low, high] = [times[2 * row], times[2 * row + 1]]
    const isUndefined = low === UNDEF_TIME_WORD && high === UNDEF_TIME_WORD
    if (!isUndefined) return (BigInt(high) << 32n) | BigInt(low)
  }
  return undefined
}
