import type { DbnItem, RecordBatch } from '../../dbn/decoder.ts'
import type { FileEnd } from '../../dbn/file.ts'
import { UNDEF_TIME_WORD } from '../../market/time.ts'
import type { ReceivedBatch, ReceivedItem } from './received.ts'

/** Rows `from` to `to` (exclusive) of a batch, next in order of receipt. */
export interface MergedRun {
  /** Index of the stream they come from. */
  readonly stream: number
  readonly batch: ReceivedBatch
  readonly from: number
  readonly to: number
}

/** An item of a stream other than records, in sequence. */
export interface MergedItem {
  readonly stream: number
  readonly item: Exclude<DbnItem, RecordBatch> | FileEnd
}

/** The next row of a stream. */
export interface StreamRow {
  readonly stream: number
  readonly batch: ReceivedBatch
  readonly row: number
}

/** The order of rows received together, where it is not that of their sequence numbers. */
export interface TieOrder {
  /** Whether {@link precedes} may be true at an instant, by the low word of its time. */
  mayMeet(low: number): boolean
  /** Whether a stream's row comes before that of another that was received with it. */
  precedes(one: StreamRow, other: StreamRow): boolean
}

/** Runs per yield: alternating streams give runs of one row. */
const MAX_RUNS_PER_BATCH = 1024

interface StreamHead extends StreamRow {
  readonly items: AsyncIterator<ReceivedItem>
  /** For orders: break ties of equal times. */
  channels: Uint8Array | undefined
  sequences: Uint32Array | undefined
  row: number
}

/**
 * Several streams as one, in order of receipt, some runs at a time; of equal times as `ties` says,
 * then by channel and sequence, then the earlier stream's first. No stream's records change their
 * order among themselves. A record without a time stays with the one before it. Runs are valid until
 * the next are asked for.
 */
export async function* merge(
  streams: readonly AsyncIterable<ReceivedItem>[],
  ties?: TieOrder,
): AsyncGenerator<readonly MergedRun[] | MergedItem> {
  const heads: StreamHead[] = []
  for (const [stream, items] of streams.entries()) {
    yield* start(heads, stream, items[Symbol.asyncIterator]())
  }
  let runs: MergedRun[] = []
  while (heads.length > 0) {
    const head = earliest(heads, ties)
    const to = runEnd(head, heads, ties)
    runs.push({ stream: head.stream, batch: head.batch, from: head.row, to })
    head.row = to
    const isAtEnd = to === head.batch.table.length
    if (!isAtEnd && runs.length < MAX_RUNS_PER_BATCH) continue
    yield runs
    runs = []
    if (!isAtEnd) continue
    heads.splice(heads.indexOf(head), 1)
    yield* start(heads, head.stream, head.items)
  }
}

/** Advances to a stream's next batch and inserts it into the heads in stream order. */
async function* start(
  heads: StreamHead[],
  stream: number,
  items: AsyncIterator<ReceivedItem>,
): AsyncGenerator<MergedItem> {
  for (let next = await items.next(); !next.done; next = await items.next()) {
    const item = next.value
    if (item.type !== 'records') {
      yield { stream, item }
      continue
    }
    const { layout, table } = item
    const isOrders = layout.kind === 'mbo'
    heads.push({
      stream,
      items,
      batch: item,
      channels: isOrders ? table.column('channel_id', 'uint8') : undefined,
      sequences: isOrders ? table.column('sequence', 'uint32') : undefined,
      row: 0,
    })
    heads.sort((a, b) => a.stream - b.stream)
    return
  }
}

function earliest(heads: readonly StreamHead[], ties: TieOrder | undefined): StreamHead {
  let first = heads[0]
  for (const head of heads) if (compare(head, head.row, first) < 0) first = head
  if (!ties || !mayMeet(first, first.row, ties)) return first
  const tied = heads.filter((head) => areTied(head, first))
  const free = tied.filter((head) => !tied.some((other) => ties.precedes(other, head)))
  return free.reduce(
    (found, head) => (compare(head, head.row, found) < 0 ? head : found),
    free[0] ?? first,
  )
}

/**
 * The end of the run: the first row of a head's batch that comes after another stream's next row.
 * Where files meet, runs are of one row.
 */
function runEnd(
  head: StreamHead,
  heads: readonly StreamHead[],
  ties: TieOrder | undefined,
): number {
  const length = head.batch.table.length
  let nearest: StreamHead | undefined
  for (const other of heads) {
    if (other !== head && (!nearest || compare(other, other.row, nearest) < 0)) nearest = other
  }
  if (!nearest) return length
  let row = head.row + 1
  if (ties && mayMeet(head, head.row, ties)) return row
  while (row < length && !(ties && mayMeet(head, row, ties))) {
    const order = compare(head, row, nearest)
    if (order > 0 || (order === 0 && nearest.stream < head.stream)) break
    row++
  }
  return row
}

function mayMeet(head: StreamHead, row: number, ties: TieOrder): boolean {
  return !!head.batch.times && ties.mayMeet(head.batch.times[2 * row])
}

/** Whether two heads' next rows were received together. */
function areTied(one: StreamHead, other: StreamHead): boolean {
  if (one === other) return true
  if (!hasTime(one, one.row) || !hasTime(other, other.row)) return false
  const times = one.batch.times as Uint32Array
  const otherTimes = other.batch.times as Uint32Array
  return (
    times[2 * one.row] === otherTimes[2 * other.row] &&
    times[2 * one.row + 1] === otherTimes[2 * other.row + 1]
  )
}

/** Negative if a head's row comes before another's next one; 0 if they tie. */
function compare(head: StreamHead, row: number, other: StreamHead): number {
  const has = hasTime(head, row)
  const otherHas = hasTime(other, other.row)
  if (!has || !otherHas) return Number(has) - Number(otherHas)
  const times = head.batch.times as Uint32Array
  const otherTimes = other.batch.times as Uint32Array
  const high = times[2 * row + 1] - otherTimes[2 * other.row + 1]
  if (high !== 0) return high
  const low = times[2 * row] - otherTimes[2 * other.row]
  if (low !== 0 || !head.channels || !other.channels) return low
  const channel = head.channels[row] - other.channels[other.row]
  if (channel !== 0 || !head.sequences || !other.sequences) return channel
  return head.sequences[row] - other.sequences[other.row]
}

/** A time with all bits set is undefined. */
function hasTime({ batch: { times } }: StreamHead, row: number): boolean {
  return !!times && (times[2 * row] !== UNDEF_TIME_WORD || times[2 * row + 1] !== UNDEF_TIME_WORD)
}
