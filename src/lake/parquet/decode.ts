import type { ColumnMetaData, DataReader } from 'hyparquet'
import type { Field } from '../../contracts/contract.ts'
import { type BinaryKind, KINDS } from '../../contracts/kinds.ts'
import { FormatError } from '../../format-error.ts'
import { type Column, isWideInts, type KindArrays, words } from '../../table/table.ts'
import { readChars } from './chars.ts'
import { unpackCodes } from './dictionary.ts'
import { assertLetters, readLetters } from './letters.ts'
import { withNulls } from './levels.ts'
import { readPage } from './pages.ts'
import { decodeTexts } from './texts.ts'

/** The fields of a column chunk's metadata that decoding needs. */
export type ChunkMeta = Pick<
  ColumnMetaData,
  'num_values' | 'total_uncompressed_size' | 'dictionary_page_offset'
>

/**
 * Decodes a column chunk written by encode.ts. Columns of 32 and 64-bit numbers without NULLs are
 * views of the page's memory, not copies.
 *
 * @throws FormatError if it is damaged
 */
export function decodeColumn(bytes: Uint8Array, field: Field, meta: ChunkMeta): Column {
  const { nullable } = field
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const reader: DataReader = { view, offset: 0 }
  const rows = Number(meta.num_values)
  const limit = Number(meta.total_uncompressed_size)
  const isCoded = meta.dictionary_page_offset !== undefined
  const dictionary = isCoded ? readDictionary(reader, field, limit) : undefined
  const encoding = isCoded ? 'RLE_DICTIONARY' : 'PLAIN'
  const kind = { type: 'DATA_PAGE_V2', encoding, values: rows, nullable } as const
  const page = readPage(reader, kind, limit)
  if (reader.offset !== bytes.length)
    throw new FormatError('bytes follow the only page of a column')
  if (KINDS[field.kind].form === 'letters') return readLetters(page.bytes, rows, field.letters)
  const present = rows - page.nulls
  const stored = dictionary
    ? lookUp(dictionary, unpackCodes(page.bytes, present, dictionary.length))
    : storedValues(field, page.bytes, present)
  if (!nullable) return narrowed(field, stored)
  return withNulls({ ...page, values: stored as KindArrays['int64'] }, rows)
}

/** Reads the dictionary; undefined for letters, whose dictionary is the contract's list. */
function readDictionary(
  reader: DataReader,
  field: Field,
  limit: number,
): Exclude<Column, string[]> | undefined {
  const page = readPage(reader, { type: 'DICTIONARY_PAGE', encoding: 'PLAIN' }, limit)
  const { form } = KINDS[field.kind]
  if (form === 'chars') return readChars(page.bytes, page.values)
  if (form === 'number')
    return storedValues(field, page.bytes, page.values) as Exclude<Column, string[]>
  assertLetters(page.bytes, page.values, field.letters)
  return undefined
}

/** Values with their stored type: integers have at least 32 bits. */
function storedValues({ kind }: Field, page: Uint8Array<ArrayBuffer>, rows: number): Column {
  const { form } = KINDS[kind]
  if (form === 'texts') return decodeTexts(page, rows)
  if (form === 'bits') return bits(page, rows)
  if (form !== 'number') throw new FormatError(`values of kind ${kind} without a dictionary`)
  const stored = KINDS[kind].width >= 4 ? (kind as BinaryKind) : 'int32'
  const { width, view } = KINDS[stored]
  assertLength(page, rows * width)
  const aligned = page.byteOffset % width === 0 ? page : page.slice()
  return view(aligned.buffer, aligned.byteOffset, rows)
}

/** One loop per array type, so that V8 can specialize each. */
function lookUp(values: Exclude<Column, string[]>, codes: Uint16Array): Column {
  if (isWideInts(values)) {
    const column = new BigInt64Array(codes.length)
    lookUpPairs(words(values), codes, words(column))
    return values instanceof BigInt64Array ? column : new BigUint64Array(column.buffer)
  }
  if (values instanceof Float64Array) return lookUpFloats(values, codes)
  if (values instanceof Uint8Array) return lookUpBytes(values, codes)
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

function lookUpBytes(values: Uint8Array, codes: Uint16Array) {
  const column = new Uint8Array(codes.length)
  for (let row = 0; row < codes.length; row++) column[row] = values[codes[row]]
  return column
}

function lookUpWords(values: Int32Array, codes: Uint16Array, column: Int32Array): void {
  for (let row = 0; row < codes.length; row++) column[row] = values[codes[row]]
}

/** Converts a stored column to its kind's array: integers below 32 bits are narrowed. */
function narrowed({ kind }: Field, stored: Column): Column {
  if (!(stored instanceof Int32Array) || KINDS[kind].width === 4) return stored
  const column = KINDS[kind as 'int16'].allocate(stored.length)
  column.set(stored)
  return column
}

function bits(page: Uint8Array, rows: number): Uint8Array<ArrayBuffer> {
  assertLength(page, Math.ceil(rows / 8))
  const column = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) column[row] = (page[row >> 3] >> (row & 7)) & 1
  return column
}

function assertLength(page: Uint8Array, expected: number): void {
  if (page.length !== expected)
    throw new FormatError(`a page of ${page.length} bytes where its rows take ${expected}`)
}
