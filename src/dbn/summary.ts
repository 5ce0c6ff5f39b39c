import { words } from '../table/table.ts'
import type { DbnItem, RecordBatch } from './decoder.ts'
import type { RecordKind } from './layout.ts'

/** First and last defined time; uint64 bits kept as int64. */
export interface RecordTimeRange {
  readonly first: bigint
  readonly last: bigint
}

/** Count and time ranges of one record kind in a stream. */
export interface KindSummary {
  readonly kind: RecordKind
  readonly records: number
  /** undefined if no record has a time. */
  readonly tsEvent: RecordTimeRange | undefined
  /** undefined if no record has such a time. */
  readonly tsRecv: RecordTimeRange | undefined
}

/**
 * Collects counts and time ranges from a stream's items. Records that are not decoded are counted
 * by the reader.
 */
export class StreamSummary {
  readonly #kinds = new Map<RecordKind, KindSummary>()

  add(item: DbnItem): void {
    if (item.type !== 'records') return
    const { kind } = item.layout
    const before = this.#kinds.get(kind)
    this.#kinds.set(kind, {
      kind,
      records: (before?.records ?? 0) + item.table.length,
      tsEvent: mergeRanges(before?.tsEvent, rangeOf(item, 'ts_event')),
      tsRecv: mergeRanges(before?.tsRecv, rangeOf(item, 'ts_recv')),
    })
  }

  /** In order of first appearance. */
  kinds(): KindSummary[] {
    return [...this.#kinds.values()]
  }
}

/** Each 32-bit word of an undefined time. */
const UNDEF_WORD = 0xffff_ffff

function rangeOf({ layout, table }: RecordBatch, name: string): RecordTimeRange | undefined {
  if (!layout.fields.some((field) => field.name === name)) return undefined
  const times = words(table.column(name, 'int64'))
  let first = -1
  let last = -1
  for (let at = 0; at < table.length * 2; at += 2) {
    const low = times[at]
    const high = times[at + 1]
    if (low === UNDEF_WORD && high === UNDEF_WORD) continue
    if (first < 0 || isBefore(low, high, times, first)) first = at
    if (last < 0 || !isBefore(low, high, times, last)) last = at
  }
  if (first < 0) return undefined
  const column = table.column(name, 'int64')
  return { first: column[first / 2], last: column[last / 2] }
}

function isBefore(low: number, high: number, times: Uint32Array, at: number): boolean {
  const otherHigh = times[at + 1]
  return high < otherHigh || (high === otherHigh && low < times[at])
}

function mergeRanges(
  one: RecordTimeRange | undefined,
  other: RecordTimeRange | undefined,
): RecordTimeRange | undefined {
  if (!one || !other) return one ?? other
  return {
    first:
      BigInt.asUintN(64, one.first) < BigInt.asUintN(64, other.first) ? one.first : other.first,
    last: BigInt.asUintN(64, one.last) > BigInt.asUintN(64, other.last) ? one.last : other.last,
  }
}
