import type { Lake } from '../paths.ts'
import { ListedStore } from '../store/listed-store.ts'
import type { Store } from '../store/store.ts'

/**
 * Results that depend on manifests and listings alone. A plan asks for the same ones for each stage
 * of a day: in a listed lake, which does not change, they are found once.
 */
export class ListingMemo<T> {
  readonly #known = new WeakMap<Store, Map<string, Promise<T>>>()

  /** @param name of the result; whatever it depends on besides the lake */
  get({ store }: Lake, name: string, find: () => Promise<T>): Promise<T> {
    if (!(store instanceof ListedStore)) return find()
    const known = this.#known.get(store) ?? new Map<string, Promise<T>>()
    this.#known.set(store, known)
    const result = known.get(name) ?? find()
    known.set(name, result)
    return result
  }
}
