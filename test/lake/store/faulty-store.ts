import type {
  Entry,
  Expected,
  ObjectReader,
  Store,
  StoredObject,
  Upload,
} from '../../../src/lake/store/store.ts'

/** A call of a store, or of one of its readers and uploads: "read", "upload.write". */
export type StoreCall = (name: string, key: string) => void

/** A store whose calls are told before they are made; what the listener throws is their outcome. */
export class FaultyStore implements Store {
  readonly #store: Store
  readonly #before: StoreCall

  constructor(store: Store, before: StoreCall) {
    this.#store = store
    this.#before = before
  }

  get hasLinks(): boolean {
    return this.#store.hasLinks
  }

  get hasVersionEtags(): boolean {
    return this.#store.hasVersionEtags
  }

  async read(key: string): Promise<StoredObject | undefined> {
    this.#before('read', key)
    return this.#store.read(key)
  }

  async open(key: string): Promise<ObjectReader | undefined> {
    this.#before('open', key)
    const reader = await this.#store.open(key)
    if (!reader) return undefined
    return {
      bytes: reader.bytes,
      read: async (start, end) => {
        this.#before('reader.read', key)
        return reader.read(start, end)
      },
      close: () => reader.close(),
    }
  }

  async head(key: string): Promise<Entry | undefined> {
    this.#before('head', key)
    return this.#store.head(key)
  }

  async *list(prefix: string): AsyncGenerator<Entry> {
    this.#before('list', prefix)
    yield* this.#store.list(prefix)
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    this.#before('put', key)
    return this.#store.put(key, bytes)
  }

  async putIf(key: string, bytes: Uint8Array, expected: Expected): Promise<boolean> {
    this.#before('putIf', key)
    return this.#store.putIf(key, bytes, expected)
  }

  async remove(key: string): Promise<void> {
    this.#before('remove', key)
    return this.#store.remove(key)
  }

  async removeIf(key: string, etag: string): Promise<boolean> {
    this.#before('removeIf', key)
    return this.#store.removeIf(key, etag)
  }

  async sync(key: string): Promise<void> {
    this.#before('sync', key)
    return this.#store.sync(key)
  }

  async upload(): Promise<Upload> {
    this.#before('upload', '')
    const upload = await this.#store.upload()
    const before = this.#before
    return {
      get bytes() {
        return upload.bytes
      },
      write: async (bytes) => {
        before('upload.write', '')
        return upload.write(bytes)
      },
      finish: async () => {
        before('upload.finish', '')
        return upload.finish()
      },
      store: async (key) => {
        before('upload.store', key)
        return upload.store(key)
      },
      abort: () => upload.abort(),
    }
  }

  async publish(key: string, as: string): Promise<void> {
    this.#before('publish', as)
    return this.#store.publish(key, as)
  }

  async isPublished(key: string, as: string): Promise<boolean> {
    this.#before('isPublished', as)
    return this.#store.isPublished(key, as)
  }

  async tidy(): Promise<void> {
    this.#before('tidy', '')
    return this.#store.tidy()
  }

  path(key: string): string {
    return this.#store.path(key)
  }
}
