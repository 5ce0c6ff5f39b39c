import * as arrow from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { concatenate } from '../../src/arrow/buffers.ts'
import { type FileValue, type ValueType, valueFile } from '../../src/arrow/value-file.ts'

async function columnOf(type: ValueType, ...batches: FileValue[][]): Promise<arrow.Vector> {
  async function* all() {
    for (const batch of batches) yield [batch]
  }
  const parts: Uint8Array[] = []
  for await (const part of valueFile([{ name: 'x', type }], all())) parts.push(part)
  const column = arrow.tableFromIPC(concatenate(parts)).getChild('x')
  if (!column) throw new Error('the column is not in the file')
  return column
}

const int = (bits: 8 | 16 | 32 | 64, isSigned: boolean) =>
  ({ type: 'int', bits, isSigned }) as const

describe('values of a query as an Arrow file', () => {
  test.each<[string, ValueType, FileValue[]]>([
    ['Int8', int(8, true), [-128, 127, null]],
    ['Uint16', int(16, false), [65_535, null, 0]],
    ['Int32', int(32, true), [-(2 ** 31), null]],
    ['Int64', int(64, true), [-(2n ** 63n), 2n ** 63n - 1n, null]],
    ['Uint64', int(64, false), [2n ** 64n - 1n, null]],
    ['Float32', { type: 'float', bits: 32 }, [0.5, null]],
    ['Float64', { type: 'float', bits: 64 }, [0.1, Number.NaN, null]],
    ['Bool', { type: 'boolean' }, [true, false, null, true]],
    ['Utf8', { type: 'text' }, ['', 'é', null, 'x'.repeat(300)]],
  ])('%s', async (name, type, values) => {
    const column = await columnOf(type, values, [values[0]])
    expect(`${column.type}`).toBe(name)
    expect([...column]).toEqual([...values, values[0]])
  })

  test.each<[string, ValueType, FileValue, unknown]>([
    ['Date32<DAY>', { type: 'date' }, 20_459, Date.UTC(2026, 0, 6)],
    [
      'Timestamp<MICROSECOND, UTC>',
      { type: 'timestamp', unit: 'us', zone: 'UTC' },
      1_500_000n,
      1500,
    ],
    ['Timestamp<SECOND>', { type: 'timestamp', unit: 's' }, 2n, 2000],
  ])('%s', async (name, type, value, seen) => {
    const column = await columnOf(type, [value, null])
    expect(`${column.type}`).toBe(name)
    expect([...column]).toEqual([seen, null])
  })

  test.each([0n, 1n, -1n, 10n ** 38n - 1n, -(10n ** 38n) + 1n])(
    'a decimal of %s',
    async (value) => {
      const column = await columnOf({ type: 'decimal', precision: 38, scale: 0 }, [value, null])
      const words = column.get(0) as Uint32Array
      const found = words.reduce((sum, word, at) => sum | (BigInt(word) << BigInt(32 * at)), 0n)
      expect(BigInt.asIntN(128, found)).toBe(value)
      expect(column.get(1)).toBeNull()
    },
  )

  test('without rows is a schema', async () => {
    expect((await columnOf({ type: 'text' })).length).toBe(0)
  })
})
