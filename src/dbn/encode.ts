import type { Table } from '../table/table.ts'
import { Block } from './block.ts'
import type { RecordLayout } from './layout.ts'
import { RecordColumns } from './record-columns.ts'

/** Rows copied at a time, so that the records stay in the CPU cache for every column's copy. */
const SLICE_ROWS = 1024

/**
 * Encodes rows of a table from `row` on, as many as the block has room for.
 *
 * @param at byte offset of the first record in the block, a multiple of four
 * @returns rows encoded
 */
export function encodeRows(columns: RecordColumns, row: number, block: Block, at: number): number {
  const { layout, table } = columns
  const room = Math.floor((block.capacity - at) / layout.size)
  const rows = Math.min(table.length - row, room)
  for (let done = 0; done < rows; done += SLICE_ROWS)
    columns.encode(row + done, Math.min(SLICE_ROWS, rows - done), block, at + done * layout.size)
  return rows
}

/** Encodes all rows of a table as records, the mirror of decoding. */
export function encodeTable(layout: RecordLayout, table: Table): Uint8Array<ArrayBuffer> {
  const block = new Block(table.length * layout.size)
  encodeRows(new RecordColumns(layout, table), 0, block, 0)
  return block.bytes.subarray(0, table.length * layout.size)
}
