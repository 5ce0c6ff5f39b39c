import { Failure } from '../failure.ts'
import type { Store } from '../lake/store/store.ts'

/**
 * Files of a lake as they were when a query began. The database opens a file more than once by its
 * name, so that of one that is replaced meanwhile it may read both versions.
 */
export class FileVersions {
  readonly #store: Store
  /** Etags by key; undefined where there was no file. */
  readonly #etags: ReadonlyMap<string, string | undefined>

  private constructor(store: Store, etags: ReadonlyMap<string, string | undefined>) {
    this.#store = store
    this.#etags = etags
  }

  static async of(store: Store, keys: readonly string[]): Promise<FileVersions> {
    const heads = await Promise.all(keys.map((key) => store.head(key)))
    return new FileVersions(store, new Map(keys.map((key, at) => [key, heads[at]?.etag])))
  }

  /** @throws Failure `busy` where one of them is another by now */
  async assertSame(): Promise<void> {
    for (const [key, etag] of this.#etags) {
      if ((await this.#store.head(key))?.etag === etag) continue
      throw new Failure({
        code: 'busy',
        what: 'a run has replaced the file while the query read it',
        where: this.#store.path(key),
        fix: 'run the query again',
      })
    }
  }
}
