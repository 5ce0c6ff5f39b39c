import type { FileEnd } from '../../dbn/file.ts'
import type { DbnItem, RecordBatch } from '../../dbn/machine.ts'
import { words } from '../../table/table.ts'

/** Rows `from` to `to` (exclusive) of a batch, next in order of receipt. */
export interface MergedRun {
  /** Index of the stream they come from. */
  readonly stream: number
  readonly batch: RecordBatch
  readonly from: number
  readonly to: number
}

/** What a stream says besides records, in its place. */
export interface MergedItem {
  readonly stream: number
  readonly item: Exclude<DbnItem, RecordBatch> | FileEnd
}

const UNDEF_WORD = 0xffff_ffff

interface Head {
  readonly stream: number
  readonly items: AsyncIterator<DbnItem | FileEnd>
  batch: RecordBatch
  /** Words of the batch's receipt times; undefined for records without: they come at once. */
  times: Uint32Array | undefined
  row: number
}

/**
 * Several streams as one, in order of `ts_recv`; of equal times the earlier stream's come first,
 * and no stream's records change their order among themselves. A record without a time stays with
 * the one before it.
 */
export async function* merge(
  streams: readonly AsyncIterable<DbnItem | FileEnd>[],
): AsyncGenerator<MergedRun | MergedItem> {
  const heads: Head[] = []
  for (const [stream, items] of streams.entries()) {
    yield* start(heads, stream, items[Symbol.asyncIterator]())
  }
  while (heads.length > 0) {
    const head = earliest(heads)
    const to = runEnd(head, heads)
    yield { stream: head.stream, batch: head.batch, from: head.row, to }
    head.row = to
    if (to < head.batch.table.length) continue
    heads.splice(heads.indexOf(head), 1)
    yield* start(heads, head.stream, head.items)
  }
}

/** Goes on to a stream's next batch, and adds it to the heads in the order of streams. */
async function* start(
  heads: Head[],
  stream: number,
  items: AsyncIterator<DbnItem | FileEnd>,
): AsyncGenerator<MergedItem> {
  for (let next = await items.next(); !next.done; next = await items.next()) {
    const item = next.value
    if (item.type !== 'records') {
      yield { stream, item }
      continue
    }
    const { layout, table } = item
    const hasTime = layout.fields.some((field) => field.name === 'ts_recv')
    const times = hasTime ? words(table.column('ts_recv', 'int64')) : undefined
    heads.push({ stream, items, batch: item, times, row: 0 })
    heads.sort((a, b) => a.stream - b.stream)
    return
  }
}

function earliest(heads: readonly Head[]): Head {
  let first = heads[0]
  for (const head of heads) if (compare(head, head.row, first) < 0) first = head
  return first
}

/** The first row of a head's batch that another stream's next row comes before. */
function runEnd(head: Head, heads: readonly Head[]): number {
  const length = head.batch.table.length
  let rival: Head | undefined
  for (const other of heads) {
    if (other !== head && (!rival || compare(other, other.row, rival) < 0)) rival = other
  }
  if (!rival) return length
  let row = head.row + 1
  while (row < length) {
    const order = compare(head, row, rival)
    if (order > 0 || (order === 0 && rival.stream < head.stream)) break
    row++
  }
  return row
}

/** Negative if a head's row was received before another's next one; 0 if at the same time. */
function compare(head: Head, row: number, other: Head): number {
  const has = hasTime(head, row)
  const otherHas = hasTime(other, other.row)
  if (!has || !otherHas) return Number(has) - Number(otherHas)
  const times = head.times as Uint32Array
  const otherTimes = other.times as Uint32Array
  const high = times[2 * row + 1] - otherTimes[2 * other.row + 1]
  return high !== 0 ? high : times[2 * row] - otherTimes[2 * other.row]
}

/** A time is none if all its bits are set. */
function hasTime({ times }: Head, row: number): boolean {
  return !!times && (times[2 * row] !== UNDEF_WORD || times[2 * row + 1] !== UNDEF_WORD)
}
