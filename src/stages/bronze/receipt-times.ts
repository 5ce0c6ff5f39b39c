import { FLAG } from '../../book/codes.ts'
import type { RecordBatch } from '../../dbn/decoder.ts'
import { UNDEF_TIME_WORD } from '../../market/time.ts'
import { words } from '../../table/table.ts'

/**
 * Trusted receipt times of a stream's records. A ts_recv that is undefined, or flagged as bad in a
 * live order record, is replaced by the last good one of the stream; before any, by the record's
 * own ts_recv if defined, else its ts_event. A snapshot's ts_recv is always flagged and is the time
 * of the snapshot: it is used as it is.
 */
export class ReceiptTimes {
  #low = UNDEF_TIME_WORD
  #high = UNDEF_TIME_WORD

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
      const low = own[2 * row]
      const high = own[2 * row + 1]
      const bits = flags === undefined ? 0 : flags[row]
      const isUndefined = low === UNDEF_TIME_WORD && high === UNDEF_TIME_WORD
      const isSnapshot = (bits & FLAG.snapshot) !== 0
      if (!isUndefined && (isSnapshot || (bits & FLAG.badReceipt) === 0)) {
        if (isSnapshot) continue
        this.#low = low
        this.#high = high
        continue
      }
      if (times === own) times = own.slice()
      const hasGood = this.#low !== UNDEF_TIME_WORD || this.#high !== UNDEF_TIME_WORD
      if (hasGood) {
        times[2 * row] = this.#low
        times[2 * row + 1] = this.#high
      } else if (isUndefined) {
        const events = words(table.column('ts_event', 'int64'))
        times[2 * row] = events[2 * row]
        times[2 * row + 1] = events[2 * row + 1]
      }
    }
    return times
  }
}
