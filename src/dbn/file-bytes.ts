import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { Failure } from '../failure.ts'

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
      const { bytesRead } = await handle.read(chunk).catch((error) => refuse(path, error))
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
    refuse(name, error as NodeJS.ErrnoException)
  }
}

async function openFile(path: string): Promise<FileHandle> {
  const found = await stat(path).catch((error) => refuse(path, error))
  if (!found.isFile()) {
    const kind = KINDS.find(([mode]) => (found.mode & constants.S_IFMT) === mode)?.[1]
    throw new Failure({
      code: 'input',
      what: 'this is not a file',
      where: path,
      expected: 'a file',
      found: kind ?? 'something else',
      fix: kind === 'a folder' ? 'name a file in it' : 'pipe the bytes in and pass - as the file',
    })
  }
  return open(path).catch((error) => refuse(path, error))
}

const KINDS = [
  [constants.S_IFDIR, 'a folder'],
  [constants.S_IFIFO, 'a named pipe'],
  [constants.S_IFCHR, 'a device'],
  [constants.S_IFBLK, 'a device'],
  [constants.S_IFSOCK, 'a socket'],
] as const

function refuse(where: string, error: NodeJS.ErrnoException): never {
  throw new Failure({
    code: 'input',
    what: 'the file cannot be read',
    where,
    found: error.code ?? error.message,
  })
}
