import { words } from '../table/table.ts'
import type { RecordKind } from './layout.ts'
import type { DbnItem, RecordBatch } from './machine.ts'

/** First and last of the times that are defined; uint64 bits kept as int64. */
export interface TimeRange {
  readonly first: bigint
  readonly last: bigint
}

/** What a stream holds of one kind of record. */
export interface KindSummary {
  readonly kind: RecordKind
  readonly records: number
  /** undefined where no record says. */
  readonly tsEvent: TimeRange | undefined
  /** undefined where no record says, or the kind has no such time. */
  readonly tsRecv: TimeRange | undefined
}

/**
 * Counts and time ranges of a stream, fed with its items; records of kinds that are not decoded are
 * counted by whoever reads the stream.
 */
export class Summary {
  readonly #kinds = new Map<RecordKind, KindSummary>()

  add(item: DbnItem): void {
    if (item.type !== 'records') return
    const { kind } = item.layout
    const before = this.#kinds.get(kind)
    this.#kinds.set(kind, {
      kind,
      records: (before?.records ?? 0) + item.table.length,
      tsEvent: joined(before?.tsEvent, rangeOf(item, 'ts_event')),
      tsRecv: joined(before?.tsRecv, rangeOf(item, 'ts_recv')),
    })
  }

  /** In order of first appearance. */
  kinds(): KindSummary[] {
    return [...this.#kinds.values()]
  }
}

/** Both words of a time that is none. */
const ALL_BITS = 0xffff_ffff

function rangeOf({ layout, table }: RecordBatch, name: string): TimeRange | undefined {
  if (!layout.fields.some((field) => field.name === name)) return undefined
  const times = words(table.column(name, 'int64'))
  let first = -1
  let last = -1
  for (let at = 0; at < table.length * 2; at += 2) {
    const low = times[at] as number
    const high = times[at + 1] as number
    if (low === ALL_BITS && high === ALL_BITS) continue
    if (first < 0 || isBefore(low, high, times, first)) first = at
    if (last < 0 || !isBefore(low, high, times, last)) last = at
  }
  if (first < 0) return undefined
  const column = table.column(name, 'int64')
  return { first: column[first / 2] as bigint, last: column[last / 2] as bigint }
}

function isBefore(low: number, high: number, times: Uint32Array, at: number): boolean {
  const otherHigh = times[at + 1] as number
  return high < otherHigh || (high === otherHigh && low < (times[at] as number))
}

function joined(one: TimeRange | undefined, other: TimeRange | undefined): TimeRange | undefined {
  if (!one || !other) return one ?? other
  return {
    first:
      BigInt.asUintN(64, one.first) < BigInt.asUintN(64, other.first) ? one.first : other.first,
    last: BigInt.asUintN(64, one.last) > BigInt.asUintN(64, other.last) ? one.last : other.last,
  }
}
