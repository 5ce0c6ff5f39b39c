import type { ColumnChunk, ColumnMetaData, RowGroup } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js'
import type { Field } from '../contracts/contract.ts'
import type { Column, KindArrays, Table } from '../table/table.ts'
import { appendPage } from './pages.ts'
import { elementOf } from './parquet.ts'
import { rangeOf } from './statistics.ts'

/** A row group's bytes, and what the footer says of them with offsets from its first byte. */
export interface EncodedRowGroup {
  readonly bytes: Uint8Array
  readonly rowGroup: RowGroup
}

/**
 * Encodes a table as one Parquet row group: pure, so that it may run in any thread. A column is one
 * page: PLAIN, which for numbers of 32 and 64 bits is the column's memory as it stands; letters are
 * codes into a dictionary that is the contract's list.
 *
 * @param sort the columns to keep statistics of
 */
export function encodeRowGroup(table: Table, sort: readonly string[]): EncodedRowGroup {
  const writer = new ByteWriter(1 << 20)
  const columns = table.contract.fields.map((field) =>
    appendColumn(writer, field, table.filled(field.name), sort.includes(field.name)),
  )
  const total = columns.reduce(
    (sum, { meta_data }) => sum + (meta_data as ColumnMetaData).total_uncompressed_size,
    0n,
  )
  const rowGroup = {
    columns,
    total_byte_size: total,
    num_rows: BigInt(table.length),
    total_compressed_size: BigInt(writer.offset),
  }
  return { bytes: writer.getBytes(), rowGroup }
}

/** A row group with its offsets counted from the first byte of a file it begins at `offset` of. */
export function placeRowGroup(rowGroup: RowGroup, offset: number): RowGroup {
  const shift = BigInt(offset)
  return {
    ...rowGroup,
    columns: rowGroup.columns.map((chunk) => {
      const meta = chunk.meta_data as ColumnMetaData
      const { data_page_offset, dictionary_page_offset } = meta
      return {
        ...chunk,
        file_offset: chunk.file_offset + shift,
        meta_data: {
          ...meta,
          data_page_offset: data_page_offset + shift,
          ...(dictionary_page_offset !== undefined && {
            dictionary_page_offset: dictionary_page_offset + shift,
          }),
        },
      }
    }),
  }
}

function appendColumn(
  writer: ByteWriter,
  field: Field,
  column: Column,
  keepsStatistics: boolean,
): ColumnChunk {
  const start = BigInt(writer.offset)
  const isLetter = field.kind === 'letter'
  const dictionaryBytes = isLetter ? appendDictionary(writer, field.letters) : 0
  const dataOffset = BigInt(writer.offset)
  const encoding = isLetter ? 'RLE_DICTIONARY' : 'PLAIN'
  const page = { type: 'DATA_PAGE_V2', encoding, values: column.length } as const
  const dataBytes = appendPage(writer, page, valueBytes(field, column))
  const range = keepsStatistics ? rangeOf(field, column) : undefined
  return {
    file_offset: start,
    meta_data: {
      type: elementOf(field).type as ColumnMetaData['type'],
      encodings: isLetter ? ['PLAIN', encoding] : [encoding],
      path_in_schema: [field.name],
      codec: 'ZSTD',
      num_values: BigInt(column.length),
      total_uncompressed_size: BigInt(dictionaryBytes + dataBytes),
      total_compressed_size: BigInt(writer.offset) - start,
      data_page_offset: dataOffset,
      ...(isLetter && { dictionary_page_offset: start }),
      ...(range && {
        statistics: { min_value: range.minimum, max_value: range.maximum, null_count: 0n },
      }),
    },
  }
}

function appendDictionary(writer: ByteWriter, letters: readonly string[]): number {
  const page = { type: 'DICTIONARY_PAGE', encoding: 'PLAIN', values: letters.length } as const
  return appendPage(writer, page, textBytes(letters))
}

function valueBytes(field: Field, column: Column): Uint8Array {
  if (Array.isArray(column)) return textBytes(column)
  if (field.kind === 'letter') return codeBytes(column as KindArrays['letter'], field.letters)
  if (field.kind === 'boolean') return bitBytes(column as KindArrays['boolean'])
  if (column instanceof Float64Array) return bytesOf(withOneNaN(column))
  if (column.BYTES_PER_ELEMENT >= 4) return bytesOf(column)
  return bytesOf(new Int32Array(column as Exclude<typeof column, BigInt64Array>))
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** NaN has many bit patterns and processors differ in which they make; a file has one. */
function withOneNaN(column: Float64Array): Float64Array {
  let canonical: Float64Array | undefined
  let bits: Uint32Array | undefined
  for (let row = 0; row < column.length; row++) {
    if (!Number.isNaN(column[row])) continue
    canonical ??= column.slice()
    bits ??= new Uint32Array(canonical.buffer)
    bits[2 * row] = 0
    bits[2 * row + 1] = 0x7ff8_0000
  }
  return canonical ?? column
}

/** One bit a row, lowest first. */
function bitBytes(column: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(column.length / 8))
  for (let row = 0; row < column.length; row++) {
    bytes[row >> 3] = (bytes[row >> 3] as number) | ((column[row] as number) << (row & 7))
  }
  return bytes
}

/** The width of a code in bits, then the codes as runs and packed bits. */
function codeBytes(column: Uint8Array, letters: readonly string[]): Uint8Array {
  const width = codeWidth(letters)
  const writer = new ByteWriter()
  writer.appendUint8(width)
  writeRleBitPackedHybrid(writer, column, width)
  return writer.getBytes()
}

/** Bits that hold every code of a list of letters. */
export function codeWidth(letters: readonly string[]): number {
  return Math.ceil(Math.log2(letters.length))
}

/** Each text as the length of its UTF-8, a uint32, and its UTF-8. */
function textBytes(texts: readonly string[]): Uint8Array {
  const sizes = texts.map((text) => Buffer.byteLength(text))
  const bytes = Buffer.alloc(sizes.reduce((sum, size) => sum + size + 4, 0))
  let offset = 0
  for (let row = 0; row < texts.length; row++) {
    offset = bytes.writeUInt32LE(sizes[row] as number, offset)
    offset += bytes.write(texts[row] as string, offset)
  }
  return bytes
}
