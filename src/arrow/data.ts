import { BufferType, Data, type DataType, RecordBatch, type Schema, Struct } from 'apache-arrow'

/** A column as Arrow keeps it: what is left out it does not have. */
export interface ColumnBuffers {
  readonly offsets?: Int32Array
  readonly data: ArrayBufferView
  /** A bit a row, 0 where it is null. */
  readonly validity?: Uint8Array
  readonly nullCount?: number
}

export function columnData(
  type: DataType,
  length: number,
  { offsets, data, validity, nullCount = 0 }: ColumnBuffers,
): Data {
  return new Data(type, 0, length, nullCount, {
    [BufferType.DATA]: data,
    ...(offsets && { [BufferType.OFFSET]: offsets }),
    ...(validity && { [BufferType.VALIDITY]: validity }),
  })
}

/** Columns of one length, in the schema's order, as a batch of rows. */
export function batchOf(schema: Schema, length: number, columns: Data[]): RecordBatch {
  return new RecordBatch(schema, new Data(new Struct(schema.fields), 0, length, 0, {}, columns))
}
