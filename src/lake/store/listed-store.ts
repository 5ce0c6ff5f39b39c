import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { Failure } from '../../failure.ts'
import type { Entry, Expected, ObjectReader, Store, StoredObject, Upload } from './store.ts'

/** Where the contents of small objects are kept together, for the next listing. */
const INDEX = '.index'
/** Objects that are requested at a time. */
const PARALLEL_READS = 32
/** The index is written when so many of its objects are new. */
const MIN_NEW_OBJECTS = 64

interface Indexed {
  readonly etag: string
  readonly text: string
}

/**
 * A store as it was at one moment, for work that looks at all of it: one listing of each area
 * ("bronze/") answers which objects exist and how large they are. The contents of areas of small
 * objects are read at once, from an index where they have not changed since. It shows its own
 * writes, and not those of others.
 */
export class ListedStore implements Store {
  readonly hasLinks: boolean
  readonly hasVersionEtags: boolean
  readonly #store: Store
  /** The areas whose contents are indexed. */
  readonly #indexed: readonly string[]
  readonly #isIndexed: (key: string) => boolean
  readonly #areas = new Map<string, Promise<Map<string, Entry>>>()
  /** Keys that were written since their area was listed. */
  readonly #written = new Set<string>()
  #contents: Promise<Map<string, Indexed>> | undefined

  /**
   * @param indexed areas whose contents are kept in an index
   * @param isIndexed which of their objects are
   */
  constructor(store: Store, indexed: readonly string[], isIndexed: (key: string) => boolean) {
    this.#store = store
    this.hasLinks = store.hasLinks
    this.hasVersionEtags = store.hasVersionEtags
    this.#indexed = indexed
    this.#isIndexed = isIndexed
  }

  async read(key: string): Promise<StoredObject | undefined> {
    const area = areaOf(key)
    if (area === undefined || this.#written.has(key)) return this.#store.read(key)
    const entry = await this.head(key)
    if (!entry) return undefined
    if (this.#indexed.includes(area) && this.#isIndexed(key)) {
      this.#contents ??= this.#load()
      const found = (await this.#contents).get(key)
      if (found?.etag === entry.etag) return { bytes: Buffer.from(found.text), etag: found.etag }
    }
    return this.#store.read(key)
  }

  open(key: string): Promise<ObjectReader | undefined> {
    return this.#store.open(key)
  }

  async head(key: string): Promise<Entry | undefined> {
    const area = areaOf(key)
    if (area === undefined || this.#written.has(key)) return this.#store.head(key)
    return (await this.#list(area)).get(key)
  }

  async *list(prefix: string): AsyncGenerator<Entry> {
    const area = areaOf(prefix)
    if (area === undefined) {
      yield* this.#store.list(prefix)
      return
    }
    const written = [...this.#written].filter((key) => key.startsWith(area))
    if (written.length > 0) this.#areas.delete(area)
    for (const key of written) this.#written.delete(key)
    // Listings are in the order of the keys.
    for (const [key, entry] of await this.#list(area)) if (key.startsWith(prefix)) yield entry
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    await this.#store.put(key, bytes)
    this.#written.add(key)
  }

  async putIf(key: string, bytes: Uint8Array, expected: Expected): Promise<boolean> {
    const isWritten = await this.#store.putIf(key, bytes, expected)
    this.#written.add(key)
    return isWritten
  }

  async remove(key: string): Promise<void> {
    await this.#store.remove(key)
    this.#written.add(key)
  }

  async removeIf(key: string, etag: string): Promise<boolean> {
    const isRemoved = await this.#store.removeIf(key, etag)
    this.#written.add(key)
    return isRemoved
  }

  sync(key: string): Promise<void> {
    return this.#store.sync(key)
  }

  upload(): Promise<Upload> {
    throw new Error('a listed store takes no uploads: it would not list them')
  }

  async publish(key: string, as: string): Promise<void> {
    await this.#store.publish(key, as)
    this.#written.add(as)
  }

  isPublished(key: string, as: string): Promise<boolean> {
    return this.#store.isPublished(key, as)
  }

  tidy(): Promise<void> {
    return this.#store.tidy()
  }

  path(key: string): string {
    return this.#store.path(key)
  }

  #list(area: string): Promise<Map<string, Entry>> {
    const known = this.#areas.get(area)
    if (known) return known
    const listing = listAll(this.#store, area)
    this.#areas.set(area, listing)
    return listing
  }

  /** The contents of the indexed areas: from the index, and those that are new to it. */
  async #load(): Promise<Map<string, Indexed>> {
    const wanted: Entry[] = []
    for (const area of this.#indexed) {
      const entries = (await this.#list(area)).values()
      wanted.push(...[...entries].filter(({ key }) => this.#isIndexed(key)))
    }
    const index = decodeIndex((await this.#store.read(INDEX))?.bytes)
    const found = new Map<string, Indexed>()
    const missing: string[] = []
    for (const { key, etag } of wanted) {
      const known = index.get(key)
      if (known?.etag === etag) found.set(key, known)
      else missing.push(key)
    }
    const count = missing.length
    const readNext = async () => {
      for (let key = missing.pop(); key !== undefined; key = missing.pop()) {
        const object = await this.#store.read(key)
        if (!object) continue
        found.set(key, { etag: object.etag, text: Buffer.from(object.bytes).toString() })
      }
    }
    await Promise.all(Array.from({ length: PARALLEL_READS }, readNext))
    if (count >= MIN_NEW_OBJECTS) await this.#save(found)
    return found
  }

  /** A lake that cannot be written is read without an index. */
  async #save(found: ReadonlyMap<string, Indexed>): Promise<void> {
    const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1))
    const bytes = zstdCompressSync(JSON.stringify(Object.fromEntries(sorted)))
    await this.#store.put(INDEX, bytes).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error
    })
  }
}

/** The first folder of a key or prefix; undefined where it is not complete. */
function areaOf(key: string): string | undefined {
  const end = key.indexOf('/')
  return end < 0 ? undefined : key.slice(0, end + 1)
}

async function listAll(store: Store, area: string): Promise<Map<string, Entry>> {
  const found = new Map<string, Entry>()
  for await (const entry of store.list(area)) found.set(entry.key, entry)
  return found
}

/** An unreadable index counts as missing: readers check the objects themselves. */
function decodeIndex(bytes: Uint8Array | undefined): Map<string, Indexed> {
  try {
    const text = bytes === undefined ? '{}' : zstdDecompressSync(bytes).toString()
    const entries = Object.entries(JSON.parse(text) as Record<string, Partial<Indexed>>)
    return new Map(
      entries.flatMap(([key, { etag, text }]) =>
        typeof etag === 'string' && typeof text === 'string' ? [[key, { etag, text }]] : [],
      ),
    )
  } catch {
    return new Map()
  }
}
