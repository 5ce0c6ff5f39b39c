const WORD_BYTES = 4
const TIME_BYTES = 8

/** Records on their way out, one after the other; with the time they are sent, if the client wants it. */
export class Outgoing {
  readonly #tsOut: boolean
  #bytes = new Uint8Array(128 * 1024)
  #view = new DataView(this.#bytes.buffer)
  #filled = 0

  constructor(tsOut: boolean) {
    this.#tsOut = tsOut
  }

  /** Bytes that wait. */
  get length(): number {
    return this.#filled
  }

  /** Bytes as they are: metadata. */
  addRaw(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#filled)
    this.#filled += bytes.length
  }

  /**
   * Consecutive records of one size.
   *
   * @param now when they are sent, nanoseconds since the Unix epoch
   */
  addRecords(bytes: Uint8Array, recordBytes: number, now: bigint): void {
    if (!this.#tsOut) {
      this.addRaw(bytes)
      return
    }
    const count = bytes.length / recordBytes
    this.#reserve(bytes.length + count * TIME_BYTES)
    for (let at = 0; at < bytes.length; at += recordBytes) {
      const start = this.#filled
      this.#bytes.set(bytes.subarray(at, at + recordBytes), start)
      this.#bytes[start] = (recordBytes + TIME_BYTES) / WORD_BYTES
      this.#view.setBigUint64(start + recordBytes, now, true)
      this.#filled += recordBytes + TIME_BYTES
    }
  }

  /** One record. */
  add(record: Uint8Array, now: bigint): void {
    this.addRecords(record, record.length, now)
  }

  /** What waits, as a copy. */
  take(): Uint8Array {
    const bytes = this.#bytes.slice(0, this.#filled)
    this.#filled = 0
    return bytes
  }

  #reserve(bytes: number): void {
    const needed = this.#filled + bytes
    if (needed <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    larger.set(this.#bytes.subarray(0, this.#filled))
    this.#bytes = larger
    this.#view = new DataView(larger.buffer)
  }
}
