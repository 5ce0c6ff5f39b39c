import { expect, test } from 'vitest'
import { csvFile } from '../../src/export/csv.ts'
import { type ExportOrders, hftbacktestFile, isExported } from '../../src/export/hftbacktest.ts'
import { RemainingLots } from '../../src/export/remaining-lots.ts'
import { mbo, type Row } from '../options/tables.ts'

const A = 'A'.charCodeAt(0)
const C = 'C'.charCodeAt(0)
const M = 'M'.charCodeAt(0)

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value
}

async function bytesOf(parts: AsyncIterable<Uint8Array | string>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const part of parts) all.push(typeof part === 'string' ? Buffer.from(part) : part)
  return Buffer.concat(all)
}

const ROWS: Row[] = [
  { id: 1, time: -100, action: 'R', flags: 40, received: 1_000n },
  {
    id: 1,
    time: -90,
    action: 'A',
    order: 7n,
    side: 'B',
    price: 5.25,
    size: 3,
    flags: 168,
    received: 1_000n,
  },
  { id: 1, time: 1, action: 'T', order: 9n, side: 'A', price: 5.25, size: 2 },
  // Before the one that came before it.
  { id: 1, time: 0.5, action: 'C', order: 7n, side: 'B', price: 5.25, size: 2 },
  { id: 1, time: 2, action: 'N' },
  { id: 1, time: 2, action: 'M', order: 7n, side: 'B', price: 5.5, size: 0xffff_ffff },
]

test('orders are level-3 events in a NumPy file, whose times do not go back', async () => {
  const table = mbo(ROWS)
  const { action, size } = table.columns
  const rows = ROWS.filter((_, row) => isExported(action[row], size[row])).length
  expect(rows).toBe(4)
  const bytes = await bytesOf(hftbacktestFile(rows, once(table as unknown as ExportOrders)))
  expect(bytes.subarray(0, 8)).toEqual(Buffer.from('\x93NUMPY\x01\x00', 'latin1'))
  const start = 10 + bytes.readUInt16LE(8)
  expect(start % 64).toBe(0)
  const header = bytes.toString('latin1', 10, start)
  expect(header).toMatch(/^\{'descr': \[\('ev', '<u8'\).*'shape': \(4,\), \} *\n$/)
  expect(bytes.length).toBe(start + 4 * 64)
  const event = (row: number) => {
    const at = start + 64 * row
    return {
      ev: Number(bytes.readBigUInt64LE(at)),
      happened: bytes.readBigInt64LE(at + 8),
      received: bytes.readBigInt64LE(at + 16),
      price: bytes.readDoubleLE(at + 24),
      lots: bytes.readDoubleLE(at + 32),
      id: bytes.readBigUInt64LE(at + 40),
    }
  }
  const seen = 2 ** 31 + 2 ** 30
  // A snapshot happens when it is received.
  expect(event(0)).toMatchObject({ ev: seen + 3, happened: 1_000n, price: Number.NaN })
  expect(event(1)).toEqual({
    ev: seen + 2 ** 29 + 10,
    happened: 1_000n,
    received: 1_000n,
    price: 5.25,
    lots: 3,
    id: 7n,
  })
  expect(event(2)).toMatchObject({ ev: seen + 2 ** 28 + 2, lots: 2 })
  expect(event(3).happened).toBe(event(2).happened)
  expect(event(3)).toMatchObject({ ev: seen + 2 ** 29 + 11, received: event(2).received })
})

test('CSV has every digit, and nothing where there is no value', async () => {
  const table = mbo(ROWS.slice(0, 2))
  const fields = table.contract.fields.filter(({ name }) =>
    ['order_id', 'price', 'action', 'side'].includes(name),
  )
  const text = (await bytesOf(csvFile(fields, once(table)))).toString()
  expect(text).toBe('order_id,price,action,side\n0,,R,N\n7,5250000000,A,B\n')
})

test('what is left of an order follows its adds, changes and cancels', () => {
  const lots = new RemainingLots()
  expect(lots.apply(A, 1, 0, 5)).toBe(5)
  expect(lots.apply(C, 1, 0, 2)).toBe(3)
  expect(lots.apply(M, 1, 0, 9)).toBe(9)
  expect(lots.apply(C, 1, 0, 99)).toBe(0)
  expect(lots.has(1, 0)).toBe(false)
  expect(lots.apply(C, 1, 0, 1)).toBeNaN()
  for (let id = 1; id <= 3000; id++) lots.apply(A, id, 1, id)
  expect(lots.apply(C, 2999, 1, 1)).toBe(2998)
  lots.clear()
  expect(lots.has(2999, 1)).toBe(false)
})
