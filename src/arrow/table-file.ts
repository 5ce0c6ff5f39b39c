import {
  Field as ArrowField,
  type Data,
  type DataType,
  type RecordBatch,
  Schema,
  TimestampMicrosecond,
} from 'apache-arrow'
import type { Contract, Field } from '../contracts/contract.ts'
import { KINDS } from '../contracts/kinds.ts'
import { UNDEF_PRICE } from '../market/price.ts'
import type { Column, Table } from '../table/table.ts'
import { bitsOf, textsOf } from './buffers.ts'
import { batchOf, columnData } from './data.ts'
import { arrowFile } from './file.ts'
import { CONTRACT, DOC, SENTINEL } from './metadata-keys.ts'
import { mapOf, meaningOf, typeOf } from './schema.ts'

/** Rows of a table and its derived columns, which are instants in microseconds, in their order. */
export interface FileRows {
  readonly table: Table
  readonly derived: readonly BigInt64Array<ArrayBuffer>[]
}

/**
 * Tables of a contract as an Arrow file with the columns of the lake's Parquet files: NULL where an
 * int64 has no value, instants as timestamps; what each column means is in its metadata.
 */
export function tableFile(
  contract: Contract,
  rows: AsyncIterable<FileRows>,
): AsyncGenerator<Uint8Array> {
  const schema = fileSchema(contract)
  return arrowFile(schema, batchesOf(schema, contract, rows))
}

async function* batchesOf(
  schema: Schema,
  { fields }: Contract,
  rows: AsyncIterable<FileRows>,
): AsyncGenerator<RecordBatch> {
  for await (const { table, derived } of rows) {
    const columns = fields.map((field) => dataOf(field, table.filled(field.name)))
    const instants = derived.map((data) => columnData(instant(), data.length, { data }))
    yield batchOf(schema, table.length, [...columns, ...instants])
  }
}

function fileSchema({ key, doc, fields, derived }: Contract): Schema {
  const columns = fields.map((field) => {
    // What is NULL here has a value that stands for none elsewhere.
    const meaning = { ...meaningOf(field), ...(field.nullable && { [SENTINEL]: undefined }) }
    return new ArrowField(field.name, arrowTypeOf(field), field.nullable, mapOf(meaning))
  })
  const instants = derived.map(({ name, doc: meaning }) => {
    return new ArrowField(name, instant(), false, mapOf({ [DOC]: meaning }))
  })
  return new Schema([...columns, ...instants], mapOf({ [CONTRACT]: key, [DOC]: doc }))
}

function arrowTypeOf({ kind }: Field): DataType {
  return typeOf(KINDS[kind].arrow)
}

function instant(): TimestampMicrosecond {
  return new TimestampMicrosecond('UTC')
}

function dataOf(field: Field, column: Column): Data {
  const type = arrowTypeOf(field)
  const { length } = column
  const texts = textsOf(field, column)
  if (texts) return columnData(type, length, { offsets: texts.offsets, data: texts.bytes })
  if (Array.isArray(column)) throw new Error(`column ${field.name} is texts, but not encoded so`)
  if (KINDS[field.kind].form === 'bits') {
    return columnData(type, length, { data: bitsOf(column as Uint8Array) })
  }
  if (!field.nullable) return columnData(type, length, { data: column })
  const isThere = Array.from(column as BigInt64Array, (value) => value !== UNDEF_PRICE)
  const nullCount = isThere.filter((each) => !each).length
  return columnData(type, length, { data: column, nullCount, validity: bitsOf(isThere) })
}
