import type { OptionRecords } from '../options/option-records.ts'
import { grown } from '../table/grown.ts'

/** Consumed rows are removed once there are this many. */
const MIN_DROPPED_ROWS = 4096

/**
 * Option records that came before their second was under way, in order, and where files end between
 * them. The records are copied, so the caller may use its memory again.
 */
export class BufferedRecords {
  #length = 0
  /** The first row not consumed. */
  #first = 0
  /** Rows before which a file ends, ascending. */
  #fileEnds: number[] = []
  #timeWords = new Uint32Array(128)
  #receivedWords = new Uint32Array(128)
  #orderIdWords = new Uint32Array(128)
  #priceWords = new Uint32Array(128)
  #size = new Uint32Array(64)
  #flags = new Uint8Array(64)
  #action = new Uint8Array(64)
  #side = new Uint8Array(64)
  #instrumentId = new Uint32Array(64)

  get isEmpty(): boolean {
    return this.#first === this.#length && this.#fileEnds.length === 0
  }

  /** The first row of {@link records} that is still held. */
  get first(): number {
    return this.#first
  }

  /** All up to the end of the file under way, those before {@link first} included; good until the next call. */
  get records(): OptionRecords {
    return {
      length: this.#fileEnds[0] ?? this.#length,
      timeWords: this.#timeWords,
      receivedWords: this.#receivedWords,
      orderIdWords: this.#orderIdWords,
      priceWords: this.#priceWords,
      size: this.#size,
      flags: this.#flags,
      action: this.#action,
      side: this.#side,
      instrumentId: this.#instrumentId,
    }
  }

  /** Takes in records from a row on. */
  append(records: OptionRecords, from: number): void {
    const count = records.length - from
    if (count === 0) return
    if (this.#length + count > this.#size.length) this.#grow(this.#length + count)
    const copyWords = (target: Uint32Array, source: Uint32Array) =>
      target.set(source.subarray(2 * from, 2 * records.length), 2 * this.#length)
    const copy = <A extends Uint8Array | Uint32Array>(target: A, source: A) =>
      target.set(source.subarray(from, records.length), this.#length)
    copyWords(this.#timeWords, records.timeWords)
    copyWords(this.#receivedWords, records.receivedWords)
    copyWords(this.#orderIdWords, records.orderIdWords)
    copyWords(this.#priceWords, records.priceWords)
    copy(this.#size, records.size)
    copy(this.#flags, records.flags)
    copy(this.#action, records.action)
    copy(this.#side, records.side)
    copy(this.#instrumentId, records.instrumentId)
    this.#length += count
  }

  /** A file ends after all that has been taken in. */
  endFile(): void {
    this.#fileEnds.push(this.#length)
  }

  /**
   * Consumes the rows before this one.
   *
   * @returns true if the current file ends here
   */
  take(row: number): boolean {
    this.#first = row
    const isFileEnd = this.#fileEnds[0] === row
    if (isFileEnd) this.#fileEnds.shift()
    if (row === this.#length || row >= MIN_DROPPED_ROWS) this.#drop(row)
    return isFileEnd
  }

  #drop(rows: number): void {
    for (const column of this.#pairs()) column.copyWithin(0, 2 * rows, 2 * this.#length)
    for (const column of this.#singles()) column.copyWithin(0, rows, this.#length)
    this.#fileEnds = this.#fileEnds.map((row) => row - rows)
    this.#length -= rows
    this.#first = 0
  }

  #pairs() {
    return [this.#timeWords, this.#receivedWords, this.#orderIdWords, this.#priceWords]
  }

  #singles() {
    return [this.#size, this.#flags, this.#action, this.#side, this.#instrumentId]
  }

  #grow(needed: number): void {
    const capacity = Math.max(needed, 2 * this.#size.length)
    this.#timeWords = grown(this.#timeWords, 2 * capacity)
    this.#receivedWords = grown(this.#receivedWords, 2 * capacity)
    this.#orderIdWords = grown(this.#orderIdWords, 2 * capacity)
    this.#priceWords = grown(this.#priceWords, 2 * capacity)
    this.#size = grown(this.#size, capacity)
    this.#flags = grown(this.#flags, capacity)
    this.#action = grown(this.#action, capacity)
    this.#side = grown(this.#side, capacity)
    this.#instrumentId = grown(this.#instrumentId, capacity)
  }
}
