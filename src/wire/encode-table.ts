import { type Detail, STREAM_END, schemaMessage } from '../arrow/schema.ts'
import type { Contract, Field } from '../contracts/contract.ts'
import { charText } from '../contracts/kinds.ts'
import type { Column, Table } from '../table/table.ts'
import { aligned, type BufferSpan, rowsHeadBytes, writeRowsHead } from './rows-message.ts'

/**
 * An Arrow IPC stream is a schema, then batches of rows, then an end. The parts are made one by one:
 * a schema's bytes are the same every second, and a long answer is sent batch by batch.
 */

export { STREAM_END }

const NO_ROWS = new Uint8Array(0)
const utf8 = new TextEncoder()

/**
 * A whole stream of one table; a schema and no batch where the table has no rows.
 *
 * @param contract which of its columns, if not all
 */
export function encodeTable(table: Table, contract = table.contract): Uint8Array<ArrayBuffer> {
  return concatenate([encodeSchema(contract), encodeRows(table, contract), STREAM_END])
}

/** The beginning of a stream of a contract's rows. */
export function encodeSchema(contract: Contract, detail: Detail = 'bare'): Uint8Array {
  return schemaMessage(contract, detail)
}

/**
 * One batch of a stream; nothing where the table has no rows.
 *
 * @param contract which of its columns, if not all
 */
export function encodeRows(table: Table, { fields } = table.contract): Uint8Array {
  if (table.length === 0) return NO_ROWS
  const parts = fields.flatMap((field) => buffersOf(field, table.filled(field.name)))
  const spans: BufferSpan[] = []
  let bodyBytes = 0
  for (const { length } of parts) {
    spans.push({ offset: bodyBytes, bytes: length })
    bodyBytes += aligned(length)
  }
  const headBytes = rowsHeadBytes(fields.length, parts.length)
  const message = new Uint8Array(headBytes + bodyBytes)
  writeRowsHead(new DataView(message.buffer), table.length, fields.length, spans, bodyBytes)
  for (const [index, part] of parts.entries()) message.set(part, headBytes + spans[index].offset)
  return message
}

/** A column's buffers as Arrow orders them; the first says which rows are null: none. */
function buffersOf({ kind, letters }: Field, column: Column): Uint8Array[] {
  if (Array.isArray(column)) return textBuffers(column.map((text) => utf8.encode(text)))
  if (kind === 'letter') {
    const encoded = letters.map((letter) => utf8.encode(letter))
    return textBuffers(Array.from(column as Uint8Array, (code) => encoded[code]))
  }
  if (kind === 'char') {
    return textBuffers(Array.from(column as Uint8Array, (code) => utf8.encode(charText(code))))
  }
  if (kind === 'boolean') return [NO_ROWS, bitsOf(column as Uint8Array)]
  return [NO_ROWS, new Uint8Array(column.buffer, column.byteOffset, column.byteLength)]
}

/** A bit a row, the lowest first. */
function bitsOf(flags: Uint8Array): Uint8Array {
  const bits = new Uint8Array((flags.length + 7) >> 3)
  for (let row = 0; row < flags.length; row++) {
    if (flags[row] !== 0) bits[row >> 3] |= 1 << (row & 7)
  }
  return bits
}

/** Where each text begins and the last ends, int32, and the texts. */
function textBuffers(texts: readonly Uint8Array[]): Uint8Array[] {
  const offsets = new Int32Array(texts.length + 1)
  for (const [row, { length }] of texts.entries()) offsets[row + 1] = offsets[row] + length
  return [NO_ROWS, new Uint8Array(offsets.buffer), concatenate(texts)]
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
