import type { ColumnChunk, ColumnMetaData, RowGroup } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import type { DerivedField, Field } from '../../contracts/contract.ts'
import { KINDS, TIMESTAMP } from '../../contracts/kinds.ts'
import type { Column, Table } from '../../table/table.ts'
import { codeChars } from './chars.ts'
import { columnChunk, statisticsFor } from './column-chunk.ts'
import { type Coded, ColumnCoder } from './dictionary.ts'
import { codeLetters } from './letters.ts'
import { type WithoutNulls, withoutNulls } from './levels.ts'
import { microseconds } from './microseconds.ts'
import { appendPage } from './pages.ts'
import { type Range, rangeOf } from './statistics.ts'
import { bytesOf, plainBytes, storedColumn } from './stored-values.ts'

/** Per thread, to reuse their buffers; no other state is carried from one table to the next. */
const columnCoder = new ColumnCoder()
const writer = new ByteWriter(1 << 20)

/** A row group's bytes, and its footer entry with offsets from its first byte. */
export interface EncodedRowGroup {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly rowGroup: RowGroup
}

/** A column after encoding. */
interface EncodedColumn {
  readonly chunk: ColumnChunk
  readonly coded: Coded | undefined
  readonly range: Range | undefined
  /** Offsets of its data page in the row group, and its uncompressed size. */
  readonly page: { readonly start: number; readonly end: number; readonly uncompressed: number }
}

/**
 * Encodes a table as one Parquet row group. Pure: may run in any thread. Each column is one page.
 * Dictionary encoded are numbers with few distinct values, letters (the dictionary is the
 * contract's list) and characters (those that occur). The rest is PLAIN, which for 32 and 64 bits
 * is the column's memory. Nullable columns store only non-NULL values.
 *
 * @param sort columns that get statistics
 */
export function encodeRowGroup(table: Table, sort: readonly string[]): EncodedRowGroup {
  writer.offset = 0
  writer.index = 0
  const { fields, derived } = table.contract
  const written = new Map<string, EncodedColumn>()
  for (const field of fields) {
    const column = table.filled(field.name)
    written.set(field.name, appendColumn(field, column, sort.includes(field.name)))
  }
  const columns = Array.from(written.values(), ({ chunk }) => chunk)
  for (const field of derived) {
    const source = table.column(field.from, 'int64').subarray(0, table.length)
    columns.push(appendDerived(field, source, written.get(field.from) as EncodedColumn))
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

function appendColumn(field: Field, column: Column, keepsRange: boolean): EncodedColumn {
  const start = writer.offset
  const present = presentValues(field, column)
  const stored = storedColumn(field.kind, present?.values ?? column)
  const coded = codedColumn(field, stored)
  const dictionaryBytes = coded ? appendDictionary(coded) : 0
  const dataOffset = writer.offset
  const encoding = coded ? 'RLE_DICTIONARY' : 'PLAIN'
  const kind = { type: 'DATA_PAGE_V2', encoding, values: column.length } as const
  const dataBytes = appendPage(writer, kind, coded?.page ?? plainBytes(field.kind, stored), present)
  const range = keepsRange ? rangeOfColumn(field, stored, coded) : undefined
  const chunk = columnChunk(field.name, KINDS[field.kind].parquet.type, {
    rows: column.length,
    start,
    end: writer.offset,
    dataOffset: coded ? dataOffset : undefined,
    uncompressed: dictionaryBytes + dataBytes,
    statistics: statisticsFor(range, present?.nulls),
  })
  return {
    chunk,
    coded,
    range,
    page: { start: dataOffset, end: writer.offset, uncompressed: dataBytes },
  }
}

/**
 * Appends the times of another column in microseconds. If that one is dictionary encoded, so is
 * this: with the same page of codes and another dictionary.
 */
function appendDerived(
  { name }: DerivedField,
  source: BigInt64Array<ArrayBuffer>,
  { coded, range, page }: EncodedColumn,
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
  const statistics = range && statisticsFor(microsecondRange(range))
  return columnChunk(name, TIMESTAMP.parquet.type, {
    rows: source.length,
    start,
    end: writer.offset,
    dataOffset,
    uncompressed,
    statistics,
  })
}

function microsecondRange({ minimum, maximum }: Range): Range {
  const [first, last] = microseconds(BigInt64Array.of(BigInt(minimum), BigInt(maximum)))
  return { minimum: first, maximum: last }
}

function appendDictionary({ values, count }: Pick<Coded, 'values' | 'count'>): number {
  const page = { type: 'DICTIONARY_PAGE', encoding: 'PLAIN', values: count } as const
  return appendPage(writer, page, values)
}

/** The non-NULL values of a nullable column, always int64; undefined for other columns. */
function presentValues({ nullable }: Field, column: Column): WithoutNulls | undefined {
  return nullable && column instanceof BigInt64Array ? withoutNulls(column) : undefined
}

/** Dictionary encodes a stored column where that is possible and pays. */
function codedColumn({ kind, letters }: Field, stored: Column): Coded | undefined {
  const { form } = KINDS[kind]
  if (form === 'letters') return codeLetters(stored as Uint8Array, letters)
  if (form === 'chars') return codeChars(stored as Uint8Array)
  if (form !== 'number' || Array.isArray(stored)) return undefined
  const { buffer, byteOffset, byteLength, length } = stored
  return stored.BYTES_PER_ELEMENT === 8
    ? columnCoder.code64(new Uint32Array(buffer, byteOffset, byteLength / 4))
    : columnCoder.code32(new Int32Array(buffer, byteOffset, length))
}

/** Computes the range from the distinct values where there is a dictionary: they are fewer. */
function rangeOfColumn(field: Field, stored: Column, coded: Coded | undefined): Range | undefined {
  if (!coded || KINDS[field.kind].form !== 'number') return rangeOf(field, stored)
  const { buffer } = coded.values
  if (stored instanceof BigInt64Array) return rangeOf(field, new BigInt64Array(buffer))
  return rangeOf(field, field.kind === 'uint32' ? new Uint32Array(buffer) : new Int32Array(buffer))
}
