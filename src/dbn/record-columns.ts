import { type Table, words } from '../table/table.ts'
import { type Block, copyBytes, copyHalves, copyWordPairs, copyWords } from './block.ts'
import type { LayoutField, RecordLayout } from './layout.ts'
import { readText, sameText, writeText } from './text.ts'

/**
 * Copies a table's rows out of records and into them, a column at a time; both are the same strided
 * copy. Bound to the table's current arrays: bind again after it has grown.
 */
export class RecordColumns {
  readonly layout: RecordLayout
  readonly table: Table
  readonly #copies: readonly FieldCopy[]

  constructor(layout: RecordLayout, table: Table) {
    this.layout = layout
    this.table = table
    this.#copies = layout.fields.map((field) => bindField(layout, field, table))
  }

  /**
   * Decodes `count` records into the rows from `row` on.
   *
   * @param at byte offset of the first record in the block, a multiple of four
   * @param stride bytes from one record to the next; at least the layout's size
   */
  decode(block: Block, at: number, stride: number, count: number, row: number): void {
    for (const copy of this.#copies) copy.decode(block, at, stride, count, row)
  }

  /** Encodes `count` rows from `row` on as records of the layout's size, the mirror of decode. */
  encode(row: number, count: number, block: Block, at: number): void {
    const { size, reserved } = this.layout
    if (reserved.length > 0) block.bytes.fill(0, at, at + count * size)
    for (let record = 0; record < count; record++) block.bytes[at + record * size] = size / 4
    for (const copy of this.#copies) copy.encode(row, count, block, at)
  }
}

/** Copies one field between block and column. */
interface FieldCopy {
  decode(block: Block, at: number, stride: number, count: number, row: number): void
  encode(row: number, count: number, block: Block, at: number): void
}

function bindField(layout: RecordLayout, field: LayoutField, table: Table): FieldCopy {
  const { name, kind, offset, bytes } = field
  const { size } = layout
  // ts_out is in the last eight bytes, even where the record is longer than its layout.
  const offsetIn = (stride: number) => (name === 'ts_out' ? stride - bytes : offset)

  if (kind === 'text') return bindText(field, size, table.column(name, kind))
  if (kind === 'int64' || kind === 'uint64') {
    const column = words(table.column<'int64' | 'uint64'>(name, kind))
    return {
      decode: (block, at, stride, count, row) => {
        const from = (at + offsetIn(stride)) / 4
        copyWordPairs(block.words, from, stride / 4, column, row * 2, 2, count)
      },
      encode: (row, count, block, at) =>
        copyWordPairs(column, row * 2, 2, block.words, (at + offset) / 4, size / 4, count),
    }
  }
  if (kind === 'uint32' || kind === 'int32') {
    const values = table.column<'uint32' | 'int32'>(name, kind)
    const column = new Uint32Array(values.buffer, values.byteOffset, values.length)
    return {
      decode: (block, at, stride, count, row) =>
        copyWords(block.words, (at + offset) / 4, stride / 4, column, row, 1, count),
      encode: (row, count, block, at) =>
        copyWords(column, row, 1, block.words, (at + offset) / 4, size / 4, count),
    }
  }
  if (kind === 'uint16' || kind === 'int16') {
    const values = table.column<'uint16' | 'int16'>(name, kind)
    const column = new Uint16Array(values.buffer, values.byteOffset, values.length)
    return {
      decode: (block, at, stride, count, row) =>
        copyHalves(block.halves, (at + offset) / 2, stride / 2, column, row, 1, count),
      encode: (row, count, block, at) =>
        copyHalves(column, row, 1, block.halves, (at + offset) / 2, size / 2, count),
    }
  }
  const values = table.column<'uint8' | 'int8' | 'char'>(name, kind as 'uint8' | 'int8' | 'char')
  const column = new Uint8Array(values.buffer, values.byteOffset, values.length)
  return {
    decode: (block, at, stride, count, row) =>
      copyBytes(block.bytes, at + offset, stride, column, row, 1, count),
    encode: (row, count, block, at) =>
      copyBytes(column, row, 1, block.bytes, at + offset, size, count),
  }
}

/**
 * Neighbouring records mostly have equal texts (currency, group, asset), which then share one
 * string.
 */
function bindText({ offset, bytes }: LayoutField, size: number, column: string[]): FieldCopy {
  return {
    decode: (block, at, stride, count, row) => {
      let from = at + offset
      column[row] = readText(block.bytes, from, bytes)
      for (let record = 1; record < count; record++) {
        from += stride
        column[row + record] = sameText(block.bytes, from, from - stride, bytes)
          ? column[row + record - 1]
          : readText(block.bytes, from, bytes)
      }
    },
    encode: (row, count, block, at) => {
      for (let record = 0; record < count; record++) {
        const to = at + record * size + offset
        writeText(block.bytes, to, bytes, column[row + record])
      }
    },
  }
}
