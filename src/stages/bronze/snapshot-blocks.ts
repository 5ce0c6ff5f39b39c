import { FLAG } from '../../book/codes.ts'
import type { RecordBatch } from '../../dbn/decoder.ts'

const WORD_BITS = 32n

/** The snapshot records of an instrument between two of its live ones. */
export interface SnapshotBlock {
  /** Receipt time of its first record. */
  readonly time: bigint
  /** The latest live receipt of the stream before it. */
  readonly liveBefore: bigint
  /** Whether it must move with the live records that follow it. */
  moves: boolean
}

/** Divides a stream's snapshot records into blocks, by instrument. */
export class SnapshotBlocks {
  /** In the order of their first records. */
  readonly all: SnapshotBlock[] = []
  readonly #byInstrument = new Map<number, SnapshotBlock[]>()
  /** Numbers of the blocks that the next snapshot record of an instrument continues. */
  readonly #open = new Map<number, number>()
  #liveLow = 0
  #liveHigh = 0

  /**
   * The block's number of each row of the stream's next batch; −1 for live records.
   *
   * @param times receipt times as words
   */
  numbersOf({ table }: RecordBatch, times: Uint32Array): Int32Array {
    const flags = table.column('flags', 'uint8')
    const ids = table.column('instrument_id', 'uint32')
    const numbers = new Int32Array(table.length).fill(-1)
    for (let row = 0; row < table.length; row++) {
      const low = times[2 * row]
      const high = times[2 * row + 1]
      if (flags[row] & FLAG.snapshot) {
        numbers[row] = this.#open.get(ids[row]) ?? this.#begin(ids[row], low, high)
        continue
      }
      if (this.#open.size > 0) this.#open.delete(ids[row])
      if (high > this.#liveHigh || (high === this.#liveHigh && low > this.#liveLow)) {
        this.#liveLow = low
        this.#liveHigh = high
      }
    }
    return numbers
  }

  /**
   * Registers a live order of the stream so far that is out of order. If it was received after a
   * snapshot that it follows, and goes before live orders that precede that snapshot, the snapshot
   * must go with it, or would replace what it changed.
   */
  addOutOfOrder(instrumentId: number, low: number, high: number): void {
    const time = timeOf(low, high)
    for (const block of this.#byInstrument.get(instrumentId) ?? []) {
      if (time < block.liveBefore && time >= block.time) block.moves = true
    }
  }

  #begin(instrumentId: number, low: number, high: number): number {
    const liveBefore = timeOf(this.#liveLow, this.#liveHigh)
    const block = { time: timeOf(low, high), liveBefore, moves: false }
    const number = this.all.push(block) - 1
    this.#open.set(instrumentId, number)
    const own = this.#byInstrument.get(instrumentId)
    if (own) own.push(block)
    else this.#byInstrument.set(instrumentId, [block])
    return number
  }
}

function timeOf(low: number, high: number): bigint {
  return (BigInt(high) << WORD_BITS) | BigInt(low)
}
