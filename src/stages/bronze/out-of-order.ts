import { FLAG } from '../../book/codes.ts'
import type { RecordBatch } from '../../dbn/decoder.ts'

/**
 * Finds live orders of a stream that were received before one of their predecessors. Snapshot
 * records are ignored.
 */
export class OutOfOrderDetector {
  #low = 0
  #high = 0

  /**
   * Rows of the stream's next batch that are out of order, ascending.
   *
   * @param times receipt times as words
   */
  rows({ layout, table }: RecordBatch, times: Uint32Array | undefined): number[] {
    if (layout.kind !== 'mbo' || times === undefined) return []
    const flags = table.column('flags', 'uint8')
    const found: number[] = []
    for (let row = 0; row < table.length; row++) {
      if (flags[row] & FLAG.snapshot) continue
      const low = times[2 * row]
      const high = times[2 * row + 1]
      if (high < this.#high || (high === this.#high && low < this.#low)) {
        found.push(row)
      } else {
        this.#low = low
        this.#high = high
      }
    }
    return found
  }
}
