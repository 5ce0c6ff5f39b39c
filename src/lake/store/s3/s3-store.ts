import { type Clock, systemClock } from '../../../clock.ts'
import { LruMap } from '../../../lru-map.ts'
import { hashObject } from '../hash.ts'
import { tidyStaging } from '../staging.ts'
import type { Entry, Expected, ObjectReader, Store, StoredObject, Upload } from '../store.ts'
import { BlockCache } from './block-cache.ts'
import { type BlockMemory, BlockReader } from './block-reader.ts'
import { parseS3Url } from './location.ts'
import { S3Objects, type S3Usage } from './s3-objects.ts'
import { StagedUpload } from './staged-upload.ts'

/** Blocks that are kept in memory. */
const RECENT_BYTES = 64 << 20
export const DEFAULT_CACHE_BYTES = 8 * 2 ** 30

export interface S3StoreOptions {
  /** URL of a server other than that of the environment. */
  readonly endpoint?: string | undefined
  /** Folder of this machine in which blocks are kept; none if left out. */
  readonly cache?: string | undefined
  /** Most bytes in it. */
  readonly cacheBytes?: number | undefined
  readonly clock?: Clock | undefined
}

/** A store in a bucket: an object is the one of that key, below a prefix. */
export class S3Store implements Store {
  readonly hasLinks = false
  /** They are hashes of the bytes. */
  readonly hasVersionEtags = false
  readonly #objects: S3Objects
  readonly #memory: BlockMemory

  /** @param url `s3://bucket/prefix` */
  constructor(url: string, options: S3StoreOptions = {}) {
    const { endpoint, cache, cacheBytes = DEFAULT_CACHE_BYTES } = options
    const { clock = systemClock } = options
    this.#objects = new S3Objects(parseS3Url(url), endpoint, clock)
    this.#memory = {
      recent: new LruMap({ max: RECENT_BYTES, weigh: ({ length }) => length }),
      cache: cache === undefined ? undefined : new BlockCache(cache, cacheBytes),
    }
  }

  /** What was asked of the server by now. */
  get usage(): Readonly<S3Usage> {
    return this.#objects.usage
  }

  read(key: string): Promise<StoredObject | undefined> {
    return this.#objects.get(key)
  }

  open(key: string): Promise<ObjectReader | undefined> {
    return BlockReader.open(this.#objects, key, this.#memory)
  }

  head(key: string): Promise<Entry | undefined> {
    return this.#objects.head(key)
  }

  list(prefix: string): AsyncIterable<Entry> {
    return this.#objects.list(prefix)
  }

  put(key: string, bytes: Uint8Array): Promise<void> {
    return this.#objects.put(key, bytes)
  }

  putIf(key: string, bytes: Uint8Array, expected: Expected): Promise<boolean> {
    return this.#objects.putIf(key, bytes, expected)
  }

  remove(key: string): Promise<void> {
    return this.#objects.remove(key)
  }

  removeIf(key: string, etag: string): Promise<boolean> {
    return this.#objects.removeIf(key, etag)
  }

  /** What the server has acknowledged is durable. */
  async sync(): Promise<void> {}

  async upload(): Promise<Upload> {
    return new StagedUpload(this.#objects)
  }

  async publish(key: string, as: string): Promise<void> {
    if (key !== as) await this.#objects.copy(key, as)
  }

  async isPublished(key: string, as: string): Promise<boolean> {
    const [one, other] = await Promise.all([this.head(key), this.head(as)])
    if (!one || one.bytes !== other?.bytes) return false
    if (one.etag === other.etag) return true
    return (await hashObject(this, key)) === (await hashObject(this, as))
  }

  /** Removes files of this machine that killed processes were about to upload. */
  tidy(): Promise<void> {
    return tidyStaging()
  }

  /** Removes large uploads that were begun before a time and never completed; returns how many. */
  abortUploads(beforeMs: number): Promise<number> {
    return this.#objects.abortUploads(beforeMs)
  }

  path(key: string): string {
    return this.#objects.url(key)
  }
}
