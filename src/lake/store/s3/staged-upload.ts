import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DurableFile } from '../durable-file.ts'
import { currentOwner, ownedName } from '../owner.ts'
import { STAGING_FOLDER } from '../staging.ts'
import type { Upload } from '../store.ts'
import type { S3Objects } from './s3-objects.ts'

/**
 * An object that is written to a file of this machine first: S3 cannot rename, and the key of a part
 * depends on all of its bytes.
 */
export class StagedUpload implements Upload {
  readonly #file: DurableFile
  readonly #objects: S3Objects
  #state: 'open' | 'finished' | 'over' = 'open'

  private constructor(file: DurableFile, objects: S3Objects) {
    this.#file = file
    this.#objects = objects
  }

  static async open(objects: S3Objects): Promise<StagedUpload> {
    await mkdir(STAGING_FOLDER, { recursive: true })
    const path = join(STAGING_FOLDER, ownedName(currentOwner()))
    return new StagedUpload(await DurableFile.create(path), objects)
  }

  get bytes(): number {
    return this.#file.bytes
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#file.write(bytes)
  }

  async finish(): Promise<string> {
    this.#state = 'finished'
    return this.#file.finish()
  }

  async store(key: string): Promise<void> {
    await this.#objects.upload(key, () => createReadStream(this.#file.path), this.#file.bytes)
    this.#state = 'over'
    await rm(this.#file.path, { force: true })
  }

  async abort(): Promise<void> {
    if (this.#state === 'open') await this.#file.abandon()
    if (this.#state !== 'over') await rm(this.#file.path, { force: true })
    this.#state = 'over'
  }
}
