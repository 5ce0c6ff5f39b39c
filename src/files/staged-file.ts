import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** A file that has its name once it is whole, which may not be known before. */
export class StagedFile {
  /** Where it is written until then. */
  readonly path: string
  readonly #folder: string

  /** @param folder is made, with those above it */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true })
    this.#folder = folder
    this.path = join(folder, `.${process.pid}.part`)
  }

  /** Gives it its name. */
  publish(name: string): void {
    renameSync(this.path, join(this.#folder, name))
  }

  /** Removes what was written. */
  abandon(): void {
    rmSync(this.path, { force: true })
  }
}
