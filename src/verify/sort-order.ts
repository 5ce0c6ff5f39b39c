import type { Column, Table } from '../table/table.ts'
import { words } from '../table/table.ts'

/** Compares row `a` of one column with row `b` of another: negative, zero or positive. */
type Compare = (a: number, b: number) => number

/** Finds rows out of the order of a dataset's sort keys, row group by row group. */
export class SortOrder {
  readonly #keys: readonly string[]
  readonly #isStrict: boolean
  /** The last row checked. */
  #before: { readonly table: Table; readonly row: number } | undefined

  /**
   * @param keys columns, the most significant first
   * @param isStrict no two rows may have the same keys
   */
  constructor(keys: readonly string[], isStrict: boolean) {
    this.#keys = keys
    this.#isStrict = isStrict
  }

  /**
   * Checks the next row group.
   *
   * @param rows those of it that must be in order, ascending; all, if left out
   * @returns its first row out of order, or −1
   */
  firstFault(table: Table, rows?: Int32Array): number {
    const length = rows?.length ?? table.length
    if (length === 0) return -1
    const rowAt = (index: number) => (rows ? rows[index] : index)
    const before = this.#before
    this.#before = { table, row: rowAt(length - 1) }
    const first = rowAt(0)
    if (before) {
      const comparers = this.#comparers(before.table, table)
      if (!this.#areInOrder(comparers, before.row, first)) return first
    }
    const comparers = this.#comparers(table, table)
    for (let index = 1; index < length; index++) {
      const row = rowAt(index)
      if (!this.#areInOrder(comparers, rowAt(index - 1), row)) return row
    }
    return -1
  }

  /** Restarts at the next row group, after one that could not be read. */
  skip(): void {
    this.#before = undefined
  }

  #areInOrder(comparers: readonly Compare[], a: number, b: number): boolean {
    for (const compare of comparers) {
      const order = compare(a, b)
      if (order !== 0) return order < 0
    }
    return !this.#isStrict
  }

  #comparers(one: Table, other: Table): Compare[] {
    return this.#keys.map((name) => comparer(one.filled(name), other.filled(name)))
  }
}

function comparer(one: Column, other: Column): Compare {
  if (one instanceof BigInt64Array) return int64Comparer(one, other as typeof one)
  if (Array.isArray(one)) {
    return (a, b) => Buffer.compare(Buffer.from(one[a]), Buffer.from((other as string[])[b]))
  }
  if (one instanceof BigUint64Array) throw new Error('no table is sorted by a uint64')
  return (a, b) => one[a] - (other as typeof one)[b]
}

/** The high words are signed, the low ones are not. */
function int64Comparer(
  one: BigInt64Array<ArrayBuffer>,
  other: BigInt64Array<ArrayBuffer>,
): Compare {
  const left = words(one)
  const right = words(other)
  return (a, b) => {
    const high = (left[2 * a + 1] | 0) - (right[2 * b + 1] | 0)
    return high !== 0 ? high : left[2 * a] - right[2 * b]
  }
}
