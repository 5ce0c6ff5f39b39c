import type { Contract, Field } from '../contracts/contract.ts'
import { type BinaryKind, charCode, KINDS } from '../contracts/kinds.ts'
import { Failure } from '../failure.ts'
import { type Column, Table } from '../table/table.ts'
import { type RowsHead, readRowsHead } from './rows-message.ts'
import { readSchema } from './schema-message.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Schemas that came lately: a stream repeats its few every second. */
const MAX_SCHEMAS = 32
const known: { readonly bytes: Uint8Array; readonly contract: Contract }[] = []

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
  // Columns are looked at in place, 64-bit words among them. (A Node Buffer's slice is no copy.)
  const stream = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes)
  try {
    const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength)
    const schemaEnd = 8 + messageBytes(view, 0)
    const contract = contractFrom(stream.subarray(0, schemaEnd))
    const tables: Table[] = []
    for (let at = schemaEnd; messageBytes(view, at) > 0; ) {
      const head = readRowsHead(view, at)
      const end = at + head.body + head.bodyBytes
      if (head.bodyBytes < 0 || end > stream.length) throw notArrow(`a batch to byte ${end}`)
      tables.push(tableOf(contract, head, stream.subarray(at + head.body, end)))
      at = end
    }
    return { contract, tables }
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw notArrow(cause instanceof Error ? cause.message : String(cause))
  }
}

/** Bytes of the message that begins there, its own prefix left out; 0 is the stream's end. */
function messageBytes(view: DataView, at: number): number {
  if (view.getUint32(at, true) !== 0xffffffff) throw notArrow(`no message at byte ${at}`)
  return view.getUint32(at + 4, true)
}

function contractFrom(schema: Uint8Array): Contract {
  const index = known.findIndex(({ bytes }) => isSame(bytes, schema))
  // The latest used first: with as many as are sent, all are found near the beginning.
  const [found] =
    index < 0
      ? [{ bytes: new Uint8Array(schema), contract: readSchema(schema) }]
      : known.splice(index, 1)
  known.unshift(found)
  if (known.length > MAX_SCHEMAS) known.pop()
  return found.contract
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}

function tableOf(
  contract: Contract,
  { rows, columns, buffers }: RowsHead,
  body: Uint8Array,
): Table {
  const { fields } = contract
  if (columns !== fields.length) throw notArrow(`${columns} columns of ${fields.length}`)
  const spans = buffers.values()
  const next = () => {
    const { value } = spans.next()
    if (!value || value.offset < 0 || value.offset + value.bytes > body.length)
      throw notArrow('fewer buffers than the columns need, or cut short')
    return body.subarray(value.offset, value.offset + value.bytes)
  }
  const values: Record<string, Column> = {}
  for (const field of fields) {
    // Says which rows are null: none is.
    next()
    values[field.name] = columnOf(field, rows, next)
  }
  return Table.from(contract, values, rows)
}

function columnOf(field: Field, rows: number, next: () => Uint8Array): Column {
  const { kind } = field
  if (kind === 'text') return textsOf(rows, next(), next())
  if (kind === 'letter') return lettersOf(field, rows, next(), next())
  if (kind === 'char') return charsOf(field, rows, next(), next())
  const buffer = next()
  if (kind === 'boolean') {
    assertHolds(buffer, Math.ceil(rows / 8))
    return Uint8Array.from({ length: rows }, (_, row) => (buffer[row >> 3] >> (row & 7)) & 1)
  }
  return numbersOf(kind, rows, buffer)
}

function numbersOf(
  kind: BinaryKind,
  rows: number,
  { buffer, byteOffset, byteLength }: Uint8Array,
): Column {
  const { width, view } = KINDS[kind]
  assertHolds({ length: byteLength }, rows * width)
  return view(buffer as ArrayBuffer, byteOffset, rows)
}

function textsOf(rows: number, offsetBytes: Uint8Array, bytes: Uint8Array): string[] {
  const offsets = offsetsOf(rows, offsetBytes, bytes)
  return Array.from({ length: rows }, (_, row) =>
    utf8.decode(bytes.subarray(offsets[row], offsets[row + 1])),
  )
}

/** Where each text begins and the last ends; one after the other, so that none is read twice. */
function offsetsOf(rows: number, offsetBytes: Uint8Array, bytes: Uint8Array): Int32Array {
  assertHolds(offsetBytes, 4 * (rows + 1))
  const offsets = new Int32Array(offsetBytes.buffer, offsetBytes.byteOffset, rows + 1)
  assertHolds(bytes, offsets[rows])
  for (let row = 0, last = 0; row <= rows; row++) {
    if (offsets[row] < last) throw notArrow(`texts out of order at row ${row}`)
    last = offsets[row]
  }
  return offsets
}

/** Most letters are a character: those are told by their byte, without a text for each row. */
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
      const text = utf8.decode(bytes.subarray(from, to))
      code = letters.indexOf(text)
      if (code < 0)
        throw notArrow(`column ${name} has the letter ${JSON.stringify(text.slice(0, 40))}`)
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
      throw notArrow(`column ${name} has ${JSON.stringify(text.slice(0, 40))}, no character`)
    column[row] = code
  }
  return column
}

function assertHolds({ length }: { readonly length: number }, needed: number): void {
  if (length < needed) throw notArrow(`a buffer of ${length} bytes where ${needed} are needed`)
}

function notArrow(why: string): Failure {
  return new Failure({
    code: 'input',
    what: 'the message is no Arrow stream of rows',
    expected: 'a schema, rows without nulls, and an end',
    found: why,
  })
}
