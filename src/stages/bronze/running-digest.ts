import { createHash } from 'node:crypto'

/** Bytes buffered before hashing: one call per record would cost more than the hash. */
const BUFFER_BYTES = 1024

/** Hash and count of a sequence of records. */
export class RunningDigest {
  records = 0
  readonly #hash = createHash('sha256')
  readonly #buffer = new Uint8Array(BUFFER_BYTES)
  #filled = 0

  add(bytes: Uint8Array): void {
    this.records++
    if (this.#filled + bytes.length > BUFFER_BYTES) this.#flush()
    if (bytes.length > BUFFER_BYTES) {
      this.#hash.update(bytes)
      return
    }
    this.#buffer.set(bytes, this.#filled)
    this.#filled += bytes.length
  }

  /** Ends the sequence. Returns its sha256, hex. */
  end(): string {
    this.#flush()
    return this.#hash.digest('hex')
  }

  #flush(): void {
    this.#hash.update(this.#buffer.subarray(0, this.#filled))
    this.#filled = 0
  }
}
