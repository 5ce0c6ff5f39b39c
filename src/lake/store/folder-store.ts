import { type BigIntStats, constants } from 'node:fs'
import { copyFile, type FileHandle, link, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DurableFile, makeFolders, syncFolder, writeDurably } from './durable-file.ts'
import { removeIfStale, withLockFile } from './exclusive-file.ts'
import { errorCode, fileFailure, isAbsent } from './file-failure.ts'
import { FileUpload } from './file-upload.ts'
import { hashObject } from './hash.ts'
import { currentOwner, hasEnded, ownedName, parseOwnedName } from './owner.ts'
import type { Entry, Expected, ObjectReader, Store, StoredObject, Upload } from './store.ts'

/** Folder in which files are written before they are renamed to their keys. */
const STAGING_FOLDER = '.tmp'
/** Folder of the lock files of conditional writes. */
const LOCK_FOLDER = '.locks'
/** Errors of file systems without hard links, or at their limit of links. */
const NO_LINK_ERRORS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EMLINK', 'EACCES']

/**
 * A store in a folder: an object is the file at its key. Files are written under a temporary name
 * and renamed, so that a reader never sees a partial object.
 */
export class FolderStore implements Store {
  readonly hasLinks = true
  readonly hasVersionEtags = true
  readonly #root: string

  constructor(root: string) {
    this.#root = root
  }

  async read(key: string): Promise<StoredObject | undefined> {
    const path = this.path(key)
    try {
      const handle = await open(path, 'r')
      try {
        const etag = etagOf(await handle.stat({ bigint: true }))
        return { bytes: await handle.readFile(), etag }
      } finally {
        await handle.close()
      }
    } catch (error) {
      if (isAbsent(error)) return undefined
      throw fileFailure(error, path)
    }
  }

  async open(key: string): Promise<ObjectReader | undefined> {
    const path = this.path(key)
    try {
      return await FileReader.open(path)
    } catch (error) {
      if (isAbsent(error)) return undefined
      throw fileFailure(error, path)
    }
  }

  async head(key: string): Promise<Entry | undefined> {
    const path = this.path(key)
    try {
      const info = await stat(path, { bigint: true })
      return info.isFile() ? entryOf(key, info) : undefined
    } catch (error) {
      if (isAbsent(error)) return undefined
      throw fileFailure(error, path)
    }
  }

  async *list(prefix: string): AsyncGenerator<Entry> {
    yield* this.#listIn(prefix.slice(0, prefix.lastIndexOf('/') + 1), prefix)
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    await this.#withLockFile(key, () => this.#write(key, bytes))
  }

