import type { Table } from '../table/table.ts'
import { Block } from './block.ts'
import type { Layout } from './layout.ts'
import { RecordColumns } from './record-columns.ts'

/** Rows copied at a time, so that the records of all columns' copies stay in the cache. */
const SLICE_ROWS = 1024

/**
 * Encodes rows of a table as records, from `row` on: as many as are there and fit.
 *
 * @param at the block's byte of the first record, a multiple of four
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

/** All rows of a table as records: the mirror of decoding them. */
export function encodeTable(layout: Layout, table: Table): Uint8Array<ArrayBuffer> {
  const block = new Block(table.length * layout.size)
  encodeRows(new RecordColumns(layout, table), 0, block, 0)
  return block.bytes.subarray(0, table.length * layout.size)
}
