import type { ColumnChunk, ColumnMetaData, RowGroup, Statistics } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js'
import type { DerivedField, Field } from '../contracts/contract.ts'
import { KINDS, TIMESTAMP } from '../contracts/kinds.ts'
import { type Column, isWideInts, type NumberColumn, type Table } from '../table/table.ts'
import { codeChars } from './chars.ts'
import { type Coded, ColumnCoder } from './dictionary.ts'
import { type WithoutNulls, withoutNulls } from './levels.ts'
import { microseconds } from './microseconds.ts'
import { appendPage } from './pages.ts'
import { type Range, rangeOf } from './statistics.ts'
import { encodeTexts } from './texts.ts'

/** Of this thread, so that their memory is used again; nothing else of one table stays for the next. */
const coder = new ColumnCoder()
const writer = new ByteWriter(1 << 20)

/** A row group's bytes, and what the footer says of them with offsets from its first byte. */
export interface EncodedRowGroup {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly rowGroup: RowGroup
}

/** A column as it was written. */
interface Written {
  readonly chunk: ColumnChunk
  readonly coded: Coded | undefined
  readonly range: Range | undefined
  /** Where in the row group its data page lies, and what that takes uncompressed. */
  readonly page: { readonly start: number; readonly end: number; readonly uncompressed: number }
}

/**
 * Encodes a table as one Parquet row group: pure, so that it may run in any thread. A column is one
 * page. Numbers of few distinct values are codes into a dictionary of these, letters into one that
 * is the contract's list, characters into one of those that are there; the rest is PLAIN, which for
 * 32 and 64 bits is the column's memory as it stands. Of a nullable column only the values that are
 * there are stored.
 *
 * @param sort the columns to keep statistics of
 */
