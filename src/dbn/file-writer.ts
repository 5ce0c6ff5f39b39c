import { createHash } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { Failure } from '../failure.ts'
import type { Table } from '../table/table.ts'
import { Block } from './block.ts'
import { encodeRows } from './encode.ts'
import type { Layout } from './layout.ts'
import { encodeMetadata, type Metadata } from './metadata.ts'
import { RecordColumns } from './record-columns.ts'
import { compressFrame } from './zstd.ts'

export interface WriteOptions {
  /** zstd's level, or 0 for a plain file. */
  readonly level?: number
  /** Uncompressed bytes of a zstd frame of records, or of a write of a plain file. */
  readonly frameBytes?: number
}

export interface WrittenFile {
  /** Of the file as it is on disk, lower-case hex. */
  readonly sha256: string
  readonly bytes: number
}

const DEFAULT_LEVEL = 3
const DEFAULT_FRAME_BYTES = 8 * 2 ** 20

/**
 * Writes a DBN file as Databento does: metadata in a zstd frame of its own, records in the frames
 * after it. While one frame is compressed and written, the next is filled; there are never more. The
 * file has its name once it is whole: cut at a frame's end it would look as if it were.
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
  /** The frame being compressed and written. */
  #leaving: Promise<void> = Promise.resolve()

  private constructor(path: string, handle: FileHandle, level: number, frameBytes: number) {
    this.#path = path
    this.#handle = handle
    this.#level = level
    this.#filling = new Block(frameBytes)
    this.#spare = new Block(frameBytes)
  }

  /** Begins the file, and writes the metadata, if there is any. One of that name stays until {@link close}. */
  static async create(
    path: string,
    metadata: Metadata | undefined,
    { level = DEFAULT_LEVEL, frameBytes = DEFAULT_FRAME_BYTES }: WriteOptions = {},
  ): Promise<DbnFileWriter> {
    const handle = await open(unfinished(path), 'w').catch((error: unknown) => {
      throw unwritable(path, error)
    })
    const writer = new DbnFileWriter(path, handle, level, frameBytes)
    try {
      if (metadata) await writer.#send(encodeMetadata(metadata))
    } catch (error) {
      await writer.abandon()
      throw error
    }
    return writer
  }

  /** Writes all rows of a table; when this resolves, the table may be filled anew. */
  async write(layout: Layout, table: Table): Promise<void> {
    const columns = new RecordColumns(layout, table)
    let row = 0
    while (row < table.length) {
      const rows = encodeRows(columns, row, this.#filling, this.#filled)
      row += rows
      this.#filled += rows * layout.size
      if (row < table.length) await this.#cut()
    }
  }

  /** Writes records as they are. */
  async writeRaw(records: Uint8Array): Promise<void> {
    if (this.#filled + records.length > this.#filling.capacity) await this.#cut()
    this.#filling.bytes.set(records, this.#filled)
    this.#filled += records.length
  }

  /** Writes what is left, flushes the file to disk and gives it its name. */
  async close(): Promise<WrittenFile> {
    try {
      await this.#cut()
      await this.#leaving
      await this.#handle.sync()
      await this.#handle.close()
    } catch (error) {
      await this.abandon()
      throw unwritable(this.#path, error)
    }
    await rename(unfinished(this.#path), this.#path)
    return { sha256: this.#hash.digest('hex'), bytes: this.#bytes }
  }

  /** Removes what was written, after something else has gone wrong. */
  async abandon(): Promise<void> {
    await this.#leaving.catch(() => {})
    await this.#handle.close()
    await rm(unfinished(this.#path), { force: true })
  }

  /** Ends the frame: sends it off and goes on in the other block. */
  async #cut(): Promise<void> {
    await this.#leaving
    if (this.#filled === 0) return
    this.#leaving = this.#send(this.#filling.bytes.subarray(0, this.#filled))
    this.#leaving.catch(() => {}) // awaited, and so thrown, by the next cut
    const filled = this.#filling
    this.#filling = this.#spare
    this.#spare = filled
    this.#filled = 0
  }

  async #send(bytes: Uint8Array): Promise<void> {
    const frame = this.#level > 0 ? await compressFrame(bytes, this.#level) : bytes
    this.#hash.update(frame)
    this.#bytes += frame.length
    await this.#handle.writeFile(frame).catch((error: unknown) => {
      throw unwritable(this.#path, error)
    })
  }
}

function unwritable(where: string, error: unknown): unknown {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  if (code === undefined) return error // a bug, or a Failure already
  const isFull = code === 'ENOSPC' || code === 'EDQUOT'
  const why = isFull
    ? { what: 'the disk is full', fix: 'make room and run it again' }
    : { what: 'the file cannot be written', found: code }
  return new Failure({ code: 'input', where, ...why })
}

/** What a file is called while it is written: no name that is ingested. */
function unfinished(path: string): string {
  return `${path}.part`
}
