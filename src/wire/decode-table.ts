import type { Contract, Field } from '../contracts/contract.ts'
import { type BinaryKind, charCode, KINDS } from '../contracts/kinds.ts'
import { Failure } from '../failure.ts'
import { FormatError } from '../format-error.ts'
import { type Column, Table } from '../table/table.ts'
import { ByteView, decodeUtf8 } from './byte-view.ts'
import { type RowsHeader, readRowsHeader } from './rows-header.ts'
import { readSchema } from './schema-message.ts'

/** The continuation marker of a message, and the bytes of marker and length. */
const CONTINUATION = 0xffffffff
const PREFIX_BYTES = 8

/**
 * The mirror of `encodeTable`: the single table of a stream, empty if the stream has only a schema.
 *
 * @throws Failure `input` if the bytes are not such a stream, or have several batches
 */
export function decodeTable(bytes: Uint8Array): Table {
  const { contract, tables } = decodeTables(bytes)
  if (tables.length > 1) throw notArrow(`${tables.length} batches of rows where one is sent`)
  return tables[0] ?? new Table(contract, 0)
}

/**
 * The tables of a stream, one per batch. Number columns share the memory of bytes that are aligned
 * to 8.
 *
 * @throws Failure `input` if the bytes are not a stream of tables
 */
export function decodeTables(bytes: Uint8Array): { contract: Contract; tables: Table[] } {
  return withFailure(() => {
    const stream = aligned(bytes)
    const view = new ByteView(stream)
    const schemaEnd = PREFIX_BYTES + messageBytes(view, 0)
    const contract = readSchema(view.bytes(0, schemaEnd))
    const tables: Table[] = []
    for (let at = schemaEnd; messageBytes(view, at) > 0; ) {
      const { table, end } = readRows(contract, view, at)
      tables.push(table)
      at = end
    }
    return { contract, tables }
  })
}

/**
 * The mirror of `encodeSchema`: a single schema message.
 *
 * @throws Failure `input` if the bytes are not a schema message
 */
export function decodeSchema(bytes: Uint8Array): Contract {
  return withFailure(() => {
    const end = PREFIX_BYTES + messageBytes(new ByteView(bytes), 0)
    if (end !== bytes.length) throw new FormatError(`a schema of ${end} bytes in ${bytes.length}`)
    return readSchema(bytes)
  })
}

/**
 * The mirror of `encodeRows`: a single batch of rows; empty bytes are a table without rows.
 *
 * @throws Failure `input` if the bytes are not a batch of that contract
 */
export function decodeRows(contract: Contract, bytes: Uint8Array): Table {
  if (bytes.length === 0) return new Table(contract, 0)
  return withFailure(() => {
    const view = new ByteView(aligned(bytes))
    messageBytes(view, 0)
    const { table, end } = readRows(contract, view, 0)
    if (end !== bytes.length) throw new FormatError(`bytes follow the batch, from ${end} on`)
    return table
  })
}

/** Turns a FormatError into a Failure; any other error is a bug and passes through. */
function withFailure<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof FormatError ? notArrow(error.message, error) : error
  }
}

/**
 * Copies unaligned bytes, since columns are read in place. (A Node Buffer's slice would not copy.)
 */
function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes)
}

/** Length of the message at an offset, without its prefix; 0 is the end of the stream. */
function messageBytes(view: ByteView, at: number): number {
  if (view.u32(at) !== CONTINUATION) throw new FormatError(`no message at byte ${at}`)
  return view.u32(at + 4)
}

function readRows(contract: Contract, view: ByteView, at: number): { table: Table; end: number } {
  const head = readRowsHeader(view, at)
  const body = view.bytes(at + head.body, head.bodyBytes)
  return { table: tableOf(contract, head, body), end: at + head.body + head.bodyBytes }
}

function tableOf(
  contract: Contract,
  { rows, columns, buffers }: RowsHeader,
  body: Uint8Array,
): Table {
  const { fields } = contract
  if (columns !== fields.length) throw new FormatError(`${columns} columns of ${fields.length}`)
  const spans = buffers.values()
  const next = () => {
    const { value } = spans.next()
    if (!value || value.offset < 0 || value.offset + value.bytes > body.length)
      throw new FormatError('too few buffers for the columns, or truncated')
    return body.subarray(value.offset, value.offset + value.bytes)
  }
  const values: Record<string, Column> = {}
  for (const field of fields) {
    // The validity buffer: no row is null.
    next()
    values[field.name] = columnOf(field, rows, next)
  }
  return Table.from(contract, values, rows)
}

