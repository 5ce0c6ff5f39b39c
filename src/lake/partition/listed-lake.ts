import type { Lake } from '../paths.ts'
import { ListedStore } from '../store/listed-store.ts'
import { MANIFESTS, parseManifestKey, SELECTION } from './keys.ts'

/**
 * A lake as it is now, for plans and reports that look at many partitions: the store is listed once
 * instead of asked for each of them.
 */
export function listedLake(lake: Lake): Lake {
  const isIndexed = (key: string) =>
    key.startsWith(SELECTION) || parseManifestKey(key) !== undefined
  return { ...lake, store: new ListedStore(lake.store, [MANIFESTS, SELECTION], isIndexed) }
}
