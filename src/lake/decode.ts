import type { ColumnMetaData, DataReader } from 'hyparquet'
import { readRleBitPackedHybrid } from 'hyparquet/src/encoding.js'
import type { Field } from '../contracts/contract.ts'
import type { Column } from '../table/table.ts'
import { codeWidth } from './encode.ts'
import { readPage } from './pages.ts'

type NumberArray =
  | typeof BigInt64Array
  | typeof Float64Array
  | typeof Int32Array
  | typeof Uint32Array

/**
 * Decodes a column chunk that encode.ts wrote. Numbers of 32 and 64 bits are the page's memory as
 * it stands, not copied.
 *
 * @param bytes the chunk's bytes
 * @param meta what the footer says of it
 * @throws Error if it is not what was written
 */
export function decodeColumn(bytes: Uint8Array, field: Field, meta: ColumnMetaData): Column {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const reader: DataReader = { view, offset: 0 }
  const rows = Number(meta.num_values)
  const isLetter = field.kind === 'letter'
  const limit = Number(meta.total_uncompressed_size)
  if (isLetter) assertDictionary(reader, field.letters, limit)
  const encoding = isLetter ? 'RLE_DICTIONARY' : 'PLAIN'
  const page = readPage(reader, { type: 'DATA_PAGE_V2', encoding, values: rows }, limit)
  if (reader.offset !== bytes.length) throw new Error('bytes follow the only page of a column')
  return valuesOf(field, page, rows)
}

/** Codes mean what the contract says only if the file's dictionary is the contract's list. */
function assertDictionary(reader: DataReader, letters: readonly string[], limit: number): void {
  const values = letters.length
  const page = readPage(reader, { type: 'DICTIONARY_PAGE', encoding: 'PLAIN', values }, limit)
  const found = texts(page, values)
  if (found.join() !== letters.join())
    throw new Error(`the letters are ${found.join()}, not ${letters.join()}`)
}

function valuesOf(field: Field, page: Uint8Array<ArrayBuffer>, rows: number): Column {
  switch (field.kind) {
    case 'int64':
      return numbers(BigInt64Array, page, rows)
    case 'float64':
      return numbers(Float64Array, page, rows)
    case 'int32':
      return numbers(Int32Array, page, rows)
    case 'uint32':
      return numbers(Uint32Array, page, rows)
    case 'int16':
      return new Int16Array(numbers(Int32Array, page, rows))
    case 'uint16':
      return new Uint16Array(numbers(Int32Array, page, rows))
    case 'int8':
      return new Int8Array(numbers(Int32Array, page, rows))
    case 'uint8':
      return new Uint8Array(numbers(Int32Array, page, rows))
    case 'boolean':
      return bits(page, rows)
    case 'letter':
      return codes(page, rows, field.letters)
    case 'text':
      return texts(page, rows)
  }
}

function numbers<A extends NumberArray>(
  ArrayOf: A,
  page: Uint8Array<ArrayBuffer>,
  rows: number,
): InstanceType<A> {
  const width = ArrayOf.BYTES_PER_ELEMENT
  assertLength(page, rows * width)
  const aligned = page.byteOffset % width === 0 ? page : page.slice()
  return new ArrayOf(aligned.buffer, aligned.byteOffset, rows) as InstanceType<A>
}

function bits(page: Uint8Array, rows: number): Uint8Array<ArrayBuffer> {
  assertLength(page, Math.ceil(rows / 8))
  const column = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) column[row] = ((page[row >> 3] as number) >> (row & 7)) & 1
  return column
}

function codes(
  page: Uint8Array,
  rows: number,
  letters: readonly string[],
): Uint8Array<ArrayBuffer> {
  const column = new Uint8Array(rows)
  const width = codeWidth(letters)
  if (page[0] !== width) throw new Error(`codes of ${page[0]} bits, not ${width}`)
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength)
  readRleBitPackedHybrid({ view, offset: 1 }, width, column, page.length - 1)
  return column
}

function texts(page: Uint8Array, rows: number): string[] {
  const bytes = Buffer.from(page.buffer, page.byteOffset, page.byteLength)
  const column = new Array<string>(rows)
  let offset = 0
  for (let row = 0; row < rows; row++) {
    const start = offset + 4
    offset = start + bytes.readUInt32LE(offset)
    column[row] = bytes.toString('utf8', start, offset)
  }
  assertLength(page, offset)
  return column
}

function assertLength(page: Uint8Array, expected: number): void {
  if (page.length !== expected)
    throw new Error(`a page of ${page.length} bytes where its rows take ${expected}`)
}
