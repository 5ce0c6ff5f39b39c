import { constants, crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { DataReader, Encoding } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { ByteWriter } from 'hyparquet-writer'
import { writePageHeader } from 'hyparquet-writer/src/datapage.js'
import { MOST_STORED, storedBytes, storedFrame } from './stored-frame.ts'

/** The fastest level: the next ones cost more time than they save bytes on these columns. */
const COMPRESSION_LEVEL = 1

/** What a page says of itself, apart from its sizes and its checksum. */
export interface PageKind {
  readonly type: 'DATA_PAGE_V2' | 'DICTIONARY_PAGE'
  readonly encoding: Encoding
  readonly values: number
}

/**
 * Appends a page: header, then the compressed values. The header carries the CRC-32 of the bytes
 * after it, as Parquet defines it, so that any reader may notice a flipped bit.
 *
 * @returns the bytes the page would take uncompressed, header included
 */
export function appendPage(writer: ByteWriter, kind: PageKind, values: Uint8Array): number {
  const compressed = compress(values)
  const header = headerBytes(kind, values.length, compressed)
  writer.appendBytes(header)
  writer.appendBytes(compressed)
  return header.length + values.length
}

/** A page's values, uncompressed, and how many there are. */
export interface Page {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly values: number
}

/**
 * Reads the page that {@link appendPage} wrote at the reader's place, and moves behind it.
 *
 * @param expected of a dictionary the page itself says how many values it has
 * @param limit the most bytes it may take uncompressed
 * @throws Error if it is not the page that was expected, or a bit of it has changed
 */
export function readPage(
  reader: DataReader,
  expected: Omit<PageKind, 'values'> & { readonly values?: number },
  limit: number,
): Page {
  const { buffer, byteOffset, byteLength } = reader.view
  const start = reader.offset
  const header = parquetHeader(reader)
  const { compressed_page_size: size, uncompressed_page_size: length } = header
  const values = expected.values ?? header.dictionary_page_header?.num_values ?? 0
  if (!(size >= 0 && reader.offset + size <= byteLength && length >= 0 && length <= limit))
    throw new Error(`a page of ${size} bytes, ${length} uncompressed, does not fit its column`)
  const found = new Uint8Array(buffer, byteOffset + start, reader.offset - start)
  const compressed = new Uint8Array(buffer, byteOffset + reader.offset, size)
  // The header that these bytes would get: comparing it whole checks the CRC and all the rest.
  if (Buffer.compare(found, headerBytes({ ...expected, values }, length, compressed)) !== 0)
    throw new Error('a page and its header are not what was written')
  reader.offset += size
  return { bytes: decompress(compressed, length), values }
}

function headerBytes(kind: PageKind, length: number, compressed: Uint8Array): Uint8Array {
  const { type, encoding, values } = kind
  const writer = new ByteWriter(64)
  writePageHeader(writer, {
    type,
    uncompressed_page_size: length,
    compressed_page_size: compressed.length,
    crc: crc32(compressed) | 0, // Parquet's field is a signed int32
    ...(type === 'DICTIONARY_PAGE'
      ? { dictionary_page_header: { num_values: values, encoding } }
      : {
          data_page_header_v2: {
            num_values: values,
            num_nulls: 0,
            num_rows: values,
            encoding,
            // Required columns have no levels.
            definition_levels_byte_length: 0,
            repetition_levels_byte_length: 0,
            is_compressed: true,
          },
        }),
  })
  return writer.getBytes()
}

function compress(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= MOST_STORED) return storedFrame(bytes)
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
