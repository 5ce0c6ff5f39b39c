import { FLAG } from '../../book/codes.ts'
import type { RecordBatch } from '../../dbn/decoder.ts'
import { Failure } from '../../failure.ts'
import { formatTime } from '../../market/time.ts'
import type { Table } from '../../table/table.ts'

/** Fewer steps back are disorder that sorting mends, whatever their share. */
const MIN_STEPS_BACK = 1_000
/** Swapped or late parts of a file step back once each, a shuffled file at every second record. */
const MAX_STEPS_BACK_SHARE = 0.05

const FIX =
  'download the file again and ingest it as it was delivered: sorting by ts_recv does not restore the order of records received together'

/** Counts the live orders of a stream that were received before the live order just before them. */
export class StepsBack {
  #records = 0
  #steps = 0
  #low = 0
  #high = 0

  /** Adds the stream's next batch. */
  add({ table }: RecordBatch, times: Uint32Array): void {
    const flags = table.column('flags', 'uint8')
    for (let row = 0; row < table.length; row++) {
      if (flags[row] & FLAG.snapshot) continue
      const low = times[2 * row]
      const high = times[2 * row + 1]
      if (high < this.#high || (high === this.#high && low < this.#low)) this.#steps++
      this.#low = low
      this.#high = high
      this.#records++
    }
  }

  /**
   * To be called at the stream's end.
   *
   * @throws Failure `input` if there are so many that the stream is shuffled
   */
  assertFew(where: string): void {
    const share = this.#steps / this.#records
    if (this.#steps < MIN_STEPS_BACK || share <= MAX_STEPS_BACK_SHARE) return
    throw new Failure({
      code: 'input',
      what: 'its records are shuffled',
      where,
      expected: `at most ${MAX_STEPS_BACK_SHARE * 100} % of the orders with a ts_recv before that of the order just before them`,
      found: `${this.#steps} of ${this.#records} (${Math.round(share * 100)} %)`,
      fix: FIX,
    })
  }
}

/** The last live order of an instrument. */
interface LastOrder {
  low: number
  high: number
  channel: number
  sequence: number
}

/**
 * Checks that sorting by receipt has restored the order of a stream. Records of one packet have one
 * receipt time, so sorting keeps them as they were in the file; where the sequence numbers of an
 * instrument go back at one receipt time, the file was shuffled.
 */
export class PacketOrder {
  readonly #where: string
  readonly #last = new Map<number, LastOrder>()

  /** @param where the file, for errors */
  constructor(where: string) {
    this.#where = where
  }

  /**
   * Checks the next rows of the sorted stream.
   *
   * @param first number of the first row in the file, counted from 0
   * @throws Failure `input` at the first order out of sequence
   */
  check(table: Table, times: Uint32Array, first: number): void {
    const flags = table.column('flags', 'uint8')
    const ids = table.column('instrument_id', 'uint32')
    const channels = table.column('channel_id', 'uint8')
    const sequences = table.column('sequence', 'uint32')
    for (let row = 0; row < table.length; row++) {
      if (flags[row] & FLAG.snapshot) continue
      const low = times[2 * row]
      const high = times[2 * row + 1]
      const channel = channels[row]
      const sequence = sequences[row]
      const last = this.#last.get(ids[row])
      if (last === undefined) {
        this.#last.set(ids[row], { low, high, channel, sequence })
        continue
      }
      const isTogether = last.low === low && last.high === high && last.channel === channel
      if (isTogether && sequence < last.sequence) {
        throw this.#outOfSequence(first + row, ids[row], last, sequence)
      }
      last.low = low
      last.high = high
      last.channel = channel
      last.sequence = sequence
    }
  }

  #outOfSequence(record: number, id: number, last: LastOrder, sequence: number): Failure {
    const time = (BigInt(last.high) << 32n) | BigInt(last.low)
    return new Failure({
      code: 'input',
      what: 'its records are shuffled',
      where: `${this.#where}, record ${record}`,
      expected: 'rising sequence numbers among the orders of an instrument that have one ts_recv',
      found: `sequence ${sequence} after ${last.sequence} of instrument ${id} at ${formatTime(time)}`,
      fix: FIX,
    })
  }
}
