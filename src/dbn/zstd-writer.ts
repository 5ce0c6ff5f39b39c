import { Buffer } from 'node:buffer'
import { createZstdCompress, type ZstdCompress } from 'node:zlib'

/** One zstd stream that is sent while it is made: all that has been written can be read at once. */
export class ZstdWriter {
  readonly #stream: ZstdCompress = createZstdCompress()
  #parts: Buffer[] = []

  constructor() {
    this.#stream.on('data', (part: Buffer) => this.#parts.push(part))
  }

  /** Compresses bytes: with what came before, they can be decompressed as they are. */
  async compress(bytes: Uint8Array): Promise<Uint8Array> {
    await this.#until((done) => this.#stream.write(bytes, done))
    await this.#until((done) => this.#stream.flush(done))
    return this.#take()
  }

  /** The end of the stream. */
  async end(): Promise<Uint8Array> {
    await this.#until((done) => this.#stream.once('end', done).end())
    return this.#take()
  }

  /** Gives its memory back, whether the stream has ended or not. */
  close(): void {
    this.#stream.destroy()
  }

  #until(begin: (done: () => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => reject(error)
      this.#stream.once('error', fail)
      begin(() => {
        this.#stream.off('error', fail)
        resolve()
      })
    })
  }

  #take(): Uint8Array {
    const parts = this.#parts
    this.#parts = []
    return Buffer.concat(parts)
  }
}