export function encodeRowGroup(table: Table, sort: readonly string[]): EncodedRowGroup {
  writer.offset = 0
  writer.index = 0
  const { fields, derived } = table.contract
  const written = new Map<string, Written>()
  for (const field of fields) {
    const column = table.filled(field.name)
    written.set(field.name, appendColumn(field, column, sort.includes(field.name)))
  }
  const columns = Array.from(written.values(), ({ chunk }) => chunk)
  for (const field of derived) {
    const source = table.column(field.from, 'int64').subarray(0, table.length)
    columns.push(appendDerived(field, source, written.get(field.from) as Written))
  }
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

function appendColumn(field: Field, column: Column, keepsRange: boolean): Written {
  const start = writer.offset
  const present = presentValues(field, column)
  const stored = storedColumn(field, present?.values ?? column)
  const coded = codedColumn(field, stored)
  const dictionaryBytes = coded ? appendDictionary(coded) : 0
  const dataOffset = writer.offset
  const encoding = coded ? 'RLE_DICTIONARY' : 'PLAIN'
  const kind = { type: 'DATA_PAGE_V2', encoding, values: column.length } as const
  const dataBytes = appendPage(writer, kind, coded?.page ?? valueBytes(field, stored), present)
  const range = keepsRange ? rangeOfColumn(field, stored, coded) : undefined
  const chunk = chunkOf(field.name, KINDS[field.kind].parquet.type, {
    rows: column.length,
    start,
    dataOffset: coded ? dataOffset : undefined,
    uncompressed: dictionaryBytes + dataBytes,
    statistics: statisticsOf(range, present?.nulls),
  })
  return {
    chunk,
    coded,
    range,
    page: { start: dataOffset, end: writer.offset, uncompressed: dataBytes },
  }
}

/**
 * The instants of another column in microseconds. Where that one is coded, so is this: its codes'
 * page is the same bytes, and only its dictionary another.
 */
function appendDerived(
  { name }: DerivedField,
  source: BigInt64Array<ArrayBuffer>,
  { coded, range, page }: Written,
): ColumnChunk {
  const start = writer.offset
  let dataOffset: number | undefined
  let uncompressed = 0
  if (coded) {
    const values = microseconds(new BigInt64Array(coded.values.buffer))
    uncompressed = appendDictionary({ values: bytesOf(values), count: coded.count })
    dataOffset = writer.offset
    writer.appendBytes(writer.getBytes().subarray(page.start, page.end))
    uncompressed += page.uncompressed
  } else {
    const kind = { type: 'DATA_PAGE_V2', encoding: 'PLAIN', values: source.length } as const
    uncompressed = appendPage(writer, kind, bytesOf(microseconds(source)))
  }
  const statistics = range && statisticsOf(microsecondRange(range))
  return chunkOf(name, TIMESTAMP.parquet.type, {
    rows: source.length,
    start,
    dataOffset,
    uncompressed,
    statistics,
  })
}

interface ChunkPlace {
  readonly rows: number
  /** Where the chunk begins. */
  readonly start: number
  /** Where its codes begin, if it has a dictionary before them. */
  readonly dataOffset: number | undefined
  readonly uncompressed: number
  readonly statistics: Statistics | undefined
}

/** What a footer says of the column that was written from `start` to here. */
function chunkOf(
  name: string,
  type: ColumnMetaData['type'],
  { rows, start, dataOffset, uncompressed, statistics }: ChunkPlace,
): ColumnChunk {
  const isCoded = dataOffset !== undefined
  return {
    file_offset: BigInt(start),
    meta_data: {
      type,
      encodings: isCoded ? ['PLAIN', 'RLE_DICTIONARY'] : ['PLAIN'],
      path_in_schema: [name],
      codec: 'ZSTD',
      num_values: BigInt(rows),
      total_uncompressed_size: BigInt(uncompressed),
      total_compressed_size: BigInt(writer.offset - start),
      data_page_offset: BigInt(dataOffset ?? start),
      ...(isCoded && { dictionary_page_offset: BigInt(start) }),
      ...(statistics && { statistics }),
    },
  }
}

/** A column's range and, where it may have NULLs, how many it has. */
function statisticsOf(range: Range | undefined, nulls?: number): Statistics | undefined {
  if (!range && nulls === undefined) return undefined
  return {
    ...(range && { min_value: range.minimum, max_value: range.maximum }),
    null_count: BigInt(nulls ?? 0),
  }
}

function microsecondRange({ minimum, maximum }: Range): Range {
  const [first, last] = microseconds(BigInt64Array.of(BigInt(minimum), BigInt(maximum)))
  return { minimum: first, maximum: last }
}

function appendDictionary({ values, count }: Pick<Coded, 'values' | 'count'>): number {
  const page = { type: 'DICTIONARY_PAGE', encoding: 'PLAIN', values: count } as const
  return appendPage(writer, page, values)
}

/** What is there of a nullable column, which is an int64; undefined of any other. */
function presentValues({ nullable }: Field, column: Column): WithoutNulls | undefined {
  return nullable && column instanceof BigInt64Array ? withoutNulls(column) : undefined
}

/** A column as a file has it: integers of 32 bits at least, one NaN. */
function storedColumn({ kind }: Field, column: Column): Column {
  if (Array.isArray(column) || isWideInts(column) || KINDS[kind].form !== 'number') return column
  if (column instanceof Float64Array) return withOneNaN(column)
  return KINDS[kind].width >= 4 ? column : new Int32Array(column)
}

/** Codes of a stored column, where it has or is worth a dictionary. */
function codedColumn({ kind, letters }: Field, stored: Column): Coded | undefined {
  const { form } = KINDS[kind]
  if (form === 'letters') {
    const page = codeBytes(stored as Uint8Array, letters)
    return { values: encodeTexts(letters), count: letters.length, page }
  }
  if (form === 'chars') return codeChars(stored as Uint8Array)
  if (form !== 'number' || Array.isArray(stored)) return undefined
  const { buffer, byteOffset, byteLength, length } = stored
  return stored.BYTES_PER_ELEMENT === 8
    ? coder.code64(new Uint32Array(buffer, byteOffset, byteLength / 4))
    : coder.code32(new Int32Array(buffer, byteOffset, length))
}

/** A column's range is that of its distinct values, which are far fewer. */
function rangeOfColumn(field: Field, stored: Column, coded: Coded | undefined): Range | undefined {
  if (!coded || KINDS[field.kind].form !== 'number') return rangeOf(field, stored)
  const { buffer } = coded.values
  if (stored instanceof BigInt64Array) return rangeOf(field, new BigInt64Array(buffer))
  return rangeOf(field, field.kind === 'uint32' ? new Uint32Array(buffer) : new Int32Array(buffer))
}

function valueBytes({ kind }: Field, stored: Column): Uint8Array {
  if (Array.isArray(stored)) return encodeTexts(stored)
  return KINDS[kind].form === 'bits' ? bitBytes(stored as NumberColumn) : bytesOf(stored)
}

function bytesOf({
  buffer,
  byteOffset,
  byteLength,
}: ArrayBufferView<ArrayBuffer>): Uint8Array<ArrayBuffer> {
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
function bitBytes(column: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(column.length / 8))
  for (let row = 0; row < column.length; row++) bytes[row >> 3] |= column[row] << (row & 7)
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
