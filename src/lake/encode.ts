import type { ColumnChunk, ColumnMetaData, RowGroup } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js'
import type { Field } from '../contracts/contract.ts'
import type { Column, KindArrays, Table } from '../table/table.ts'
import { type Coded, ColumnCoder } from './dictionary.ts'
import { appendPage } from './pages.ts'
import { elementOf } from './parquet.ts'
import { type Range, rangeOf } from './statistics.ts'

/** Of this thread, so that their memory is used again; nothing else of one table stays for the next. */
const coder = new ColumnCoder()
const writer = new ByteWriter(1 << 20)

/** A row group's bytes, and what the footer says of them with offsets from its first byte. */
export interface EncodedRowGroup {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly rowGroup: RowGroup
}

/**
 * Encodes a table as one Parquet row group: pure, so that it may run in any thread. A column is one
 * page. Numbers of few distinct values are codes into a dictionary of these, letters into one that
 * is the contract's list; the rest is PLAIN, which for 32 and 64 bits is the column's memory as it
 * stands.
 *
 * @param sort the columns to keep statistics of
 */
export function encodeRowGroup(table: Table, sort: readonly string[]): EncodedRowGroup {
  writer.offset = 0
  writer.index = 0
  const columns = table.contract.fields.map((field) =>
    appendColumn(field, table.filled(field.name), sort.includes(field.name)),
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
  return { bytes: new Uint8Array(writer.getBuffer()), rowGroup }
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

function appendColumn(field: Field, column: Column, keepsStatistics: boolean): ColumnChunk {
  const start = BigInt(writer.offset)
  const stored = storedColumn(field, column)
  const coded = codedColumn(field, stored)
  const dictionaryBytes = coded ? appendDictionary(coded) : 0
  const dataOffset = BigInt(writer.offset)
  const encoding = coded ? 'RLE_DICTIONARY' : 'PLAIN'
  const page = { type: 'DATA_PAGE_V2', encoding, values: column.length } as const
  const dataBytes = appendPage(writer, page, coded?.page ?? valueBytes(field, stored))
  const range = keepsStatistics ? rangeOfColumn(field, stored, coded) : undefined
  return {
    file_offset: start,
    meta_data: {
      type: elementOf(field).type as ColumnMetaData['type'],
      encodings: coded ? ['PLAIN', encoding] : [encoding],
      path_in_schema: [field.name],
      codec: 'ZSTD',
      num_values: BigInt(column.length),
      total_uncompressed_size: BigInt(dictionaryBytes + dataBytes),
      total_compressed_size: BigInt(writer.offset) - start,
      data_page_offset: dataOffset,
      ...(coded && { dictionary_page_offset: start }),
      ...(range && {
        statistics: { min_value: range.minimum, max_value: range.maximum, null_count: 0n },
      }),
    },
  }
}

function appendDictionary({ values, count }: Coded): number {
  const page = { type: 'DICTIONARY_PAGE', encoding: 'PLAIN', values: count } as const
  return appendPage(writer, page, values)
}

/** A column as a file has it: integers of 32 bits at least, one NaN. */
function storedColumn(field: Field, column: Column): Column {
  if (Array.isArray(column) || field.kind === 'letter' || field.kind === 'boolean') return column
  if (column instanceof Float64Array) return withOneNaN(column)
  if (column.BYTES_PER_ELEMENT >= 4) return column
  return new Int32Array(column as Exclude<typeof column, BigInt64Array>)
}

/** Codes of a stored column, where it has or is worth a dictionary. */
function codedColumn({ kind, letters }: Field, stored: Column): Coded | undefined {
  if (Array.isArray(stored) || kind === 'boolean') return undefined
  if (kind === 'letter') {
    const page = codeBytes(stored as KindArrays['letter'], letters)
    return { values: textBytes(letters), count: letters.length, page }
  }
  const { buffer, byteOffset, byteLength, length } = stored
  return stored.BYTES_PER_ELEMENT === 8
    ? coder.code64(new Uint32Array(buffer, byteOffset, byteLength / 4))
    : coder.code32(new Int32Array(buffer, byteOffset, length))
}

/** A column's range is that of its distinct values, which are far fewer. */
function rangeOfColumn(field: Field, stored: Column, coded: Coded | undefined): Range | undefined {
  if (!coded || field.kind === 'letter' || Array.isArray(stored)) return rangeOf(field, stored)
  const { buffer } = coded.values
  if (stored instanceof BigInt64Array) return rangeOf(field, new BigInt64Array(buffer))
  return rangeOf(field, field.kind === 'uint32' ? new Uint32Array(buffer) : new Int32Array(buffer))
}

function valueBytes(field: Field, stored: Column): Uint8Array {
  if (Array.isArray(stored)) return textBytes(stored)
  return field.kind === 'boolean' ? bitBytes(stored as KindArrays['boolean']) : bytesOf(stored)
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** NaN has many bit patterns and processors differ in which they make; a file has one. */
function withOneNaN(column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  let canonical: Float64Array<ArrayBuffer> | undefined
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
function codeBytes(column: Uint8Array, letters: readonly string[]): Uint8Array<ArrayBuffer> {
  const width = codeWidth(letters)
  const codes = new ByteWriter()
  codes.appendUint8(width)
  writeRleBitPackedHybrid(codes, column, width)
  return codes.getBytes()
}

/** Bits that hold every code of a list of letters. */
export function codeWidth(letters: readonly string[]): number {
  return Math.ceil(Math.log2(letters.length))
}

/** Each text as the length of its UTF-8, a uint32, and its UTF-8. */
function textBytes(texts: readonly string[]): Uint8Array<ArrayBuffer> {
  const sizes = texts.map((text) => Buffer.byteLength(text))
  const bytes = Buffer.alloc(sizes.reduce((sum, size) => sum + size + 4, 0))
  let offset = 0
  for (let row = 0; row < texts.length; row++) {
    offset = bytes.writeUInt32LE(sizes[row] as number, offset)
    offset += bytes.write(texts[row] as string, offset)
  }
  return bytes
}
