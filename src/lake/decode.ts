import type { ColumnMetaData, DataReader } from 'hyparquet'
import { readRleBitPackedHybrid } from 'hyparquet/src/encoding.js'
import type { Field } from '../contracts/contract.ts'
import { type Column, type KindArrays, words } from '../table/table.ts'
import { unpackCodes } from './dictionary.ts'
import { codeWidth } from './encode.ts'
import { readPage } from './pages.ts'

/** What the footer says of a column chunk, as far as decoding needs it. */
export type ChunkMeta = Pick<
  ColumnMetaData,
  'num_values' | 'total_uncompressed_size' | 'dictionary_page_offset'
>

type WideColumn = KindArrays['int64' | 'float64' | 'int32' | 'uint32']
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
export function decodeColumn(bytes: Uint8Array, field: Field, meta: ChunkMeta): Column {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const reader: DataReader = { view, offset: 0 }
  const rows = Number(meta.num_values)
  const limit = Number(meta.total_uncompressed_size)
  const isCoded = meta.dictionary_page_offset !== undefined
  const dictionary = isCoded ? readDictionary(reader, field, limit) : undefined
  const encoding = isCoded ? 'RLE_DICTIONARY' : 'PLAIN'
  const page = readPage(reader, { type: 'DATA_PAGE_V2', encoding, values: rows }, limit)
  if (reader.offset !== bytes.length) throw new Error('bytes follow the only page of a column')
  if (field.kind === 'letter') return letterCodes(page.bytes, rows, field.letters)
  const stored = dictionary
    ? lookUp(dictionary, unpackCodes(page.bytes, rows, dictionary.length))
    : storedValues(field, page.bytes, rows)
  return narrowed(field, stored)
}

/** The values that codes stand for; of letters the contract has them. */
function readDictionary(reader: DataReader, field: Field, limit: number): WideColumn | undefined {
  const page = readPage(reader, { type: 'DICTIONARY_PAGE', encoding: 'PLAIN' }, limit)
  if (field.kind !== 'letter') return storedValues(field, page.bytes, page.values) as WideColumn
  // Codes mean what the contract says only if the file's dictionary is the contract's list.
  const found = texts(page.bytes, page.values)
  if (found.join() !== field.letters.join())
    throw new Error(`the letters are ${found.join()}, not ${field.letters.join()}`)
  return undefined
}

/** Values as the file has them: integers of 32 bits at least. */
function storedValues(field: Field, page: Uint8Array<ArrayBuffer>, rows: number): Column {
  switch (field.kind) {
    case 'int64':
      return numbers(BigInt64Array, page, rows)
    case 'float64':
      return numbers(Float64Array, page, rows)
    case 'uint32':
      return numbers(Uint32Array, page, rows)
    case 'boolean':
      return bits(page, rows)
    case 'text':
      return texts(page, rows)
    default:
      return numbers(Int32Array, page, rows)
  }
}

/** One loop a width: a loop that sees several array types is compiled for none. */
function lookUp(values: WideColumn, codes: Uint16Array): WideColumn {
  if (values instanceof BigInt64Array) {
    const column = new BigInt64Array(codes.length)
    lookUpPairs(words(values), codes, words(column))
    return column
  }
  if (values instanceof Float64Array) return lookUpFloats(values, codes)
  const column = new Int32Array(codes.length)
  lookUpWords(new Int32Array(values.buffer, values.byteOffset, values.length), codes, column)
  return values instanceof Uint32Array ? new Uint32Array(column.buffer) : column
}

function lookUpPairs(values: Uint32Array, codes: Uint16Array, column: Uint32Array): void {
  for (let row = 0; row < codes.length; row++) {
    const code = 2 * codes[row]
    column[2 * row] = values[code]
    column[2 * row + 1] = values[code + 1]
  }
}

function lookUpFloats(values: Float64Array, codes: Uint16Array) {
  const column = new Float64Array(codes.length)
  for (let row = 0; row < codes.length; row++) column[row] = values[codes[row]]
  return column
}

function lookUpWords(values: Int32Array, codes: Uint16Array, column: Int32Array): void {
  for (let row = 0; row < codes.length; row++) column[row] = values[codes[row]]
}

/** A stored column in the array of its kind. */
function narrowed({ kind }: Field, stored: Column): Column {
  switch (kind) {
    case 'int16':
      return new Int16Array(stored as Int32Array)
    case 'uint16':
      return new Uint16Array(stored as Int32Array)
    case 'int8':
      return new Int8Array(stored as Int32Array)
    case 'uint8':
      return new Uint8Array(stored as Int32Array)
    default:
      return stored
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

function letterCodes(
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
