import { FLAG } from '../../book/codes.ts'
import type { RecordBatch } from '../../dbn/decoder.ts'
import { UNDEF_TIME_WORD } from '../../market/time.ts'
import { type Table, words } from '../../table/table.ts'

/**
 * Trusted receipt times of a stream's records. A ts_recv that is undefined, or flagged as bad in a
 * live order record, is replaced by the last good one of the stream. A snapshot's ts_recv is always
 * flagged and is the time of the snapshot: it is used as it is, and an undefined one is replaced by
 * that of the record before it, since a snapshot's ts_event is the age of its order. Before any
 * good time the next one of the batch is used; failing that, a live record's own, else its ts_event.
 */
export class ReceiptTimes {
  /** The last good one of a live record. */
  readonly #live = new LastTime()
  /** That of the record before. */
  readonly #before = new LastTime()

  /**
   * The times of a stream's next batch. Call once per batch, in order.
   *
   * @returns u64 nanoseconds as words, two per row: the batch's own column if all of it is good;
   * all bits set for a record without any time. undefined for records without ts_recv
   */
  of({ layout, table }: RecordBatch): Uint32Array | undefined {
    if (!layout.fields.some(({ name }) => name === 'ts_recv')) return undefined
    const own = words(table.column('ts_recv', 'int64'))
    const flags = layout.kind === 'mbo' ? table.column('flags', 'uint8') : undefined
    let times = own
    for (let row = 0; row < table.length; row++) {
      const isSnapshot = flags !== undefined && (flags[row] & FLAG.snapshot) !== 0
      if (isGood(own, flags, row)) {
        if (!isSnapshot) this.#live.set(own, row)
        this.#before.set(own, row)
        continue
      }
      if (times === own) times = own.slice()
      if (!isSnapshot && this.#live.isSet) this.#live.copyTo(times, row)
      else if (this.#before.isSet) this.#before.copyTo(times, row)
      else replaceFirst(times, own, flags, table, row)
    }
    return times
  }
}

/** A u64 as two words; not set while all bits are. */
class LastTime {
  #low = UNDEF_TIME_WORD
  #high = UNDEF_TIME_WORD

  get isSet(): boolean {
    return this.#low !== UNDEF_TIME_WORD || this.#high !== UNDEF_TIME_WORD
  }

  set(times: Uint32Array, row: number): void {
    this.#low = times[2 * row]
    this.#high = times[2 * row + 1]
  }

  copyTo(times: Uint32Array, row: number): void {
    times[2 * row] = this.#low
    times[2 * row + 1] = this.#high
  }
}

/** Replaces the time of a record before any good one. */
function replaceFirst(
  times: Uint32Array,
  own: Uint32Array,
  flags: Uint8Array | undefined,
  table: Table,
  row: number,
): void {
  for (let next = row + 1; next < table.length; next++) {
    if (!isGood(own, flags, next)) continue
    times.copyWithin(2 * row, 2 * next, 2 * next + 2)
    return
  }
  const isSnapshot = flags !== undefined && (flags[row] & FLAG.snapshot) !== 0
  if (isSnapshot || isDefined(own, row)) return
  times.set(words(table.column('ts_event', 'int64')).subarray(2 * row, 2 * row + 2), 2 * row)
}

function isGood(own: Uint32Array, flags: Uint8Array | undefined, row: number): boolean {
  if (!isDefined(own, row)) return false
  const bits = flags === undefined ? 0 : flags[row]
  return (bits & FLAG.snapshot) !== 0 || (bits & FLAG.badReceipt) === 0
}

function isDefined(own: Uint32Array, row: number): boolean {
  return own[2 * row] !== UNDEF_TIME_WORD || own[2 * row + 1] !== UNDEF_TIME_WORD
}
