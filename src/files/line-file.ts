import { type FileHandle, open } from 'node:fs/promises'

/** A text file that grows by lines while it can be read. */
export class LineFile {
  readonly #handle: FileHandle
  #waiting = ''
  #writing: Promise<void> = Promise.resolve()

  private constructor(handle: FileHandle) {
    this.#handle = handle
  }

  /** Creates a file; one of that name must not be there. */
  static async create(path: string): Promise<LineFile> {
    return new LineFile(await open(path, 'wx'))
  }

  /** Adds a line; {@link flush} writes it. */
  add(line: string): void {
    this.#waiting += `${line}\n`
  }

  /** Writes what was added, and has the disk keep it. */
  flush(): Promise<void> {
    const text = this.#waiting
    this.#waiting = ''
    if (text !== '') {
      this.#writing = this.#writing.then(async () => {
        await this.#handle.appendFile(text)
        await this.#handle.datasync()
      })
      // The promise that is returned reports the error; without this one Node would end the process.
      this.#writing.catch(() => {})
    }
    return this.#writing
  }

  async close(): Promise<void> {
    try {
      await this.flush()
    } finally {
      await this.#handle.close()
    }
  }
}