  async putIf(key: string, bytes: Uint8Array, expected: Expected): Promise<boolean> {
    return this.#withLockFile(key, async () => {
      const found = await this.head(key)
      if (found?.etag !== (expected === 'absent' ? undefined : expected.etag)) return false
      await this.#write(key, bytes)
      return true
    })
  }

  async remove(key: string): Promise<void> {
    await this.#withFailure(key, async () => {
      const path = this.path(key)
      await rm(path, { force: true })
      await syncFolder(dirname(path)).catch(unlessAbsent)
    })
  }

  async removeIf(key: string, etag: string): Promise<boolean> {
    return this.#withLockFile(key, async () => {
      if ((await this.head(key))?.etag !== etag) return false
      await this.remove(key)
      return true
    })
  }

  async sync(key: string): Promise<void> {
    // The file's bytes were flushed before it was renamed.
    await this.#withFailure(key, () => syncFolder(dirname(this.path(key))).catch(unlessAbsent))
  }

  async upload(): Promise<Upload> {
    return this.#withFailure(STAGING_FOLDER, async () => {
      const staged = await this.#stage()
      const file = await DurableFile.create(staged)
      return new FileUpload(file, (key) =>
        this.#withLockFile(key, () => this.#moveIntoPlace(staged, key)),
      )
    })
  }

  async publish(key: string, as: string): Promise<void> {
    await this.#withFailure(as, async () => {
      if (await this.#isSameFile(key, as)) {
        await this.sync(as)
        return
      }
      const staged = await this.#stage()
      try {
        await linkOrCopy(this.path(key), staged)
        await this.#moveIntoPlace(staged, as)
      } finally {
        await rm(staged, { force: true })
      }
    })
  }

  async isPublished(key: string, as: string): Promise<boolean> {
    if (await this.#isSameFile(key, as)) return true
    const [one, other] = await Promise.all([this.head(key), this.head(as)])
    if (!one || one.bytes !== other?.bytes) return false
    return (await hashObject(this, key)) === (await hashObject(this, as))
  }

  async tidy(): Promise<void> {
    const folder = join(this.#root, STAGING_FOLDER)
    for (const name of await listNames(folder)) {
      const owner = parseOwnedName(name)
      if (owner && hasEnded(owner)) await this.remove(`${STAGING_FOLDER}/${name}`)
    }
    const locks = join(this.#root, LOCK_FOLDER)
    for (const name of await listNames(locks))
      await this.#withFailure(LOCK_FOLDER, () => removeIfStale(join(locks, name)))
  }

  path(key: string): string {
    return join(this.#root, ...key.split('/'))
  }

  async *#listIn(folder: string, prefix: string): AsyncGenerator<Entry> {
    const path = join(this.#root, folder)
    const names = await this.#withFailure(folder, async () => {
      const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
        if (isAbsent(error)) return []
        throw error
      })
      // In the order of the keys: "a-b" comes before "a/b".
      return entries.map((entry) => `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`)
    })
    const wanted = names.filter((key) => key.startsWith(prefix) || prefix.startsWith(key)).sort()
    const entries = await Promise.all(
      wanted.map((key) => (key.endsWith('/') ? undefined : this.head(key))),
    )
    for (const [index, key] of wanted.entries()) {
      const entry = entries[index]
      if (entry) yield entry
      else if (key.endsWith('/')) yield* this.#listIn(key, prefix)
    }
  }

  async #isSameFile(key: string, other: string): Promise<boolean> {
    const files = await Promise.all(
      [key, other].map((each) => stat(this.path(each), { bigint: true }).catch(() => undefined)),
    )
    const [one, two] = files
    return one !== undefined && two !== undefined && one.ino === two.ino && one.dev === two.dev
  }

  /** A path for a file that is being written. */
  async #stage(): Promise<string> {
    const folder = join(this.#root, STAGING_FOLDER)
    await makeFolders(folder)
    return join(folder, ownedName(currentOwner()))
  }

  async #moveIntoPlace(staged: string, key: string): Promise<void> {
    const path = this.path(key)
    await makeFolders(dirname(path))
    await rename(staged, path)
    await syncFolder(dirname(path))
  }

  async #write(key: string, bytes: Uint8Array): Promise<void> {
    const staged = await this.#stage()
    try {
      await writeDurably(staged, bytes)
      await this.#moveIntoPlace(staged, key)
    } finally {
      await rm(staged, { force: true })
    }
  }

  /** One write of an object at a time: what a condition was found to be, it still is. */
  async #withLockFile<T>(key: string, work: () => Promise<T>): Promise<T> {
    const lockFile = join(this.#root, LOCK_FOLDER, key.replaceAll('/', ','))
    return this.#withFailure(key, () => withLockFile(lockFile, work))
  }

  /** Tells the user of what the file system refuses. */
  async #withFailure<T>(key: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw fileFailure(error, this.path(key))
    }
  }
}

class FileReader implements ObjectReader {
  readonly bytes: number
  readonly #path: string
  readonly #handle: FileHandle

  private constructor(path: string, handle: FileHandle, bytes: number) {
    this.#path = path
    this.#handle = handle
    this.bytes = bytes
  }

  static async open(path: string): Promise<FileReader> {
    const handle = await open(path, 'r')
    try {
      return new FileReader(path, handle, (await handle.stat()).size)
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  async read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    try {
      return await this.#read(start, end)
    } catch (error) {
      throw fileFailure(error, this.#path)
    }
  }

  async #read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(end - start)
    let filled = 0
    while (filled < bytes.length) {
      const { bytesRead } = await this.#handle.read(
        bytes,
        filled,
        bytes.length - filled,
        start + filled,
      )
      if (bytesRead === 0) return bytes.slice(0, filled)
      filled += bytesRead
    }
    return bytes
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }
}

function entryOf(key: string, info: BigIntStats): Entry {
  return { key, bytes: Number(info.size), etag: etagOf(info), writtenMs: Number(info.mtimeMs) }
}

function etagOf({ dev, ino, size, mtimeNs }: BigIntStats): string {
  return `${dev}-${ino}-${size}-${mtimeNs}`
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    if (!NO_LINK_ERRORS.includes(errorCode(error) ?? '')) throw error
    await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    const handle = await open(to, 'r+')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  }
}

function unlessAbsent(error: unknown): void {
  if (!isAbsent(error)) throw error
}

async function listNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isAbsent(error)) return []
    throw fileFailure(error, folder)
  }
}
