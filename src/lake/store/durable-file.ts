import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileFailure } from './file-failure.ts'

/** Writes a file sequentially and hashes it; flushed to disk when it is finished. */
export class DurableFile {
  readonly path: string
  /** Bytes written so far. */
  bytes = 0
  readonly #handle: FileHandle
  readonly #hash = createHash('sha256')

  private constructor(path: string, handle: FileHandle) {
    this.path = path
    this.#handle = handle
  }

  /** Creates a new file; fails if it exists. */
  static async create(path: string): Promise<DurableFile> {
    try {
      return new DurableFile(path, await open(path, 'wx'))
    } catch (error) {
      throw fileFailure(error, path)
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes)
    try {
      // write() may be partial; appendFile repeats until all is written.
      await this.#handle.appendFile(bytes)
    } catch (error) {
      throw fileFailure(error, this.path)
    }
    this.bytes += bytes.length
  }

  /** Flushes the file to disk and closes it. Returns its sha256, hex. */
  async finish(): Promise<string> {
    try {
      await this.#handle.sync()
    } catch (error) {
      await this.#handle.close()
      throw fileFailure(error, this.path)
    }
    return this.close()
  }

  /** Closes a file that need not survive a crash. Returns its sha256, hex. */
  async close(): Promise<string> {
    try {
      await this.#handle.close()
    } catch (error) {
      // A network file system may say only at the close that a write has failed.
      throw fileFailure(error, this.path)
    }
    return this.#hash.digest('hex')
  }

  /** Closes an unfinished file. */
  async abandon(): Promise<void> {
    await this.#handle.close()
  }
}

/** Writes a small file and flushes it to disk. */
export async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await DurableFile.create(path)
  try {
    await file.write(bytes)
  } catch (error) {
    await file.abandon()
    throw error
  }
  await file.finish()
}

/** Flushes a folder's entries to disk, so that new and renamed files survive a crash. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return // Windows cannot open a folder as a file
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Creates a folder and its parents, and flushes each to disk. */
export async function makeFolders(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true })
  if (first === undefined) return
  for (let folder = path; folder !== dirname(first); folder = dirname(folder)) {
    await syncFolder(dirname(folder))
  }
}
