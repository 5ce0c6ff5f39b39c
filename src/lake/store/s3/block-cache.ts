import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Share of the limit that is left once old blocks have been removed. */
const KEPT_SHARE = 0.9
const HASH_BYTES = 32
/** Whole blocks; anything else is being written. */
const BLOCK_NAME = /^[0-9a-f]{64}$/

/**
 * Blocks of objects in a folder of this machine, up to a limit; those used longest ago are removed
 * first. Several processes may share it. A block that is damaged counts as missing, and a cache that
 * cannot be written as none.
 */
export class BlockCache {
  readonly #folder: string
  readonly #maxBytes: number
  /** Bytes in the folder as far as this process knows; undefined before it has looked. */
  #bytes: number | undefined
  #cleaning: Promise<void> | undefined

  constructor(folder: string, maxBytes: number) {
    this.#folder = folder
    this.#maxBytes = maxBytes
  }

  /** @param name identifies the bytes: location, etag, position */
  async get(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const path = this.#path(name)
    try {
      const stored = new Uint8Array(await readFile(path))
      const bytes = stored.subarray(HASH_BYTES)
      const hash = createHash('sha256').update(bytes).digest()
      if (Buffer.compare(hash, stored.subarray(0, HASH_BYTES)) !== 0) return undefined
      const now = new Date()
      await utimes(path, now, now)
      return bytes
    } catch {
      return undefined
    }
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    const path = this.#path(name)
    const unfinished = `${path}.${randomBytes(6).toString('hex')}`
    try {
      await mkdir(this.#folder, { recursive: true })
      const hash = createHash('sha256').update(bytes).digest()
      await writeFile(unfinished, Buffer.concat([hash, bytes]))
      await rename(unfinished, path)
      this.#bytes = (this.#bytes ?? (await this.#sizes()).total) + bytes.length + HASH_BYTES
    } catch {
      await rm(unfinished, { force: true }).catch(() => {})
      return
    }
    if (this.#bytes > this.#maxBytes) {
      this.#cleaning ??= this.#clean().finally(() => {
        this.#cleaning = undefined
      })
      await this.#cleaning
    }
  }

  async #clean(): Promise<void> {
    const { files, total } = await this.#sizes()
    let left = total
    for (const { path, bytes } of files.sort((a, b) => a.usedMs - b.usedMs)) {
      if (left <= this.#maxBytes * KEPT_SHARE) break
      await rm(path, { force: true }).catch(() => {})
      left -= bytes
    }
    this.#bytes = left
  }

  async #sizes() {
    const names = await readdir(this.#folder).catch(() => [])
    const found = await Promise.all(
      names
        .filter((name) => BLOCK_NAME.test(name))
        .map(async (name) => {
          const path = join(this.#folder, name)
          const info = await stat(path).catch(() => undefined)
          return { path, bytes: info?.size ?? 0, usedMs: info?.mtimeMs ?? 0 }
        }),
    )
    return { files: found, total: found.reduce((sum, { bytes }) => sum + bytes, 0) }
  }

  #path(name: string): string {
    return join(this.#folder, createHash('sha256').update(name).digest('hex'))
  }
}
