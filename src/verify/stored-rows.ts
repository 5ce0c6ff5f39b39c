import type { Field } from '../contracts/contract.ts'
import { cellOf } from '../contracts/kinds.ts'
import type { PartitionReader } from '../lake/partition/read.ts'
import type { ReferenceRow } from '../surfaces/reference-rows.ts'
import type { Column, Table } from '../table/table.ts'
import { formatCell } from './cells.ts'
import type { Evidence } from './evidence.ts'

type RowPlace = (table: Table, row: number, firstRow: number) => string

interface NamedColumn {
  readonly field: Field
  readonly cells: Column
}

interface LoadedGroup {
  readonly table: Table
  readonly columns: readonly NamedColumn[]
  /** Those of the sort keys, in their order. */
  readonly keys: readonly NamedColumn[]
  readonly firstRow: number
}

/**
 * Compares a stored partition's rows with the reference's, matched by sort keys, so that one
 * missing or extra row does not affect the rest. Row groups are loaded as far as the reference has
 * got, and dropped once compared.
 */
export class StoredRows {
  /** Number of rows compared. */
  compared = 0
  readonly #name: string
  readonly #reader: PartitionReader
  readonly #keys: readonly string[]
  readonly #place: RowPlace
  readonly #evidence: Evidence
  readonly #loaded: LoadedGroup[] = []
  #group = 0
  #readRows = 0
  /** Row of the first loaded group. */
  #row = 0
  /** The last window read. */
  #end = 0n

  /**
   * @param name of the table, for messages
   * @param keys the dataset's sort keys, the window's end first
   * @param place how messages name a row of it
   */
  constructor(
    name: string,
    reader: PartitionReader,
    keys: readonly string[],
    place: RowPlace,
    evidence: Evidence,
  ) {
    this.#name = name
    this.#reader = reader
    this.#keys = keys
    this.#place = place
    this.#evidence = evidence
  }

  /** Loads rows up to the window that ends at `end`, or all. */
  async readThrough(end: bigint): Promise<void> {
    while (this.#end <= end && this.#group < this.#reader.rowGroups.length) {
      const table = await this.#reader.read(this.#group++)
      if (table.length === 0) continue
      const columns = table.contract.fields.map((field) => columnOf(table, field))
      const keys = this.#keys.flatMap((key) => columns.filter(({ field }) => field.name === key))
      this.#loaded.push({ table, columns, keys, firstRow: this.#readRows })
      this.#readRows += table.length
      this.#end = table.column('window_end_ts_ns', 'int64')[table.length - 1]
    }
  }

  /** Compares the next reference row with the stored row of the same keys. */
  compare(expected: ReferenceRow): void {
    for (;;) {
      const stored = this.#loaded[0]
      const order = stored ? this.#order(stored, expected) : 1
      if (stored && order === 0) {
        this.#compareCells(stored, expected)
        this.compared++
        this.#advance()
        return
      }
      if (!stored || order > 0) {
        this.#evidence.offend(
          () => `${this.#name} has no row of ${this.#keysOf(expected)}, but the rebuild has`,
        )
        return
      }
      this.#offendSurplus(stored)
      this.#advance()
    }
  }

  /** Ends the comparison: every stored row left is extra. */
  async end(): Promise<void> {
    for (;;) {
      if (this.#loaded.length === 0) await this.readThrough(this.#end)
      const stored = this.#loaded[0]
      if (!stored) return
      this.#offendSurplus(stored)
      this.#advance()
    }
  }

  #advance(): void {
    if (++this.#row < this.#loaded[0].table.length) return
    this.#loaded.shift()
    this.#row = 0
  }

  /** Negative if the stored row comes before the expected one. */
  #order({ keys }: LoadedGroup, expected: ReferenceRow): number {
    for (const { field, cells } of keys) {
      const found = cellOf(field, cells, this.#row)
      const wanted = expected[field.name]
      if (found !== wanted) return found < wanted ? -1 : 1
    }
    return 0
  }

  #compareCells(stored: LoadedGroup, expected: ReferenceRow): void {
    const row = this.#row
    for (const { field, cells } of stored.columns) {
      const found = cellOf(field, cells, row)
      const wanted = expected[field.name]
      if (Object.is(found, wanted)) continue
      this.#evidence.offend(
        () =>
          `${this.#placeOf(stored, row)}: ${field.name} is ${formatCell(field.name, found)}, the rebuild's ${formatCell(field.name, wanted)}`,
      )
    }
  }

  #offendSurplus(stored: LoadedGroup): void {
    const row = this.#row
    this.#evidence.offend(() => `${this.#placeOf(stored, row)}: the rebuild has no such row`)
  }

  #placeOf({ table, firstRow }: LoadedGroup, row: number): string {
    return `${this.#name} ${this.#place(table, row, firstRow)}`
  }

  #keysOf(row: ReferenceRow): string {
    return this.#keys.map((key) => `${key} ${formatCell(key, row[key])}`).join(', ')
  }
}

function columnOf(table: Table, field: Field): NamedColumn {
  return { field, cells: table.filled(field.name) }
}
