import { Buffer } from 'node:buffer'

const NEWLINE = 0x0a

/** A line was longer than any request; see {@link LineReader}. */
export class LineTooLong extends Error {}

/** Cuts bytes that come in pieces of any size into lines that end with "\n". */
export class LineReader {
  readonly #maxBytes: number
  #pieces: Uint8Array[] = []
  #held = 0

  /** @param maxBytes of a line; what is longer is refused, so that nobody can fill the memory */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /**
   * The lines that these bytes complete, without their ends. The bytes are copied.
   *
   * @throws LineTooLong
   */
  *push(bytes: Uint8Array): Generator<string> {
    let from = 0
    for (;;) {
      const end = bytes.indexOf(NEWLINE, from)
      const piece = bytes.slice(from, end < 0 ? bytes.length : end)
      if (this.#held + piece.length > this.#maxBytes) throw new LineTooLong()
      this.#pieces.push(piece)
      this.#held += piece.length
      if (end < 0) return
      const line = Buffer.concat(this.#pieces).toString('utf8')
      this.#pieces = []
      this.#held = 0
      from = end + 1
      yield line.replace(/\r$/, '')
    }
  }
}
