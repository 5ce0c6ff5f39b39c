import { constants, crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { DataReader, Encoding } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { ByteWriter } from 'hyparquet-writer'
import { writePageHeader } from 'hyparquet-writer/src/datapage.js'
import { MAX_STORED, storedBytes, storedFrame } from './stored-frame.ts'

/** The fastest level: the next ones cost more time than they save bytes on these columns. */
const COMPRESSION_LEVEL = 1

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

/**
 * Reads the page that {@link appendPage} wrote at the reader's place, and moves behind it.
 *
 * @param expected of a dictionary the page itself says how many values it has, of a nullable column
 *   how many of them are NULL
 * @param limit the most bytes it may take uncompressed
 * @throws Error if it is not the page that was expected, or a bit of it has changed
 */
export function readPage(
  reader: DataReader,
  expected: Omit<PageKind, 'values'> & { readonly values?: number; readonly nullable?: boolean },
  limit: number,
): Page {
  const { buffer, byteOffset, byteLength } = reader.view
  const start = reader.offset
  const header = parquetHeader(reader)
  const { compressed_page_size: size, uncompressed_page_size: length } = header
  const values = expected.values ?? header.dictionary_page_header?.num_values ?? 0
  const { num_nulls: nulls = 0, definition_levels_byte_length: levelBytes = 0 } =
    (expected.nullable && header.data_page_header_v2) || {}
  if (!(size >= 0 && reader.offset + size <= byteLength && length >= 0 && length <= limit))
    throw new Error(`a page of ${size} bytes, ${length} uncompressed, does not fit its column`)
  if (!(levelBytes >= 0 && levelBytes <= Math.min(size, length) && nulls >= 0 && nulls <= values))
    throw new Error(`a page of ${values} rows, ${nulls} of them NULL, does not fit its column`)
  const found = new Uint8Array(buffer, byteOffset + start, reader.offset - start)
  const levels = new Uint8Array(buffer, byteOffset + reader.offset, levelBytes)
  const compressed = new Uint8Array(
    buffer,
    byteOffset + reader.offset + levelBytes,
    size - levelBytes,
  )
  // The header that these bytes would get: comparing it whole checks the CRC and all the rest.
  const kind = { type: expected.type, encoding: expected.encoding, values }
  const written = headerBytes(kind, { levels, nulls }, length - levelBytes, compressed)
  if (Buffer.compare(found, written) !== 0)
    throw new Error('a page and its header are not what was written')
  reader.offset += size
  return { bytes: decompress(compressed, length - levelBytes), values, levels, nulls }
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
    crc: crc32(compressed, crc32(levels)) | 0, // Parquet's field is a signed int32
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
  const bytes = zstdDecompressSync(compressed, {
    chunkSize: Math.max(length, 64),
    maxOutputLength: Math.max(length, 1),
  })
  if (bytes.length !== length)
    throw new Error(`a page holds ${bytes.length} bytes where ${length} were written`)
  // Not as the Buffer that it is, whose slice is none.
  return new Uint8Array(bytes.buffer, bytes.byteOffset, length)
}
