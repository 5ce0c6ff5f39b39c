import type { RecordBatch } from '../dbn/decoder.ts'
import { upgrade } from '../dbn/upgrade.ts'
import { gather } from '../table/gather.ts'
import type { Columns, Table } from '../table/table.ts'

/** Appends a batch's records to a table of the contract that the lake stores them under. */
export function appendRecords<C extends Columns>(
  { layout, table }: RecordBatch,
  target: Table<C>,
): void {
  target.reserve(table.length)
  const rows = Int32Array.from({ length: table.length }, (_, row) => row)
  gather(upgrade(layout, table), rows, target)
  target.length += table.length
}
