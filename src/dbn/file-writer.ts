import { createHash } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { Failure } from '../failure.ts'
import type { Table } from '../table/table.ts'
import { Block } from './block.ts'
import { encodeRows } from './encode.ts'
import type { RecordLayout } from './layout.ts'
import { encodeMetadata, type Metadata } from './metadata.ts'
import { RecordColumns } from './record-columns.ts'
import { compressFrame } from './zstd.ts'

export interface WriteOptions {
  /** zstd compression level; 0 writes a plain file. */
  readonly level?: number
  /** Uncompressed bytes of one zstd frame, or of one write of a plain file. */
  readonly frameBytes?: number
}

export interface WrittenFile {
  /** Of the file on disk, lower-case hex. */
  readonly sha256: string
  readonly bytes: number
}

const DEFAULT_LEVEL = 3
const DEFAULT_FRAME_BYTES = 8 * 2 ** 20

/**
 * Writes a DBN file as Databento does: metadata in a zstd frame of its own, records in the frames
 * after it. While one frame is compressed and written, the next is filled; memory holds only these
 * two. The file gets its name on close, since a file cut at a frame's end would look complete.
 */
export class DbnFileWriter {
  readonly #path: string
  readonly #handle: FileHandle
  readonly #level: number
  readonly #hash = createHash('sha256')
  #bytes = 0
  #filling: Block
  #spare: Block
  #filled = 0
  /** Settles when the frame being compressed is written. */
  #writing: Promise<void> = Promise.resolve()

  private constructor(path: string, handle: FileHandle, level: number, frameBytes: number) {
    this.#path = path
    this.#handle = handle
    this.#level = level
    this.#filling = new Block(frameBytes)
    this.#spare = new Block(frameBytes)
  }

  /**
   * Creates a temporary file and writes the metadata, if any. An existing file is kept until {@link
   * close}.
   */
  static async create(
    path: string,
    metadata: Metadata | undefined,
    { level = DEFAULT_LEVEL, frameBytes = DEFAULT_FRAME_BYTES }: WriteOptions = {},
  ): Promise<DbnFileWriter> {
    const handle = await open(temporaryPath(path), 'w').catch((error: unknown) => {
      throw writeFailure(path, error)
    })
    const writer = new DbnFileWriter(path, handle, level, frameBytes)
    try {
      if (metadata) await writer.#writeFrame(encodeMetadata(metadata))
    } catch (error) {
      await writer.abandon()
      throw error
    }
    return writer
  }

  /** Writes all rows of a table; the table may be reused once this resolves. */
  async write(layout: RecordLayout, table: Table): Promise<void> {
    const columns = new RecordColumns(layout, table)
    let row = 0
    while (row < table.length) {
      const rows = encodeRows(columns, row, this.#filling, this.#filled)
      row += rows
      this.#filled += rows * layout.size
      if (row < table.length) await this.#endFrame()
    }
  }

  /** Writes encoded records. */
  async writeRaw(records: Uint8Array): Promise<void> {
    if (this.#filled + records.length > this.#filling.capacity) await this.#endFrame()
    this.#filling.bytes.set(records, this.#filled)
    this.#filled += records.length
  }

  /** Writes the last frame, flushes the file to disk and renames it to its final name. */
  async close(): Promise<WrittenFile> {
    try {
      await this.#endFrame()
      await this.#writing
      await this.#handle.sync()
      await this.#handle.close()
    } catch (error) {
      await this.abandon()
      throw writeFailure(this.#path, error)
    }
    await rename(temporaryPath(this.#path), this.#path)
    return { sha256: this.#hash.digest('hex'), bytes: this.#bytes }
  }

  /** Removes the temporary file after a failure elsewhere. */
  async abandon(): Promise<void> {
    await this.#writing.catch(() => {})
    await this.#handle.close()
    await rm(temporaryPath(this.#path), { force: true })
  }

  /** Ends the frame: writes it in the background and continues in the other block. */
  async #endFrame(): Promise<void> {
    await this.#writing
    if (this.#filled === 0) return
    this.#writing = this.#writeFrame(this.#filling.bytes.subarray(0, this.#filled))
    this.#writing.catch(() => {}) // awaited, and so thrown, by the next cut
    const filled = this.#filling
    this.#filling = this.#spare
    this.#spare = filled
    this.#filled = 0
  }

  async #writeFrame(bytes: Uint8Array): Promise<void> {
    const frame = this.#level > 0 ? await compressFrame(bytes, this.#level) : bytes
    this.#hash.update(frame)
    this.#bytes += frame.length
    await this.#handle.writeFile(frame).catch((error: unknown) => {
      throw writeFailure(this.#path, error)
    })
  }
}

function writeFailure(where: string, error: unknown): unknown {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  if (code === undefined) return error // not a system error: a bug or a Failure
  const isFull = code === 'ENOSPC' || code === 'EDQUOT'
  const why = isFull
    ? { what: 'the disk is full', fix: 'free some space and run it again' }
    : { what: 'the file cannot be written', found: code }
  return new Failure({ code: 'input', where, ...why })
}

/** The temporary name; ingest ignores files that end in .part. */
function temporaryPath(path: string): string {
  return `${path}.part`
}
