import { Buffer } from 'node:buffer'
import { ZstdFrames } from './zstd-frames.ts'

/**
 * Passes the complete frames of a zstd stream on, and leaves an incomplete last one out. A frame is
 * held until it is complete: meant for files of small frames, as recordings are.
 */
export class WholeFrames {
  readonly #frames = new ZstdFrames()
  #held: Uint8Array = new Uint8Array()
  #passed = 0
  #received = 0

  /** Where the incomplete frame at the end of the input begins; undefined without one. */
  get cutAtByte(): number | undefined {
    return this.#passed < this.#received ? this.#passed : undefined
  }

  async *chunks(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const bytes of input) {
      this.#frames.push(bytes)
      this.#received += bytes.length
      const held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes])
      const whole = this.#frames.wholeBytes - this.#passed
      this.#held = held.subarray(whole)
      this.#passed += whole
      if (whole > 0) yield held.subarray(0, whole)
    }
  }
}
