import { createHash } from 'node:crypto'
import { Failure } from '../failure.ts'
import { openFile, refuseFile } from '../files/open-file.ts'

const READ_BYTES = 512 * 1024

/** Hashes and counts a stream's bytes as they pass. */
export class HashedBytes {
  readonly #source: AsyncIterable<Uint8Array>
  readonly #hash = createHash('sha256')
  #bytes = 0

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#source) {
      this.#hash.update(chunk)
      this.#bytes += chunk.length
      yield chunk
    }
  }

  digest(): { sha256: string; bytes: number } {
    return { sha256: this.#hash.digest('hex'), bytes: this.#bytes }
  }
}

/**
 * The bytes of a file. A FIFO or device is refused before it is opened, since opening one may block
 * forever.
 *
 * @throws Failure `input` where the path is not a regular file or cannot be read
 */
export async function* fileBytes(path: string): AsyncGenerator<Uint8Array> {
  const handle = await openFile(path)
  try {
    for (;;) {
      const chunk = new Uint8Array(READ_BYTES)
      const { bytesRead } = await handle.read(chunk).catch((error) => refuseFile(path, error))
      if (bytesRead === 0) return
      yield chunk.subarray(0, bytesRead)
    }
  } finally {
    await handle.close()
  }
}

/** The bytes of a pipe; a read error becomes a Failure, as for a file. */
export async function* pipeBytes(
  input: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array> {
  try {
    yield* input
  } catch (error) {
    if (error instanceof Failure) throw error
    refuseFile(name, error as NodeJS.ErrnoException)
  }
}
