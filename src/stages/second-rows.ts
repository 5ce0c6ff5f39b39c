import type { PartitionReader } from '../lake/partition/read.ts'
import { secondFromWords } from '../market/time.ts'
import { Table, words } from '../table/table.ts'

/**
 * The rows of one second after another of a table with some rows a second: `from` to `to`
 * (exclusive) of `table`. One row group is in memory, the next being decoded.
 */
export class SecondRows {
  table: Table
  from = 0
  to = 0
  readonly #tables: AsyncGenerator<Table>

  /** @param columns columns to read besides the window's end */
  constructor(reader: PartitionReader, columns: readonly string[]) {
    this.table = new Table(reader.contract, 0)
    this.#tables = reader.tables(['window_end_ts_ns', ...columns])
  }

  /** Goes to a later second, which may have no rows. */
  async seek(endSecond: number): Promise<void> {
    this.from = this.to
    for (;;) {
      while (this.from < this.table.length && this.#secondAt(this.from) < endSecond) this.from++
      if (this.from < this.table.length) break
      const { value, done } = await this.#tables.next()
      if (done) break
      this.table = value
      this.from = 0
    }
    this.to = this.from
    while (this.to < this.table.length && this.#secondAt(this.to) === endSecond) this.to++
  }

  async close(): Promise<void> {
    await this.#tables.return(undefined)
  }

  #secondAt(row: number): number {
    const end = words(this.table.column('window_end_ts_ns', 'int64'))
    return secondFromWords(end[2 * row], end[2 * row + 1])
  }
}
