import { Buffer } from 'node:buffer'
import { RECORD_HEADER_BYTES } from './layout.ts'
import { isDbn, metadataBytes, PRELUDE_BYTES } from './metadata.ts'

/**
 * Cuts a DBN stream that comes in pieces of any size where records end: first its metadata, then
 * whole records. What is incomplete is held for the next piece.
 */
export class WholeRecords {
  readonly #source: string
  #held: Uint8Array = new Uint8Array()
  #hasMetadata = false
  #records = 0

  /** @param source name of the stream in errors */
  constructor(source: string) {
    this.#source = source
  }

  /** Whole records so far. */
  get records(): number {
    return this.#records
  }

  /** Bytes of a record, or of metadata, that is not complete. */
  get heldBytes(): number {
    return this.#held.length
  }

  /**
   * The whole records, after the metadata, that these bytes complete; empty where they complete
   * none. The bytes are not copied where they need not be.
   *
   * @throws Failure `input` where the stream is no DBN of a known version
   */
  push(bytes: Uint8Array): Uint8Array {
    const all = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes])
    let end = 0
    if (!this.#hasMetadata) {
      const size = this.#metadataBytes(all)
      if (size === undefined || all.length < size) {
        this.#held = all.slice()
        return new Uint8Array()
      }
      this.#hasMetadata = true
      end = size
    }
    while (end < all.length) {
      const length = (all[end] as number) * 4
      // The decoder refuses a record that is shorter than its header, and names it.
      if (length < RECORD_HEADER_BYTES) {
        end = all.length
        break
      }
      if (end + length > all.length) break
      end += length
      this.#records++
    }
    this.#held = all.slice(end)
    return all.subarray(0, end)
  }

  /** The size of the metadata; undefined while too little of it has come to know. */
  #metadataBytes(bytes: Uint8Array): number | undefined {
    if (bytes.length < PRELUDE_BYTES) return undefined
    // What is no DBN the decoder refuses.
    return isDbn(bytes) ? metadataBytes(bytes, this.#source) : 0
  }
}
