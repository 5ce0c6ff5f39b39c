import {
  type DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBDecimalType,
  DuckDBDecimalValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api'
import type { FileValue, ValueType } from '../arrow/value-file.ts'
import { Failure } from '../failure.ts'

/** A query's types that an Arrow file has too; decimals have their own precision. */
const TYPES: Readonly<Partial<Record<DuckDBTypeId, ValueType>>> = {
  [DuckDBTypeId.BOOLEAN]: { type: 'boolean' },
  [DuckDBTypeId.TINYINT]: { type: 'int', bits: 8, isSigned: true },
  [DuckDBTypeId.SMALLINT]: { type: 'int', bits: 16, isSigned: true },
  [DuckDBTypeId.INTEGER]: { type: 'int', bits: 32, isSigned: true },
  [DuckDBTypeId.BIGINT]: { type: 'int', bits: 64, isSigned: true },
  [DuckDBTypeId.UTINYINT]: { type: 'int', bits: 8, isSigned: false },
  [DuckDBTypeId.USMALLINT]: { type: 'int', bits: 16, isSigned: false },
  [DuckDBTypeId.UINTEGER]: { type: 'int', bits: 32, isSigned: false },
  [DuckDBTypeId.UBIGINT]: { type: 'int', bits: 64, isSigned: false },
  // What sums of integers are.
  [DuckDBTypeId.HUGEINT]: { type: 'decimal', precision: 38, scale: 0 },
  [DuckDBTypeId.FLOAT]: { type: 'float', bits: 32 },
  [DuckDBTypeId.DOUBLE]: { type: 'float', bits: 64 },
  [DuckDBTypeId.VARCHAR]: { type: 'text' },
  [DuckDBTypeId.ENUM]: { type: 'text' },
  [DuckDBTypeId.UUID]: { type: 'text' },
  [DuckDBTypeId.DATE]: { type: 'date' },
  [DuckDBTypeId.TIMESTAMP]: { type: 'timestamp', unit: 'us' },
  [DuckDBTypeId.TIMESTAMP_S]: { type: 'timestamp', unit: 's' },
  [DuckDBTypeId.TIMESTAMP_MS]: { type: 'timestamp', unit: 'ms' },
  [DuckDBTypeId.TIMESTAMP_NS]: { type: 'timestamp', unit: 'ns' },
  [DuckDBTypeId.TIMESTAMP_TZ]: { type: 'timestamp', unit: 'us', zone: 'UTC' },
}

const MAX_DECIMAL = 10n ** 38n - 1n

/** @throws Failure `usage` for a type that no Arrow file of ours has */
export function arrowTypeOf(name: string, type: DuckDBType): ValueType {
  if (type instanceof DuckDBDecimalType) {
    return { type: 'decimal', precision: type.width, scale: type.scale }
  }
  const found = TYPES[type.typeId]
  if (found) return found
  throw new Failure({
    code: 'usage',
    what: `the column is of type ${type}, which is not written to Arrow files`,
    where: `column ${name}`,
    fix: `cast it in the query: "${name}"::varchar`,
  })
}

/** The values of a chunk, a list a column. */
export function valuesOf(chunk: DuckDBDataChunk): FileValue[][] {
  return chunk.getColumns().map((column) => column.map(fileValue))
}

function fileValue(value: DuckDBValue): FileValue {
  if (typeof value === 'bigint' && (value > MAX_DECIMAL || value < -MAX_DECIMAL)) {
    throw new Failure({
      code: 'usage',
      what: 'the value has more digits than an Arrow file holds',
      expected: 'at most 38',
      found: `${value}`,
    })
  }
  if (value === null || typeof value !== 'object') return value
  if (value instanceof DuckDBDateValue) return value.days
  if (value instanceof DuckDBDecimalValue) return value.value
  if (value instanceof DuckDBTimestampValue) return value.micros
  if (value instanceof DuckDBTimestampTZValue) return value.micros
  if (value instanceof DuckDBTimestampSecondsValue) return value.seconds
  if (value instanceof DuckDBTimestampMillisecondsValue) return value.millis
  if (value instanceof DuckDBTimestampNanosecondsValue) return value.nanos
  return String(value)
}
