import { constants, crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { DataReader, Encoding, PageHeader } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { ByteWriter } from 'hyparquet-writer'
import { writePageHeader } from 'hyparquet-writer/src/datapage.js'
import { asFormatError, FormatError } from '../../format-error.ts'
import { MAX_STORED, storedBytes, storedFrame } from './stored-frame.ts'

/** The fastest level: the next ones cost more time than they save bytes on these columns. */
const COMPRESSION_LEVEL = 1
/** Values that a page counts: an int32. */
const MAX_VALUES = 2 ** 31 - 1

/** What a page says of itself, apart from its sizes and its checksum. */
export interface PageKind {
  readonly type: 'DATA_PAGE_V2' | 'DICTIONARY_PAGE'
  readonly encoding: Encoding
  /** Rows of a data page, NULLs included; values of a dictionary. */
  readonly values: number
}

/** What a data page of a nullable column says of its NULLs, before its values. */
export interface Nulls {
  /** Definition levels. */
  readonly levels: Uint8Array
  readonly nulls: number
}

const NO_NULLS: Nulls = { levels: new Uint8Array(0), nulls: 0 }

/**
 * Appends a page: header, the levels of a nullable column, then the compressed values. The header
 * carries the CRC-32 of the bytes after it, as Parquet defines it, so that any reader may notice a
 * flipped bit.
 *
 * @returns the bytes the page would take uncompressed, header included
 */
export function appendPage(
  writer: ByteWriter,
  kind: PageKind,
  values: Uint8Array,
  nulls = NO_NULLS,
): number {
  const compressed = compress(values)
  const header = headerBytes(kind, nulls, values.length, compressed)
  writer.appendBytes(header)
  writer.appendBytes(nulls.levels)
  writer.appendBytes(compressed)
  return header.length + nulls.levels.length + values.length
}

/** A page's values, uncompressed, how many rows or entries it has, and its NULLs. */
export interface Page extends Nulls {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly values: number
}

/** What a page must say of itself. */
export interface ExpectedPage extends Omit<PageKind, 'values'> {
  /** Of a dictionary the page itself says how many values it has. */
  readonly values?: number
  /** May it have NULLs, and say how many? */
  readonly nullable?: boolean
}

/**
 * Reads the page that {@link appendPage} wrote at the reader's place, and moves behind it. The CRC
 * covers what follows the header; of the header each field that a value depends on is checked.
 *
 * @param limit the most bytes it may take uncompressed
 * @throws FormatError if it is not the page that was expected, or a bit of it has changed
 */
export function readPage(reader: DataReader, expected: ExpectedPage, limit: number): Page {
  const header = asFormatError(() => parquetHeader(reader))
  const { crc, compressed_page_size: size, uncompressed_page_size: length } = header
  const { buffer, byteOffset, byteLength } = reader.view
  if (!isCount(size, byteLength - reader.offset) || !isCount(length, limit))
    throw new FormatError(
      `a page of ${size} bytes, ${length} uncompressed, does not fit its column`,
    )
  const { values, nulls, levelBytes } = layoutOf(header, expected)
  if (!isCount(levelBytes, Math.min(size, length)))
    throw new FormatError(`a page of ${size} bytes has levels of ${levelBytes}`)
  const body = new Uint8Array(buffer, byteOffset + reader.offset, size)
  if (crc !== signed(crc32(body))) throw new FormatError('a page does not have its checksum')
  reader.offset += size
  const bytes = decompress(body.subarray(levelBytes), length - levelBytes)
  return { bytes, values, levels: body.subarray(0, levelBytes), nulls }
}

/** What a page's header says of its values, once it is known to be of the page that was expected. */
function layoutOf(header: PageHeader, expected: ExpectedPage) {
  const { dictionary_page_header: dictionary, data_page_header_v2: data } = header
  const stated = expected.type === 'DICTIONARY_PAGE' ? dictionary : data
  if (header.type !== expected.type || stated?.encoding !== expected.encoding)
    throw new FormatError(`a page of ${header.type}, not of ${expected.type} ${expected.encoding}`)
  const values = stated.num_values
  if (!isCount(values, MAX_VALUES) || values !== (expected.values ?? values))
    throw new FormatError(`a page of ${values} values, not of ${expected.values}`)
  if (expected.type === 'DICTIONARY_PAGE' || !data) return { values, nulls: 0, levelBytes: 0 }
  const { num_rows, num_nulls: nulls, definition_levels_byte_length: levelBytes } = data
  if (num_rows !== values || !isCount(nulls, expected.nullable ? values : 0))
    throw new FormatError(`a page of ${values} values, ${num_rows} rows and ${nulls} NULLs`)
  const isPlain = data.repetition_levels_byte_length === 0 && data.is_compressed === true
  if (!isPlain || (levelBytes !== 0 && !expected.nullable))
    throw new FormatError('a page has levels that its column has not, or is not compressed')
  return { values, nulls, levelBytes }
}

/** A header's numbers are whatever its bytes say, bigints and nothing among them. */
function isCount(value: unknown, limit: number): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= limit
}

/** An unsigned word as Parquet's field has it, which is a signed int32. */
function signed(crc: number): number {
  return crc | 0
}

function headerBytes(
  { type, encoding, values }: PageKind,
  { levels, nulls }: Nulls,
  length: number,
  compressed: Uint8Array,
): Uint8Array {
  const writer = new ByteWriter(64)
  writePageHeader(writer, {
    type,
    uncompressed_page_size: levels.length + length,
    compressed_page_size: levels.length + compressed.length,
    crc: signed(crc32(compressed, crc32(levels))),
    ...(type === 'DICTIONARY_PAGE'
      ? { dictionary_page_header: { num_values: values, encoding } }
      : {
          data_page_header_v2: {
            num_values: values,
            num_nulls: nulls,
            num_rows: values,
            encoding,
            definition_levels_byte_length: levels.length,
            repetition_levels_byte_length: 0,
            is_compressed: true,
          },
        }),
  })
  return writer.getBytes()
}

function compress(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= MAX_STORED) return storedFrame(bytes)
  return zstdCompressSync(bytes, {
    // One output buffer that surely holds it, instead of many small ones joined.
    chunkSize: bytes.length + (bytes.length >> 7) + 256,
    pledgedSrcSize: bytes.length,
    params: { [constants.ZSTD_c_compressionLevel]: COMPRESSION_LEVEL },
  })
}

function decompress(compressed: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const stored = storedBytes(compressed, length)
  if (stored) return stored
  const bytes = asFormatError(() =>
    zstdDecompressSync(compressed, {
      chunkSize: Math.max(length, 64),
      maxOutputLength: Math.max(length, 1),
    }),
  )
  if (bytes.length !== length)
    throw new FormatError(`a page holds ${bytes.length} bytes where ${length} were written`)
  // Not as the Buffer that it is, whose slice is none.
  return new Uint8Array(bytes.buffer, bytes.byteOffset, length)
}
