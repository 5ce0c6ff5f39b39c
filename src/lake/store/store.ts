/**
 * What a lake lies in: objects by key, "a/b/c", each written and replaced whole. A folder is one
 * form, the memory of a test another. Nothing above this interface knows a path, renames or links.
 */
export interface Store {
  /** The whole object; undefined where there is none. */
  read(key: string): Promise<StoredObject | undefined>
  /** Opens an object for range reads; it stays readable if it is replaced or removed meanwhile. */
  open(key: string): Promise<ObjectReader | undefined>
  /** What a listing says of an object; undefined where there is none. */
  head(key: string): Promise<Entry | undefined>
  /** The objects whose keys begin so, in order of key. */
  list(prefix: string): AsyncIterable<Entry>
  /** Writes an object, in the place of any other. It is durable when this resolves. */
  put(key: string, bytes: Uint8Array): Promise<void>
  /**
   * Writes an object only if the present one is as expected: of many writers who expect the same,
   * one wins. It is durable when this resolves.
   *
   * @returns false where it is not as expected, and nothing was written
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
   * Shows an object under a second key to programs that read the store without the manifests: they
   * see what was there before or all of the new, at every moment.
   */
  publish(key: string, as: string): Promise<void>
  /** Are the bytes under a second key those of an object? */
  isPublished(key: string, as: string): Promise<boolean>
  /** Removes what writers that have ended left half written. */
  tidy(): Promise<void>
  /** Where an object lies: how messages name it, and where a program of this machine opens it. */
  path(key: string): string
}

/** What the present object must be for a conditional write. */
export type Expected = 'absent' | { readonly etag: string }

export interface StoredObject {
  readonly bytes: Uint8Array
  readonly etag: string
}

/** An object as a listing has it. */
export interface Entry {
  readonly key: string
  readonly bytes: number
  /** Differs from that of any other object that this key had or will have. */
  readonly etag: string
  /** When it was written, milliseconds since the Unix epoch. */
  readonly writtenMs: number
}

export interface ObjectReader {
  readonly bytes: number
  /** Bytes from `start` on, `end` exclusive; fewer only where the object is shorter. */
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>
  close(): Promise<void>
}

/** A large object on its way into the store. */
export interface Upload {
  /** Bytes written so far. */
  readonly bytes: number
  write(bytes: Uint8Array): Promise<void>
  /** No more bytes follow; all of them are durable. Gives their sha256, hex. */
  finish(): Promise<string>
  /** Puts the finished object under its key, in the place of any other. */
  store(key: string): Promise<void>
  /** Drops what was written. Does nothing once it is stored. */
  abort(): Promise<void>
}
