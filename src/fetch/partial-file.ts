import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from '../lake/store/durable-file.ts'
import { fileFailure } from '../lake/store/file-failure.ts'

/** What an unfinished file's name ends in. */
export const PART_SUFFIX = '.part'

/** A file that grows under a name of its own until it is whole, over several runs if need be. */
export class PartialFile {
  readonly path: string
  readonly #handle: FileHandle
  #hash: Hash
  #bytes: number

  private constructor(path: string, handle: FileHandle, hash: Hash, bytes: number) {
    this.path = path
    this.#handle = handle
    this.#hash = hash
    this.#bytes = bytes
  }

  /** Opens what an earlier run left of a file, and reads it for the hash; empty without one. */
  static async open(path: string, signal: AbortSignal): Promise<PartialFile> {
    const part = `${path}${PART_SUFFIX}`
    try {
      const handle = await open(part, 'a')
      const hash = createHash('sha256')
      let bytes = 0
      try {
        for await (const chunk of createReadStream(part, { highWaterMark: 1 << 20, signal })) {
          hash.update(chunk)
          bytes += chunk.length
        }
      } catch (error) {
        await handle.close()
        throw error
      }
      return new PartialFile(path, handle, hash, bytes)
    } catch (error) {
      throw fileFailure(error, part)
    }
  }

  /** Bytes that are there. */
  get bytes(): number {
    return this.#bytes
  }

  /** Hex, of the bytes that are there. */
  get sha256(): string {
    return this.#hash.copy().digest('hex')
  }

  async append(bytes: Uint8Array): Promise<void> {
    try {
      await this.#handle.appendFile(bytes)
    } catch (error) {
      // A full disk may have taken some of it: the hash must be of what is there.
      throw fileFailure(error, this.path)
    }
    this.#hash.update(bytes)
    this.#bytes += bytes.length
  }

  /** Throws away what is there. */
  async restart(): Promise<void> {
    await this.#handle.truncate(0)
    this.#hash = createHash('sha256')
    this.#bytes = 0
  }

  /** Gives the file its name, once all of it is on the disk. */
  async finish(): Promise<void> {
    try {
      await this.#handle.sync()
      await this.#handle.close()
      await rename(`${this.path}${PART_SUFFIX}`, this.path)
      await syncFolder(dirname(this.path))
    } catch (error) {
      throw fileFailure(error, this.path)
    }
  }

  /** Closes an unfinished file, which stays for the next run. */
  async leave(): Promise<void> {
    await this.#handle.close()
  }

  /** Closes an unfinished file and removes it. */
  async remove(): Promise<void> {
    await this.#handle.close()
    await rm(`${this.path}${PART_SUFFIX}`, { force: true })
  }
}

/** Writes a small file whole, in the place of any that was there. */
export async function writeWhole(path: string, text: string, signal: AbortSignal): Promise<void> {
  const file = await PartialFile.open(path, signal)
  try {
    await file.restart()
    await file.append(Buffer.from(text))
  } catch (error) {
    await file.remove()
    throw error
  }
  await file.finish()
}
