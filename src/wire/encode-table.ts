import {
  type Data,
  type DataType,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Struct,
} from 'apache-arrow'
import type { Contract, Field } from '../contracts/contract.ts'
import type { Column, Table } from '../table/table.ts'
import { schemaOf } from './arrow-schema.ts'

/**
 * An Arrow IPC stream is a schema, then batches of rows, then an end. The parts are made one by one:
 * a schema's bytes are the same every second, and a long answer is sent batch by batch.
 */

/** What ends a stream: the continuation mark and a length of 0. */
export const STREAM_END = Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0)

/** The type of a field of a schema that is only known when it runs. */
type ColumnType = Schema['fields'][number]['type']

const NO_ROWS = new Uint8Array(0)
const schemaBytes = new WeakMap<Contract, Uint8Array>()
const utf8 = new TextEncoder()

/** A whole stream of one table; a schema and no batch where the table has no rows. */
export function encodeTable(table: Table): Uint8Array<ArrayBuffer> {
  return concatenate([encodeSchema(table.contract), encodeRows(table), STREAM_END])
}

/** The beginning of a stream of a contract's rows. */
export function encodeSchema(contract: Contract): Uint8Array {
  const known = schemaBytes.get(contract)
  if (known) return known
  const writer = new RecordBatchStreamWriter()
  writer.reset(undefined, schemaOf(contract))
  const bytes = writer.finish().toUint8Array(true).slice(0, -STREAM_END.length)
  schemaBytes.set(contract, bytes)
  return bytes
}

/** One batch of a stream; nothing where the table has no rows. */
export function encodeRows(table: Table): Uint8Array {
  if (table.length === 0) return NO_ROWS
  const schema = schemaOf(table.contract)
  const children = table.contract.fields.map((field, index) =>
    columnData(field, schema.fields[index].type, table.filled(field.name)),
  )
  const data = makeData({
    type: new Struct(schema.fields),
    length: table.length,
    nullCount: 0,
    children,
  })
  const writer = new RowsWriter()
  writer.write(new RecordBatch(schema, data))
  return writer.finish().toUint8Array(true)
}

/** Writes batches without the schema before and the end behind them. */
class RowsWriter extends RecordBatchStreamWriter {
  protected override _writeSchema(): this {
    return this
  }

  protected override _writeFooter(): this {
    return this
  }
}

/** A column as Arrow holds it; numbers share the table's memory. */
function columnData({ kind, letters }: Field, type: ColumnType, column: Column): Data {
  const length = column.length
  if (Array.isArray(column)) return textData(type, column)
  if (kind === 'letter') {
    return textData(
      type,
      Array.from(column as Uint8Array, (code) => letters[code]),
    )
  }
  if (kind !== 'boolean') return makeData({ type, length, nullCount: 0, data: column })
  const bits = new Uint8Array((length + 7) >> 3)
  for (let row = 0; row < length; row++) {
    if (column[row] !== 0) bits[row >> 3] |= 1 << (row & 7)
  }
  return makeData({ type, length, nullCount: 0, data: bits })
}

function textData(type: ColumnType, texts: readonly string[]): Data {
  const data = utf8.encode(texts.join(''))
  const valueOffsets = new Int32Array(texts.length + 1)
  // Where every text is ASCII, bytes are counted without encoding each by itself.
  const isAscii = data.length === texts.reduce((sum, text) => sum + text.length, 0)
  for (const [row, text] of texts.entries()) {
    const bytes = isAscii ? text.length : utf8.encode(text).length
    valueOffsets[row + 1] = valueOffsets[row] + bytes
  }
  return makeData({ type, length: texts.length, nullCount: 0, valueOffsets, data })
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
