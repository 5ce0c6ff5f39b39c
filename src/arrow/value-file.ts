import {
  Field as ArrowField,
  Bool,
  type Data,
  type DataType,
  DateDay,
  Decimal,
  Float32,
  Float64,
  Int,
  type RecordBatch,
  Schema,
  Timestamp,
  TimeUnit,
  Utf8,
} from 'apache-arrow'
import { bitsOf, encodeTexts } from './buffers.ts'
import { batchOf, type ColumnBuffers, columnData } from './data.ts'
import { arrowFile } from './file.ts'

/** What a column of a query can hold in an Arrow file. */
export type ValueType =
  | { readonly type: 'int'; readonly bits: 8 | 16 | 32 | 64; readonly isSigned: boolean }
  | { readonly type: 'float'; readonly bits: 32 | 64 }
  /** Whole numbers of 10^-scale. */
  | { readonly type: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly type: 'boolean' | 'text' }
  /** Days since the Unix epoch. */
  | { readonly type: 'date' }
  /** Since the Unix epoch; of no zone where it is a wall clock's. */
  | { readonly type: 'timestamp'; readonly unit: keyof typeof UNITS; readonly zone?: 'UTC' }

/** 64-bit numbers, decimals and timestamps are bigints. */
export type FileValue = number | bigint | boolean | string | null

export interface ValueColumn {
  readonly name: string
  readonly type: ValueType
}

const UNITS = {
  s: TimeUnit.SECOND,
  ms: TimeUnit.MILLISECOND,
  us: TimeUnit.MICROSECOND,
  ns: TimeUnit.NANOSECOND,
} as const

const utf8 = new TextEncoder()

/** Rows of any columns as an Arrow file; a batch is a list of values a column. */
export function valueFile(
  columns: readonly ValueColumn[],
  batches: AsyncIterable<readonly (readonly FileValue[])[]>,
): AsyncGenerator<Uint8Array> {
  const types = columns.map(({ type }) => arrowTypeOf(type))
  const fields = columns.map(({ name }, index) => new ArrowField(name, types[index], true))
  const schema = new Schema(fields)
  return arrowFile(schema, batchesOf(schema, columns, batches))
}

async function* batchesOf(
  schema: Schema,
  columns: readonly ValueColumn[],
  batches: AsyncIterable<readonly (readonly FileValue[])[]>,
): AsyncGenerator<RecordBatch> {
  for await (const batch of batches) {
    const children = columns.map(({ type }, index) => dataOf(type, batch[index]))
    yield batchOf(schema, batch[0].length, children)
  }
}

function arrowTypeOf(value: ValueType): DataType {
  switch (value.type) {
    case 'int':
      return new Int(value.isSigned, value.bits)
    case 'float':
      return value.bits === 32 ? new Float32() : new Float64()
    case 'decimal':
      return new Decimal(value.scale, value.precision)
    case 'boolean':
      return new Bool()
    case 'text':
      return new Utf8()
    case 'date':
      return new DateDay()
    case 'timestamp':
      return new Timestamp(UNITS[value.unit], value.zone)
  }
}

function dataOf(value: ValueType, values: readonly FileValue[]): Data {
  const isThere = values.map((each) => each !== null)
  const nullCount = isThere.filter((each) => !each).length
  const buffers = { ...buffersOf(value, values), nullCount, validity: bitsOf(isThere) }
  return columnData(arrowTypeOf(value), values.length, buffers)
}

function buffersOf(value: ValueType, values: readonly FileValue[]): ColumnBuffers {
  if (value.type === 'text') {
    const { offsets, bytes } = encodeTexts(values.map((each) => utf8.encode(String(each ?? ''))))
    return { offsets, data: bytes }
  }
  if (value.type === 'boolean') return { data: bitsOf(values.map((each) => each === true)) }
  return { data: numbersOf(value, values) }
}

/** Values as Arrow lays them out; 0 where there is none. */
function numbersOf(value: ValueType, values: readonly FileValue[]) {
  if (value.type === 'decimal') return decimalWords(values)
  if (value.type === 'timestamp' || (value.type === 'int' && value.bits === 64)) {
    const isUnsigned = value.type === 'int' && !value.isSigned
    const column = isUnsigned ? new BigUint64Array(values.length) : new BigInt64Array(values.length)
    for (const [row, each] of values.entries()) column[row] = BigInt(each ?? 0)
    return column
  }
  const column = arrowTypeOf(value).ArrayType
  return column.from(values, Number)
}

/** 128-bit integers, two's complement, the lowest word first. */
function decimalWords(values: readonly FileValue[]): Uint32Array {
  const words = new Uint32Array(4 * values.length)
  for (const [row, each] of values.entries()) {
    const bits = BigInt.asUintN(128, BigInt(each ?? 0))
    for (let word = 0; word < 4; word++) {
      words[4 * row + word] = Number((bits >> BigInt(32 * word)) & 0xffffffffn)
    }
  }
  return words
}
