import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DurableFile } from '../durable-file.ts'
import { currentOwner, ownedName } from '../owner.ts'
import { STAGING_FOLDER } from '../staging.ts'
import type { Upload } from '../store.ts'
import { type S3Objects, UPLOAD_PART_BYTES } from './s3-objects.ts'

/** Of the buffer that small objects are collected in. */
const FIRST_BUFFER_BYTES = 64 << 10

/**
 * An object that is collected on this machine first: S3 cannot rename, and the key of a part depends
 * on all of its bytes. Up to the size of one request it stays in memory, then it goes on in a file.
 */
export class StagedUpload implements Upload {
  bytes = 0
  readonly #objects: S3Objects
  #buffer = new Uint8Array(FIRST_BUFFER_BYTES)
  #file: DurableFile | undefined
  #isClosed = false
  #sha256 = ''

  constructor(objects: S3Objects) {
    this.#objects = objects
  }

  async write(bytes: Uint8Array): Promise<void> {
    const start = this.bytes
    const end = start + bytes.length
    if (!this.#file && end > UPLOAD_PART_BYTES) this.#file = await this.#spill()
    if (this.#file) await this.#file.write(bytes)
    else {
      if (end > this.#buffer.length) this.#grow(end)
      this.#buffer.set(bytes, start)
    }
    this.bytes = end
  }

  async finish(): Promise<string> {
    this.#isClosed = true
    // The server makes it durable: the file is gone when the machine is.
    const sha256 = await this.#file?.close()
    this.#sha256 = sha256 ?? createHash('sha256').update(this.#collected()).digest('hex')
    return this.#sha256
  }

  async store(key: string): Promise<void> {
    const file = this.#file
    if (!file) return this.#objects.put(key, this.#collected(), this.#sha256)
    await this.#objects.uploadParts(key, createReadStream(file.path), file.bytes)
    await rm(file.path, { force: true })
  }

  async abort(): Promise<void> {
    this.#buffer = new Uint8Array(0)
    if (!this.#file) return
    if (!this.#isClosed) await this.#file.abandon()
    this.#isClosed = true
    await rm(this.#file.path, { force: true })
  }

  #collected(): Uint8Array {
    return this.#buffer.subarray(0, this.bytes)
  }

  #grow(bytes: number): void {
    const larger = new Uint8Array(Math.min(UPLOAD_PART_BYTES, Math.max(bytes, 2 * this.bytes)))
    larger.set(this.#collected())
    this.#buffer = larger
  }

  /** Moves what was collected to a file. */
  async #spill(): Promise<DurableFile> {
    await mkdir(STAGING_FOLDER, { recursive: true })
    const file = await DurableFile.create(join(STAGING_FOLDER, ownedName(currentOwner())))
    await file.write(this.#collected())
    this.#buffer = new Uint8Array(0)
    return file
  }
}
