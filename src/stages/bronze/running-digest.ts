import { createHash } from 'node:crypto'

/** Bytes gathered before they are hashed: a call a record would cost more than the hash. */
const GATHERED_BYTES = 1024

/** A hash of records one after the other, and how many they were. */
export class RunningDigest {
  records = 0
  readonly #hash = createHash('sha256')
  readonly #gathered = new Uint8Array(GATHERED_BYTES)
  #filled = 0

  add(bytes: Uint8Array): void {
    this.records++
    if (this.#filled + bytes.length > GATHERED_BYTES) this.#flush()
    if (bytes.length > GATHERED_BYTES) {
      this.#hash.update(bytes)
      return
    }
    this.#gathered.set(bytes, this.#filled)
    this.#filled += bytes.length
  }

  /** sha256, hex; nothing can be added afterwards. */
  end(): string {
    this.#flush()
    return this.#hash.digest('hex')
  }

  #flush(): void {
    this.#hash.update(this.#gathered.subarray(0, this.#filled))
    this.#filled = 0
  }
}
