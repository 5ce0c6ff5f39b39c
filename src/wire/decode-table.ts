import { type Data, RecordBatchReader } from 'apache-arrow'
import type { Contract, Field } from '../contracts/contract.ts'
import { Failure } from '../failure.ts'
import { type Column, Table } from '../table/table.ts'
import { contractOf } from './arrow-schema.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * The mirror of `encodeTable`: the one table of a stream, without rows where the stream is only a
 * schema.
 *
 * @throws Failure `input` where the bytes are no such stream, or of several batches
 */
export function decodeTable(bytes: Uint8Array): Table {
  const { contract, tables } = decodeTables(bytes)
  if (tables.length > 1) throw notArrow(`${tables.length} batches of rows where one is sent`)
  return tables[0] ?? new Table(contract, 0)
}

/**
 * The tables of a stream, one a batch; numbers share the memory of the bytes where they are aligned
 * to 8.
 *
 * @throws Failure `input` where the bytes are no stream of tables
 */
export function decodeTables(bytes: Uint8Array): { contract: Contract; tables: Table[] } {
  // Columns are looked at in place, 64-bit words among them.
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice()
  try {
    const reader = RecordBatchReader.from(aligned).open()
    const contract = contractOf(reader.schema)
    const tables: Table[] = []
    for (const { data, numRows } of reader) {
      // A stream that is only a schema is given as one batch of no rows.
      if (numRows > 0) tables.push(tableOf(contract, data, numRows))
    }
    return { contract, tables }
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw notArrow(cause instanceof Error ? cause.message : String(cause))
  }
}

function tableOf(contract: Contract, { children }: Data, rows: number): Table {
  const columns: Record<string, Column> = {}
  for (const [index, field] of contract.fields.entries()) {
    const data = children[index]
    if (data.length !== rows || data.nullCount > 0) {
      throw notArrow(`column ${field.name} has ${data.length} rows, ${data.nullCount} of them null`)
    }
    columns[field.name] = columnOf(field, data)
  }
  return Table.from(contract, columns, rows)
}

function columnOf({ name, kind, letters }: Field, data: Data): Column {
  if (kind === 'text') return textsOf(data)
  if (kind === 'letter') {
    return Uint8Array.from(textsOf(data), (text) => {
      const code = letters.indexOf(text)
      if (code < 0) throw notArrow(`column ${name} has the letter ${JSON.stringify(text)}`)
      return code
    })
  }
  if (kind !== 'boolean') return data.values as Column
  const bits = data.values as Uint8Array
  return Uint8Array.from({ length: data.length }, (_, row) => (bits[row >> 3] >> (row & 7)) & 1)
}

function textsOf({ length, values, valueOffsets }: Data): string[] {
  const bytes = values as Uint8Array
  return Array.from({ length }, (_, row) =>
    utf8.decode(bytes.subarray(valueOffsets[row], valueOffsets[row + 1])),
  )
}

function notArrow(why: string): Failure {
  return new Failure({
    code: 'input',
    what: 'the message is no Arrow stream of rows',
    expected: 'a schema, rows without nulls, and an end',
    found: why,
  })
}
