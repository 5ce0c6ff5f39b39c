import type { ColumnChunk, ColumnMetaData, RowGroup } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import type { DerivedField, Field } from '../../contracts/contract.ts'
import { KINDS, TIMESTAMP } from '../../contracts/kinds.ts'
import type { Column, Table } from '../../table/table.ts'
import { codeChars } from './chars.ts'
import { chunkOf, statisticsOf } from './chunk.ts'
import { type Coded, ColumnCoder } from './dictionary.ts'
import { codeLetters } from './letters.ts'
import { type WithoutNulls, withoutNulls } from './levels.ts'
import { microseconds } from './microseconds.ts'
import { appendPage } from './pages.ts'
import { type Range, rangeOf } from './statistics.ts'
import { bytesOf, plainBytes, storedColumn } from './stored-values.ts'

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

function appendColumn(field: Field, column: Column, keepsRange: boolean): Written {
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
  const chunk = chunkOf(field.name, KINDS[field.kind].parquet.type, {
    rows: column.length,
    start,
    end: writer.offset,
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

/** What is there of a nullable column, which is an int64; undefined of any other. */
function presentValues({ nullable }: Field, column: Column): WithoutNulls | undefined {
  return nullable && column instanceof BigInt64Array ? withoutNulls(column) : undefined
}

/** Codes of a stored column, where it has or is worth a dictionary. */
function codedColumn({ kind, letters }: Field, stored: Column): Coded | undefined {
  const { form } = KINDS[kind]
  if (form === 'letters') return codeLetters(stored as Uint8Array, letters)
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
