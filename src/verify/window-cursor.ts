import type { PartitionReader } from '../lake/partition/read.ts'
import { Table, words } from '../table/table.ts'

/**
 * Iterates over a partition's windows with one row group in memory: rows `from` to `to` (exclusive)
 * of `table` are the window's. Rows of a window that are not contiguous come as several windows.
 */
export class WindowCursor {
  /** The row group's rows. */
  table: Table
  /** The partition's row at the start of `table`. */
  firstRow = 0
  from = 0
  to = 0
  readonly #reader: PartitionReader
  readonly #columns: readonly string[]
  #group = 0

  private constructor(reader: PartitionReader, columns: readonly string[]) {
    this.#reader = reader
    this.#columns = columns
    this.table = new Table(reader.contract, 0)
  }

  /** @param columns columns to read besides the window's end */
  static async open(reader: PartitionReader, columns: readonly string[]): Promise<WindowCursor> {
    const cursor = new WindowCursor(reader, ['window_end_ts_ns', ...columns])
    await cursor.next()
    return cursor
  }

  /** The window's end, ns; undefined after the last. */
  get end(): bigint | undefined {
    return this.from < this.to
      ? this.table.column('window_end_ts_ns', 'int64')[this.from]
      : undefined
  }

  get rows(): number {
    return this.to - this.from
  }

  async next(): Promise<void> {
    this.from = this.to
    while (this.from === this.table.length && this.#group < this.#reader.rowGroups.length) {
      this.firstRow += this.table.length
      this.table = await this.#reader.read(this.#group++, this.#columns)
      this.from = 0
    }
    this.to = this.#windowEnd()
  }

  /** Advances to the window that ends at `end`, or to the first after it. */
  async seek(end: bigint): Promise<void> {
    while (this.end !== undefined && this.end < end) await this.next()
  }

  /** The row after the window that starts at `from`. */
  #windowEnd(): number {
    const ends = words(this.table.column('window_end_ts_ns', 'int64'))
    const low = ends[2 * this.from]
    const high = ends[2 * this.from + 1]
    let row = this.from
    while (row < this.table.length && ends[2 * row] === low && ends[2 * row + 1] === high) row++
    return row
  }
}

/**
 * The ends of all windows of either cursor, in order; a cursor that has the window is positioned at
 * it.
 */
export async function* joinWindows(one: WindowCursor, other: WindowCursor): AsyncGenerator<bigint> {
  for (;;) {
    const a = one.end
    const b = other.end
    const end = b === undefined || (a !== undefined && a < b) ? a : b
    if (end === undefined) return
    yield end
    if (a === end) await one.next()
    if (b === end) await other.next()
  }
}
