import { constants, crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { DataReader, Encoding, PageHeader } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { ByteWriter } from 'hyparquet-writer'
import { writePageHeader } from 'hyparquet-writer/src/datapage.js'
import { asFormatError, FormatError } from '../../format-error.ts'
import { MAX_STORED_BYTES, storedBytes, storedFrame } from './stored-frame.ts'

/** The fastest zstd level: higher ones cost more time than they save bytes on these columns. */
const COMPRESSION_LEVEL = 1
/** Parquet counts values in an int32. */
const MAX_PAGE_VALUES = 2 ** 31 - 1

/** A page header without sizes and checksum. */
export interface PageKind {
  readonly type: 'DATA_PAGE_V2' | 'DICTIONARY_PAGE'
  readonly encoding: Encoding
  /** Number of rows of a data page, NULLs included, or of values of a dictionary. */
  readonly values: number
}

/** The NULLs of a data page. */
export interface Nulls {
  /** Definition levels. */
  readonly levels: Uint8Array
  readonly nulls: number
}

const NO_NULLS: Nulls = { levels: new Uint8Array(0), nulls: 0 }

/**
 * Appends a page: header, definition levels, compressed values. The header has the CRC-32 of the
 * bytes after it, as Parquet defines it.
 *
 * @returns the uncompressed size of the page in bytes, header included
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

/** A page's uncompressed values, their number, and its NULLs. */
export interface Page extends Nulls {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly values: number
}

/** The header that a page must have. */
export interface ExpectedPage extends Omit<PageKind, 'values'> {
  /** Omitted for a dictionary, whose size only the page has. */
  readonly values?: number
  /** Whether it may have NULLs. */
  readonly nullable?: boolean
}

/**
 * Reads a page written by {@link appendPage} at the reader's offset, and advances. The CRC covers
 * the bytes after the header; of the header, each field that values depend on is checked.
 *
 * @param limit maximum uncompressed size, bytes
 * @throws FormatError if it is not the expected page, or is damaged
 */
export function readPage(reader: DataReader, expected: ExpectedPage, limit: number): Page {
  const header = asFormatError(() => parquetHeader(reader))
  const { crc, compressed_page_size: size, uncompressed_page_size: length } = header
  const { buffer, byteOffset, byteLength } = reader.view
  if (!isCount(size, byteLength - reader.offset) || !isCount(length, limit))
    throw new FormatError(
      `a page of ${size} bytes, ${length} uncompressed, does not fit its column`,
    )
  const { values, nulls, levelBytes } = checkHeader(header, expected)
  if (!isCount(levelBytes, Math.min(size, length)))
    throw new FormatError(`a page of ${size} bytes has levels of ${levelBytes}`)
  const body = new Uint8Array(buffer, byteOffset + reader.offset, size)
  if (crc !== toInt32(crc32(body))) throw new FormatError('a page does not have its checksum')
  reader.offset += size
  const bytes = decompress(body.subarray(levelBytes), length - levelBytes)
  return { bytes, values, levels: body.subarray(0, levelBytes), nulls }
}

/** Checks that a header is the expected one; returns its counts of values, NULLs, level bytes. */
function checkHeader(header: PageHeader, expected: ExpectedPage) {
  const { dictionary_page_header: dictionary, data_page_header_v2: data } = header
  const stated = expected.type === 'DICTIONARY_PAGE' ? dictionary : data
  if (header.type !== expected.type || stated?.encoding !== expected.encoding)
    throw new FormatError(`a page of ${header.type}, not of ${expected.type} ${expected.encoding}`)
  const values = stated.num_values
  if (!isCount(values, MAX_PAGE_VALUES) || values !== (expected.values ?? values))
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

/** Numbers of a damaged header may be anything, including bigint and undefined. */
function isCount(value: unknown, limit: number): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= limit
}

/** Parquet stores the CRC as a signed int32. */
function toInt32(crc: number): number {
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
    crc: toInt32(crc32(compressed, crc32(levels))),
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
  if (bytes.length <= MAX_STORED_BYTES) return storedFrame(bytes)
  return zstdCompressSync(bytes, {
    // Large enough for one output buffer, to avoid joining many small ones.
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
  // A Uint8Array, because Buffer.slice does not copy.
  return new Uint8Array(bytes.buffer, bytes.byteOffset, length)
}
