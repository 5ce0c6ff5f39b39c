/**
 * What each dataset is called in SQL: its key, and every ending of it that is no other dataset's.
 * "book_snapshot_1s" is one; "mbo" is not, for options have orders too: there it is
 * "future_mbo.mbo".
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
