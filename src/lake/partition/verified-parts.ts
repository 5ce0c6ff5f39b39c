import { Failure } from '../../failure.ts'
import type { Lake, Partition } from '../paths.ts'
import { hashObject } from '../store/hash.ts'
import { publishedKey } from './keys.ts'
import { readStored } from './stored.ts'

/** What was found out about shown files, for the next process. */
const CACHE = '.verified.json'

/** A shown file as it was when it was hashed: its etag changes with size, time and inode. */
interface Verified {
  readonly etag: string
  readonly sha256: string
}

/**
 * Says whether the shown files of partitions are those that their manifests name, for readers that
 * check no hash. A file is hashed once: its sha256 is remembered in the lake until it is another
 * file. Rot that leaves a file's time as it is, after it was hashed, is found by a scrub alone.
 */
export class VerifiedParts {
  readonly #lake: Lake
  readonly #verified: Map<string, Verified>
  #isChanged = false

  private constructor(lake: Lake, verified: Map<string, Verified>) {
    this.#lake = lake
    this.#verified = verified
  }

  /** With what earlier processes have found. */
  static async load(lake: Lake): Promise<VerifiedParts> {
    const object = await lake.store.read(CACHE)
    return new VerifiedParts(
      lake,
      object ? decode(Buffer.from(object.bytes).toString()) : new Map(),
    )
  }

  /** Has files hashed again, although they look as they did. */
  static async forget(lake: Lake, keys: readonly string[]): Promise<void> {
    const parts = await VerifiedParts.load(lake)
    for (const key of keys) if (parts.#verified.delete(key)) parts.#isChanged = true
    await parts.save(new Set(parts.#verified.keys()))
  }

  /**
   * What is wrong with the first of a partition's shown files that is not as written; undefined if
   * none is.
   *
   * @throws the signal's reason where it is aborted
   */
  async faultOf(partition: Partition, signal?: AbortSignal): Promise<string | undefined> {
    const manifest = await readStored(this.#lake, partition)
    if (!manifest) return 'no manifest names it'
    for (const file of manifest.files) {
      signal?.throwIfAborted()
      const key = publishedKey(this.#lake, partition, file)
      // A remembered hash that differs may itself be damaged: the file is hashed again.
      const known = await this.#hash(key)
      const found = known === file.sha256 ? known : await this.#hash(key, { isAgain: true })
      if (found === undefined) return `${file.name} is not there`
      if (found !== file.sha256) {
        return `${file.name} is not the file that was written (expected sha256 ${file.sha256}, found ${found})`
      }
    }
    return undefined
  }

  async #hash(key: string, { isAgain = false } = {}): Promise<string | undefined> {
    const { store } = this.#lake
    const before = await store.head(key)
    const known = this.#verified.get(key)
    if (known && known.etag === before?.etag && !isAgain) return known.sha256
    const sha256 = await hashObject(store, key)
    const after = await store.head(key)
    // Of a file that changes while it is read nothing is remembered.
    if (sha256 !== undefined && before && before.etag === after?.etag) {
      this.#verified.set(key, { etag: before.etag, sha256 })
      this.#isChanged = true
    }
    return sha256
  }

  /**
   * Keeps what was found for the next process. A lake that cannot be written is hashed anew each
   * time; of processes that save at once the last one wins, and what is lost is hashed again.
   *
   * @param shown the keys of all files that the lake shows: others are forgotten
   */
  async save(shown: ReadonlySet<string>): Promise<void> {
    if (!this.#isChanged) return
    const kept = [...this.#verified].filter(([key]) => shown.has(key)).sort()
    try {
      await this.#lake.store.put(CACHE, Buffer.from(JSON.stringify(Object.fromEntries(kept))))
    } catch (error) {
      if (!(error instanceof Failure)) throw error
    }
    this.#isChanged = false
  }
}

/** A cache that cannot be read is none. */
function decode(text: string): Map<string, Verified> {
  try {
    const entries = Object.entries(JSON.parse(text) as Record<string, Partial<Verified>>)
    return new Map(
      entries.flatMap(([key, { etag, sha256 }]) =>
        typeof etag === 'string' && typeof sha256 === 'string' ? [[key, { etag, sha256 }]] : [],
      ),
    )
  } catch {
    return new Map()
  }
}