function columnOf(field: Field, rows: number, next: () => Uint8Array): Column {
  if (field.kind === 'text') return textsOf(rows, next(), next())
  const { form } = KINDS[field.kind]
  if (form === 'letters') return lettersOf(field, rows, next(), next())
  if (form === 'chars') return charsOf(field, rows, next(), next())
  const buffer = next()
  if (form === 'bits') {
    assertHolds(buffer, Math.ceil(rows / 8))
    return Uint8Array.from({ length: rows }, (_, row) => (buffer[row >> 3] >> (row & 7)) & 1)
  }
  return numbersOf(field.kind, rows, buffer)
}

function numbersOf(
  kind: BinaryKind,
  rows: number,
  { buffer, byteOffset, byteLength }: Uint8Array,
): Column {
  const { width, view } = KINDS[kind]
  assertHolds({ length: byteLength }, rows * width)
  assertAligned(byteOffset, width)
  return view(buffer as ArrayBuffer, byteOffset, rows)
}

function textsOf(rows: number, offsetBytes: Uint8Array, bytes: Uint8Array): string[] {
  const offsets = offsetsOf(rows, offsetBytes, bytes)
  return Array.from({ length: rows }, (_, row) =>
    decodeUtf8(bytes.subarray(offsets[row], offsets[row + 1])),
  )
}

/** The offsets of texts, checked to be ascending, so that no byte is read twice. */
function offsetsOf(rows: number, offsetBytes: Uint8Array, bytes: Uint8Array): Int32Array {
  assertHolds(offsetBytes, 4 * (rows + 1))
  assertAligned(offsetBytes.byteOffset, 4)
  const offsets = new Int32Array(offsetBytes.buffer, offsetBytes.byteOffset, rows + 1)
  assertHolds(bytes, offsets[rows])
  for (let row = 0, last = 0; row <= rows; row++) {
    if (offsets[row] < last) throw new FormatError(`texts out of order at row ${row}`)
    last = offsets[row]
  }
  return offsets
}

/** Most letters are one character, which is decoded by its byte without a string per row. */
function lettersOf(
  { name, letters }: Field,
  rows: number,
  offsetBytes: Uint8Array,
  bytes: Uint8Array,
): Column {
  const offsets = offsetsOf(rows, offsetBytes, bytes)
  const codes = new Int16Array(256).fill(-1)
  for (const [code, letter] of letters.entries()) {
    if (/^[\x20-\x7e]$/.test(letter)) codes[letter.charCodeAt(0)] = code
  }
  const column = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) {
    const [from, to] = [offsets[row], offsets[row + 1]]
    let code = to - from === 1 ? codes[bytes[from]] : -1
    if (code < 0) {
      const text = decodeUtf8(bytes.subarray(from, to))
      code = letters.indexOf(text)
      if (code < 0)
        throw new FormatError(`column ${name} has the letter ${JSON.stringify(text.slice(0, 40))}`)
    }
    column[row] = code
  }
  return column
}

function charsOf(
  { name }: Field,
  rows: number,
  offsetBytes: Uint8Array,
  bytes: Uint8Array,
): Column {
  const column = new Uint8Array(rows)
  for (const [row, text] of textsOf(rows, offsetBytes, bytes).entries()) {
    const code = charCode(text)
    if (code < 0)
      throw new FormatError(`column ${name} has ${JSON.stringify(text.slice(0, 40))}, no character`)
    column[row] = code
  }
  return column
}

function assertHolds({ length }: { readonly length: number }, needed: number): void {
  if (length < needed)
    throw new FormatError(`a buffer of ${length} bytes where ${needed} are needed`)
}

/** Arrow aligns buffers to 8 bytes. */
function assertAligned(at: number, width: number): void {
  if (at % width !== 0) throw new FormatError(`a buffer at byte ${at}, not a multiple of ${width}`)
}

function notArrow(found: string, cause?: FormatError): Failure {
  const what = 'the message is not an Arrow stream of rows'
  const expected = 'a schema, rows without nulls, and an end'
  return new Failure({ code: 'input', what, expected, found }, { cause })
}
