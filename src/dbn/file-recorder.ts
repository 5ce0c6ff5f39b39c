import { type FileHandle, open } from 'node:fs/promises'
import { Failure } from '../failure.ts'
import { ZstdFrameWriter } from './zstd-frame-writer.ts'

/** Uncompressed bytes of one frame: what a killed process loses at most, besides its last second. */
const FRAME_BYTES = 64 * 1024
/** Fast: frames are made while records come. */
const LEVEL = 1
/** Frames that may be compressed and written while records come; beyond that the writer waits. */
const MAX_PENDING_FRAMES = 8

/**
 * Writes a DBN stream to a file while it comes. Its frames are closed by {@link flush}, which is
 * called each second, or once they have 64 KiB; each is a complete zstd frame of whole records, so
 * whatever ends the process leaves a file that can be read up to its last frame.
 */
export class DbnFileRecorder {
  readonly path: string
  readonly #handle: FileHandle
  #frame = new Uint8Array(FRAME_BYTES)
  #filled = 0
  #bytes = 0
  readonly #frames = new ZstdFrameWriter(LEVEL)
  #pendingFrames = 0
  /** Resolves once all frames so far are written. */
  #writing: Promise<void> = Promise.resolve()

  private constructor(path: string, handle: FileHandle) {
    this.path = path
    this.#handle = handle
  }

  /** @throws Failure `input` where a file of that name is there, or none can be made */
  static async create(path: string): Promise<DbnFileRecorder> {
    const handle = await open(path, 'wx').catch((error: unknown) => {
      throw cannotWrite(path, error)
    })
    return new DbnFileRecorder(path, handle)
  }

  /** Bytes of the file, those not written yet not included. */
  get bytes(): number {
    return this.#bytes
  }

  /**
   * Takes whole records, or the metadata; they are copied.
   *
   * @returns a promise where the disk is behind: wait for it. Where it cannot be written, this or the
   *   next {@link flush} says so.
   */
  write(records: Uint8Array): Promise<void> | undefined {
    if (this.#filled + records.length > this.#frame.length) this.#grow(records.length)
    this.#frame.set(records, this.#filled)
    this.#filled += records.length
    if (this.#filled < FRAME_BYTES) return undefined
    const written = this.#endFrame()
    return this.#pendingFrames > MAX_PENDING_FRAMES ? written : undefined
  }

  /** Closes the frame and has the disk keep it. */
  async flush(): Promise<void> {
    await this.#endFrame()
    await this.#handle.datasync().catch((error: unknown) => {
      throw cannotWrite(this.path, error)
    })
  }

  async close(): Promise<void> {
    try {
      await this.flush()
    } finally {
      this.#frames.close()
      await this.#handle.close()
    }
  }

  #grow(bytes: number): void {
    const larger = new Uint8Array(2 * (this.#filled + bytes))
    larger.set(this.#frame.subarray(0, this.#filled))
    this.#frame = larger
  }

  /** Frames are compressed on another thread, and written in order. */
  #endFrame(): Promise<void> {
    if (this.#filled > 0) {
      const frame = this.#frames.compress(this.#frame.slice(0, this.#filled))
      this.#filled = 0
      this.#pendingFrames++
      this.#writing = this.#writeAfter(this.#writing, frame)
      // The promise that is returned reports the error; without this one Node would end the process.
      this.#writing.catch(() => {})
    }
    return this.#writing
  }

  async #writeAfter(previous: Promise<void>, compressed: Promise<Uint8Array>): Promise<void> {
    const [, frame] = await Promise.all([previous, compressed])
    await this.#handle.writeFile(frame).catch((error: unknown) => {
      throw cannotWrite(this.path, error)
    })
    this.#bytes += frame.length
    this.#pendingFrames--
  }
}

function cannotWrite(where: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  if (code === undefined) return error
  const isFull = code === 'ENOSPC' || code === 'EDQUOT'
  const why = isFull
    ? { what: 'the disk is full', fix: 'make room and start it again' }
    : { what: 'the recording cannot be written', found: code }
  return new Failure({ code: 'input', where, ...why })
}
