import type { Gaps } from '../contracts/registry.ts'
import { UNDEF_PRICE } from '../market/price.ts'
import { NANOSECONDS_PER_SECOND, type UnixSecond } from '../market/time.ts'
import type { Table } from '../table/table.ts'
import { compare } from '../words/compare.ts'

/** Where records are missing; nanoseconds since the Unix epoch. */
export interface RecordGap {
  /** ts_event of the last record before it. */
  readonly from: bigint
  /** ts_recv of the first record after it. */
  readonly to: bigint
  /** A clause. */
  readonly reason: string
}

/** First and last second of a session, Unix seconds at which they end. */
export interface SecondSpan {
  readonly first: UnixSecond
  readonly last: UnixSecond
}

/** Appends a session's gaps, in order; those outside of it are left out. */
export function appendGaps(
  table: Table<Gaps>,
  gaps: readonly RecordGap[],
  { first, last }: SecondSpan,
): void {
  const inOrder = gaps.toSorted((a, b) => compare(a.to, b.to) || compare(a.from, b.from))
  for (const gap of inOrder) {
    const end = endSecondOf(gap)
    if (end < first || gap.from >= BigInt(last) * NANOSECONDS_PER_SECOND) continue
    appendGap(table, gap, Math.min(end, last))
  }
}

/** The gaps of a day under way: each is a row of the second in which records begin again. */
export class GapsSurface {
  readonly #table: Table<Gaps>
  #pending: RecordGap[] = []
  /** The session's first second; NaN before it. */
  #first = Number.NaN

  /** @param table empty, of the contract `silver.future_mbo.gaps` */
  constructor(table: Table<Gaps>) {
    this.#table = table
  }

  add(gap: RecordGap): void {
    this.#pending.push(gap)
  }

  /** A second closes: appends the gaps that ended in it. */
  append(endSecond: UnixSecond): void {
    if (Number.isNaN(this.#first)) this.#first = endSecond
    if (this.#pending.length === 0) return
    const due = this.#pending.filter((gap) => endSecondOf(gap) <= endSecond)
    this.#pending = this.#pending.filter((gap) => endSecondOf(gap) > endSecond)
    appendGaps(this.#table, due, { first: this.#first, last: endSecond })
  }
}

/** The second in which records begin again. */
function endSecondOf({ to }: RecordGap): UnixSecond {
  return Number(to / NANOSECONDS_PER_SECOND) + 1
}

function appendGap(table: Table<Gaps>, { from, to, reason }: RecordGap, end: UnixSecond): void {
  table.reserve(1)
  const row = table.length++
  const { columns } = table
  columns.window_end_ts_ns[row] = BigInt(end) * NANOSECONDS_PER_SECOND
  columns.from_ts_ns[row] = from
  columns.to_ts_ns[row] = to
  columns.reason[row] = reason
  columns.missing_records[row] = UNDEF_PRICE
}
