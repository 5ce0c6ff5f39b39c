import { type PartitionReader, readPartition } from '../lake/partition/read.ts'
import type { Lake, Partition } from '../lake/paths.ts'
import type { Table } from '../table/table.ts'

/** Reads records of several days in order: one row group in memory, the next being decoded. */
export class RecordFeed {
  readonly #readers: readonly PartitionReader[]
  /** The row groups of each reader, in order. */
  readonly #tables: readonly AsyncGenerator<Table>[]
  #reader = 0
  #group = 0
  #table: Table | undefined
  #row = 0
  #consumedRows = 0

  private constructor(readers: readonly PartitionReader[], columns: readonly string[]) {
    this.#readers = readers
    this.#tables = readers.map((reader) => reader.tables(columns))
  }

  static async open(
    lake: Lake,
    partitions: readonly Partition[],
    columns: readonly string[],
  ): Promise<RecordFeed> {
    const readers: PartitionReader[] = []
    try {
      for (const partition of partitions) readers.push(await readPartition(lake, partition))
    } catch (error) {
      for (const reader of readers) await reader.close()
      throw error
    }
    return new RecordFeed(readers, columns)
  }

  /** Records consumed so far. */
  get consumed(): number {
    return this.#consumedRows + this.#row
  }

  get total(): number {
    return this.#readers.reduce((sum, reader) => sum + reader.manifest.rows, 0)
  }

  /** Whether all records have been consumed. */
  get isOver(): boolean {
    return this.#reader === this.#readers.length
  }

  /**
   * Passes records of at most one row group to `apply`.
   *
   * @param apply applies rows from a given one, returns the first row not applied or the length
   * @param endFile called after a day's last record
   * @returns true if `apply` stopped before the end
   */
  async advance(
    apply: (table: Table, row: number) => number,
    endFile: () => void,
  ): Promise<boolean> {
    const reader = this.#readers[this.#reader]
    this.#table ??= (await this.#tables[this.#reader].next()).value as Table
    this.#row = apply(this.#table, this.#row)
    if (this.#row < this.#table.length) return true
    this.#consumedRows += this.#table.length
    this.#row = 0
    this.#table = undefined
    if (++this.#group < reader.rowGroups.length) return false
    endFile()
    this.#reader++
    this.#group = 0
    return false
  }

  async close(): Promise<void> {
    for (const tables of this.#tables) await tables.return(undefined)
    for (const reader of this.#readers) await reader.close()
  }
}
