/**
 * The storage under a lake: objects by key, "a/b/c", each written and replaced atomically.
 * Implemented by a folder, by S3, and by memory for tests. Code above this interface knows no
 * paths.
 */
export interface Store {
  /** The whole object; undefined if it does not exist. */
  read(key: string): Promise<StoredObject | undefined>
  /**
   * Opens an object for range reads. If it is replaced or removed meanwhile, reads give the bytes of
   * the object that was opened, or fail.
   */
  open(key: string): Promise<ObjectReader | undefined>
  /** The listing entry of an object; undefined if it does not exist. */
  head(key: string): Promise<Entry | undefined>
  /** The objects whose keys begin with a prefix, in order of key. */
  list(prefix: string): AsyncIterable<Entry>
  /** Writes or replaces an object. It is durable when this resolves. */
  put(key: string, bytes: Uint8Array): Promise<void>
  /**
   * Writes an object only if the present one is as expected: of concurrent writers with the same
   * expectation, one succeeds. It is durable when this resolves.
   *
   * @returns false if it is not as expected; nothing is written then
   */
  putIf(key: string, bytes: Uint8Array, expected: Expected): Promise<boolean>
  /** Removes an object, durably; does nothing where there is none. */
  remove(key: string): Promise<void>
  /**
   * Removes an object only if it is the one expected: one that has just come in its place stays.
   *
   * @returns false where it is not as expected, and nothing was removed
   */
  removeIf(key: string, etag: string): Promise<boolean>
  /**
   * Makes durable what is under a key now: its writer may have been killed before it was, and
   * then a power cut may still take it back.
   */
  sync(key: string): Promise<void>
  /** Begins a large object whose key may depend on its bytes; nobody sees it before it is stored. */
  upload(): Promise<Upload>
  /**
   * Whether a second key of an object takes no space. Parts are then published under fixed names;
   * otherwise they are stored where other programs look for them.
   */
  readonly hasLinks: boolean
  /** Whether etags tell versions of a key apart whose bytes are equal. */
  readonly hasVersionEtags: boolean
  /**
   * Publishes an object under a second key, for programs that do not read manifests. Atomic: they
   * see either the previous object or the whole new one.
   */
  publish(key: string, as: string): Promise<void>
  /** Whether the object under a second key has the same bytes. */
  isPublished(key: string, as: string): Promise<boolean>
  /** Removes incomplete objects of writers that have ended. */
  tidy(): Promise<void>
  /** The location of an object, for messages and for programs on this machine. */
  path(key: string): string
}

/** The precondition of a conditional write. */
export type Expected = 'absent' | { readonly etag: string }

export interface StoredObject {
  readonly bytes: Uint8Array
  readonly etag: string
}

/** A listing entry. */
export interface Entry {
  readonly key: string
  readonly bytes: number
  /** Differs between versions of this key; see {@link Store.hasVersionEtags}. */
  readonly etag: string
  /** When it was written, milliseconds since the Unix epoch. */
  readonly writtenMs: number
}

export interface ObjectReader {
  readonly bytes: number
  /** Bytes from `start` to `end`, exclusive; fewer only if the object is shorter. */
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>
  close(): Promise<void>
}

/** A large object being written. */
export interface Upload {
  /** Bytes written so far. */
  readonly bytes: number
  write(bytes: Uint8Array): Promise<void>
  /** Ends the writes and makes the bytes durable. Returns their sha256, hex. */
  finish(): Promise<string>
  /** Stores the finished object under its key, replacing any other. */
  store(key: string): Promise<void>
  /** Discards what was written. No effect once it is stored. */
  abort(): Promise<void>
}
