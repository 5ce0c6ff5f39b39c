import { Buffer } from 'node:buffer'
import { constants, createZstdCompress, type ZstdCompress } from 'node:zlib'

/**
 * Compresses pieces of bytes in order, each to a zstd frame with a checksum that can be decompressed
 * by itself. All use one context: one a frame costs as much as compressing it.
 */
export class ZstdFrameWriter {
  readonly #stream: ZstdCompress
  #parts: Buffer[] = []

  /** @param level of compression */
  constructor(level: number) {
    const params = {
      [constants.ZSTD_c_compressionLevel]: level,
      [constants.ZSTD_c_checksumFlag]: 1,
    }
    // Each write ends a frame.
    this.#stream = createZstdCompress({ params, flush: constants.ZSTD_e_end })
    this.#stream.on('data', (part: Buffer) => this.#parts.push(part))
    // Each write reports it.
    this.#stream.on('error', () => {})
  }

  /** A frame of these bytes, which must not change until it is there. The next may be begun before. */
  compress(bytes: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#stream.write(bytes, (error) => {
        const parts = this.#parts
        this.#parts = []
        if (error) reject(error)
        else resolve(Buffer.concat(parts))
      })
    })
  }

  /** Gives its memory back. */
  close(): void {
    this.#stream.destroy()
  }
}
