/**
 * The SQL names of each dataset: its key, and every unambiguous ending of it. "book_snapshot_1s" is
 * one; "mbo" is not, since options have orders too, but "future_mbo.mbo" is.
 *
 * @returns names by key, the shortest first
 */
export function viewNames(keys: Iterable<string>): Map<string, string[]> {
  const all = [...keys]
  const endings = (key: string) => {
    const [, product, table] = key.split('.')
    return [table, `${product}.${table}`]
  }
  const taken = all.flatMap(endings)
  const isAlone = (name: string) => taken.indexOf(name) === taken.lastIndexOf(name)
  return new Map(all.map((key) => [key, [...endings(key).filter(isAlone), key]]))
}
