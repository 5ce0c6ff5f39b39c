import {
  zstdCompress as compressAsync,
  constants,
  createZstdDecompress,
  type ZstdDecompress,
} from 'node:zlib'
import { Failure } from '../failure.ts'
import { type FrameCounts, ZstdFrames } from './zstd-frames.ts'

/** Decompressed bytes per chunk, and how many chunks may be buffered. */
const CHUNK_BYTES = 512 * 1024
const MAX_BUFFERED_CHUNKS = 4

const MAGIC_BYTES = 4

/** Whether the bytes begin a zstd frame. */
export function isZstd(bytes: Uint8Array): boolean {
  return bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd
}

/**
 * Compresses bytes to one zstd frame with content size and checksum. Concatenated frames are a
 * valid zstd file.
 */
export function compressFrame(bytes: Uint8Array, level: number): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
  const params = {
    [constants.ZSTD_c_compressionLevel]: level,
    [constants.ZSTD_c_checksumFlag]: 1,
  }
  compressAsync(bytes, { params, pledgedSrcSize: bytes.length }, (error, frame) =>
    error ? reject(error) : resolve(frame),
  )
  return promise
}

/**
 * Decompresses all frames of a zstd stream, on another thread and a few chunks ahead of the
 * consumer.
 */
export class ZstdReader {
  readonly #source: string
  readonly #input: AsyncIterable<Uint8Array>
  readonly #stream: ZstdDecompress
  readonly #frames = new ZstdFrames()
  #inputBytes = 0
  #truncatedAtByte: number | undefined

  /** @param source name of the stream in errors */
  constructor(input: AsyncIterable<Uint8Array>, source: string) {
    this.#input = input
    this.#source = source
    this.#stream = createZstdDecompress({ chunkSize: CHUNK_BYTES })
  }

  /** Compressed size of the input, if it ended inside a frame. */
  get truncatedAtByte(): number | undefined {
    return this.#truncatedAtByte
  }

  /** Frames that have begun so far. */
  get frames(): FrameCounts {
    return this.#frames.counts
  }

  /**
   * All decompressed bytes, including those of an incomplete last frame.
   *
   * @throws Failure if the input is corrupt or has other bytes after a frame
   */
  async *chunks(): AsyncGenerator<Uint8Array> {
    const stream = this.#stream
    const buffered: Uint8Array[] = []
    let ended = false
    let failure: unknown
    let wake = () => {}
    stream.on('data', (chunk: Uint8Array) => {
      buffered.push(chunk)
      if (buffered.length >= MAX_BUFFERED_CHUNKS) stream.pause()
      wake()
    })
    stream.on('end', () => {
      ended = true
      wake()
    })
    const fail = (error: unknown) => {
      failure ??= error
      ended = true
      wake()
    }
    stream.on('error', fail)
    const feeding = this.#feed().catch(fail)

    try {
      for (;;) {
        const chunk = buffered.shift()
        if (chunk) {
          yield chunk
          if (buffered.length === 0) stream.resume()
        } else if (ended) break
        else await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      stream.destroy()
      await feeding
    }
    if (failure) this.#handleError(failure)
    else this.#checkTrailingBytes()
  }

  /** Keeps two writes in flight, so that the decompressor never waits for input. */
  async #feed(): Promise<void> {
    let previous: Promise<void> | undefined
    for await (const bytes of this.#input) {
      this.#inputBytes += bytes.length
      this.#frames.push(bytes)
      if (this.#stream.destroyed) return
      const written = this.#write(bytes)
      await previous
      previous = written
    }
    await previous
    this.#stream.end()
  }

  /** Resolves when the stream has consumed the bytes or is closed. */
  #write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      this.#stream.once('close', resolve)
      this.#stream.write(bytes, () => {
        this.#stream.off('close', resolve)
        resolve()
      })
    })
  }

  #handleError(error: unknown): void {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'Z_BUF_ERROR') {
      this.#truncatedAtByte = this.#inputBytes
    } else if (code?.startsWith('ZSTD_')) {
      throw new Failure({
        code: 'input',
        what: 'the zstd data is corrupt',
        where: `${this.#source}, near byte ${this.#stream.bytesWritten}`,
        found: (error as Error).message,
      })
    } else throw error
  }

  /** The decompressor stops at bytes after a frame that begin no other frame. */
  #checkTrailingBytes(): void {
    const rest = this.#inputBytes - this.#stream.bytesWritten
    if (rest === 0 && !this.#frames.isInsideFrame) return
    if (rest < MAGIC_BYTES) {
      this.#truncatedAtByte = this.#inputBytes
      return
    }
    throw new Failure({
      code: 'input',
      what: 'the file has other data after a zstd frame',
      where: `${this.#source}, byte ${this.#stream.bytesWritten}`,
      expected: 'another frame or the end of the file',
      found: `${rest} bytes`,
    })
  }
}
