import { rm } from 'node:fs/promises'
import type { DurableFile } from './durable-file.ts'
import type { Upload } from './store.ts'

/** An upload by way of a local file, which is moved or sent to its key once all of it is written. */
export class FileUpload implements Upload {
  readonly #file: DurableFile
  readonly #moveIn: (key: string) => Promise<void>
  #state: 'open' | 'finished' | 'over' = 'open'

  /** @param moveIn stores the finished file at a key, and removes it from where it was */
  constructor(file: DurableFile, moveIn: (key: string) => Promise<void>) {
    this.#file = file
    this.#moveIn = moveIn
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
    await this.#moveIn(key)
    this.#state = 'over'
  }

  async abort(): Promise<void> {
    if (this.#state === 'open') await this.#file.abandon()
    if (this.#state !== 'over') await rm(this.#file.path, { force: true })
    this.#state = 'over'
  }
}
