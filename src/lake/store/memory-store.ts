import { createHash } from 'node:crypto'
import { type Clock, systemClock } from '../../clock.ts'
import { compare } from '../../words/compare.ts'
import type { Entry, Expected, ObjectReader, Store, StoredObject, Upload } from './store.ts'

interface MemoryObject extends StoredObject {
  readonly writtenMs: number
}

/** A store in memory, for tests. */
export class MemoryStore implements Store {
  readonly hasLinks: boolean
  readonly hasVersionEtags: boolean
  readonly #clock: Clock
  readonly #objects = new Map<string, MemoryObject>()
  #writes = 0

  /** @param kind the promises of a folder, or of S3 */
  constructor(clock: Clock = systemClock, kind: 'folder' | 's3' = 'folder') {
    this.#clock = clock
    this.hasLinks = kind === 'folder'
    this.hasVersionEtags = kind === 'folder'
  }

  async read(key: string): Promise<StoredObject | undefined> {
    return this.#objects.get(key)
  }

  async open(key: string): Promise<ObjectReader | undefined> {
    const held = this.#objects.get(key)
    if (!held) return undefined
    const { bytes } = held
    return {
      bytes: bytes.length,
      read: async (start, end) => new Uint8Array(bytes.slice(start, end)),
      close: async () => {},
    }
  }

  async head(key: string): Promise<Entry | undefined> {
    const held = this.#objects.get(key)
    return held && entryOf(key, held)
  }

  async *list(prefix: string): AsyncGenerator<Entry> {
    const found = [...this.#objects].filter(([key]) => key.startsWith(prefix))
    for (const [key, held] of found.sort(([a], [b]) => compare(a, b))) yield entryOf(key, held)
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    this.#set(key, bytes)
  }

  async putIf(key: string, bytes: Uint8Array, expected: Expected): Promise<boolean> {
    const etag = this.#objects.get(key)?.etag
    if (etag !== (expected === 'absent' ? undefined : expected.etag)) return false
    this.#set(key, bytes)
    return true
  }

  async remove(key: string): Promise<void> {
    this.#objects.delete(key)
  }

  async removeIf(key: string, etag: string): Promise<boolean> {
    return this.#objects.get(key)?.etag === etag && this.#objects.delete(key)
  }

  async sync(): Promise<void> {}

  async upload(): Promise<Upload> {
    return new MemoryUpload((key, bytes) => this.#set(key, bytes))
  }

  async publish(key: string, as: string): Promise<void> {
    const held = this.#objects.get(key)
    if (!held) throw new Error(`${key} is not in the store`)
    this.#objects.set(as, held)
  }

  async isPublished(key: string, as: string): Promise<boolean> {
    const [one, other] = [key, as].map((each) => this.#objects.get(each)?.bytes)
    return one !== undefined && other !== undefined && Buffer.compare(one, other) === 0
  }

  async tidy(): Promise<void> {}

  path(key: string): string {
    return key
  }

  #set(key: string, bytes: Uint8Array): void {
    // A copy: the caller may reuse its buffer.
    const hash = () => createHash('sha256').update(bytes).digest('hex')
    const etag = this.hasVersionEtags ? `${++this.#writes}` : hash()
    this.#objects.set(key, { bytes: Uint8Array.from(bytes), etag, writtenMs: this.#clock.unixMs() })
  }
}

function entryOf(key: string, { bytes, etag, writtenMs }: MemoryObject): Entry {
  return { key, bytes: bytes.length, etag, writtenMs }
}

class MemoryUpload implements Upload {
  bytes = 0
  readonly #set: (key: string, bytes: Uint8Array) => void
  readonly #pieces: Uint8Array[] = []

  constructor(set: (key: string, bytes: Uint8Array) => void) {
    this.#set = set
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#pieces.push(Uint8Array.from(bytes))
    this.bytes += bytes.length
  }

  async finish(): Promise<string> {
    const hash = createHash('sha256')
    for (const piece of this.#pieces) hash.update(piece)
    return hash.digest('hex')
  }

  async store(key: string): Promise<void> {
    this.#set(key, Buffer.concat(this.#pieces))
  }

  async abort(): Promise<void> {}
}
