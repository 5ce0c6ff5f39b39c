import { expect, test } from 'vitest'
import { MIXED_SCHEMA, SCHEMAS } from '../../src/dbn/codes.ts'
import { type RecordKind, recordLayout } from '../../src/dbn/layout.ts'
import { sendingTimes } from '../../src/gateway/record-times.ts'
import { schemaOfRecord } from '../../src/gateway/schema-of-record.ts'
import { Table } from '../../src/table/table.ts'

function times(kind: RecordKind, column: string, values: bigint[], previous = 0n): bigint[] {
  const layout = recordLayout(kind, 3)
  const table = new Table(layout.contract, values.length)
  table.length = values.length
  table.column(column, 'int64').set(values)
  return [...sendingTimes(layout, table, previous)]
}

test('a record may be sent when it was received', () => {
  expect(times('mbo', 'ts_recv', [5n, 5n, 9n])).toEqual([5n, 5n, 9n])
})

test('a time that goes back or is undefined is that of the record before', () => {
  expect(times('mbo', 'ts_recv', [-1n, 9n, 8n, -1n, 10n], 7n)).toEqual([7n, 9n, 9n, 9n, 10n])
})

test('a bar may be sent when its interval is over', () => {
  const second = 1_000_000_000n
  expect(times('ohlcv_1s', 'ts_event', [0n, 3n])).toEqual([second, second + 3n])
  expect(times('ohlcv_1d', 'ts_event', [0n])).toEqual([86_400n * second])
})

test("the schema is the header's, or the record's for several schemas", () => {
  const tbbo = SCHEMAS.indexOf('tbbo')
  expect(schemaOfRecord(tbbo, 'mbp_1')).toBe(tbbo)
  expect(schemaOfRecord(MIXED_SCHEMA, 'mbp_1')).toBe(SCHEMAS.indexOf('mbp-1'))
  expect(schemaOfRecord(MIXED_SCHEMA, 'definition')).toBe(SCHEMAS.indexOf('definition'))
  expect(schemaOfRecord(MIXED_SCHEMA, 'system')).toBeUndefined()
})
