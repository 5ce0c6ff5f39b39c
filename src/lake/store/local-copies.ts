import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure } from '../../failure.ts'
import { DurableFile } from './durable-file.ts'
import { fileFailure } from './file-failure.ts'
import { currentOwner, ownedName } from './owner.ts'
import { STAGING_FOLDER } from './staging.ts'
import type { Store } from './store.ts'

/** Size of one read. */
const CHUNK_BYTES = 4 << 20

/**
 * Copies of objects in a folder of this machine, for libraries that read files. In a given folder
 * they stay for the next time; otherwise they are removed in the end.
 */
export class LocalCopies {
  readonly folder: string
  readonly #isTemporary: boolean

  /** @param folder in which copies stay */
  constructor(folder?: string) {
    this.folder = folder ?? join(STAGING_FOLDER, ownedName(currentOwner()))
    this.#isTemporary = folder === undefined
  }

  /** Where the copy of an object is. */
  path(key: string): string {
    return join(this.folder, ...key.split('/'))
  }

  /**
   * Copies an object unless that was done.
   *
   * @param sha256 of its bytes, where it is known
   * @returns the sha256 of the copy; undefined if there is no such object
   * @throws Failure `input` if it has another sha256
   */
  async copy(store: Store, key: string, sha256?: string): Promise<string | undefined> {
    const path = this.path(key)
    if (sha256 !== undefined && (await hashOfFile(path)) === sha256) return sha256
    const reader = await store.open(key)
    if (!reader) return undefined
    const unfinished = `${path}.${ownedName(currentOwner())}`
    try {
      await mkdir(dirname(path), { recursive: true })
      const file = await DurableFile.create(unfinished)
      for (let at = 0; at < reader.bytes; at += CHUNK_BYTES) {
        await file.write(await reader.read(at, Math.min(at + CHUNK_BYTES, reader.bytes)))
      }
      const found = await file.finish()
      if (sha256 !== undefined && found !== sha256) throw changed(store.path(key), sha256, found)
      await rename(unfinished, path)
      return found
    } catch (error) {
      throw fileFailure(error, path)
    } finally {
      await reader.close()
      await rm(unfinished, { force: true })
    }
  }

  /** Removes the folder if it is temporary. */
  async close(): Promise<void> {
    if (this.#isTemporary) await rm(this.folder, { recursive: true, force: true })
  }
}

async function hashOfFile(path: string): Promise<string | undefined> {
  const bytes = await readFile(path).catch(() => undefined)
  return bytes && createHash('sha256').update(bytes).digest('hex')
}

function changed(where: string, expected: string, found: string): Failure {
  return new Failure({
    code: 'input',
    what: 'the file is not the one that was written',
    where,
    expected: `sha256 ${expected}`,
    found,
    fix: 'write its partition again with --overwrite',
  })
}
