import { buffersOf, concatenate } from '../arrow/buffers.ts'
import { type Detail, STREAM_END, schemaMessage } from '../arrow/schema.ts'
import type { Contract } from '../contracts/contract.ts'
import type { Table } from '../table/table.ts'
import { aligned, type BufferSpan, rowsHeaderBytes, writeRowsHeader } from './rows-header.ts'

/**
 * An Arrow IPC stream: a schema, then batches of rows, then an end marker. Each part is encoded by
 * itself, since schema bytes are the same every second and long responses are sent batch by batch.
 */

export { concatenate, STREAM_END }

const NO_ROWS = new Uint8Array(0)

/**
 * A whole stream of one table; a schema and no batch where the table has no rows.
 *
 * @param contract which of its columns, if not all
 */
export function encodeTable(table: Table, contract = table.contract): Uint8Array<ArrayBuffer> {
  return concatenate([encodeSchema(contract), encodeRows(table, contract), STREAM_END])
}

/** The schema message of a contract. */
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
  const headBytes = rowsHeaderBytes(fields.length, parts.length)
  const message = new Uint8Array(headBytes + bodyBytes)
  writeRowsHeader(new DataView(message.buffer), table.length, fields.length, spans, bodyBytes)
  for (const [index, part] of parts.entries()) message.set(part, headBytes + spans[index].offset)
  return message
}
