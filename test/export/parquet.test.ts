import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { afterEach, expect, test } from 'vitest'
import { MARKET } from '../../fixtures/make.ts'
import { readDbn } from '../../src/dbn/file.ts'
import { readDbnTables } from '../../src/export/dbn-tables.ts'
import type { ExportOrders } from '../../src/export/hftbacktest.ts'
import { writeNautilus } from '../../src/export/nautilus.ts'
import { parquetFile } from '../../src/lake/parquet/table-file.ts'
import { mbo } from '../options/tables.ts'

/** What the reader has not itself. */
const compressors = { ZSTD: (bytes: Uint8Array) => zstdDecompressSync(bytes) }
const folder = mkdtempSync(join(tmpdir(), 'spymaster-export-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('all records of a DBN file are in the Parquet file, undefined prices NULL', async () => {
  const [file] = readdirSync(join(MARKET, 'v1')).filter((name) => name.includes('20260106.mbo'))
  const path = join(MARKET, 'v1', file)
  const { layout, tables } = await readDbnTables(path, {})
  const parts: Uint8Array[] = []
  for await (const part of parquetFile(layout.contract, tables)) parts.push(part.slice())
  const { buffer } = new Uint8Array(Buffer.concat(parts))
  const rows = await parquetReadObjects({ file: buffer, compressors })
  const expected: unknown[] = []
  for await (const item of readDbn(path)) {
    if (item.type !== 'records') continue
    const { order_id, price, size } = item.table.columns as Record<string, ArrayLike<unknown>>
    for (let row = 0; row < item.table.length; row++) {
      const isPriced = price[row] !== 2n ** 63n - 1n
      expected.push([order_id[row], isPriced ? price[row] : null, size[row]])
    }
  }
  expect(rows.length).toBeGreaterThan(1000)
  expect(rows.map(({ order_id, price, size }) => [order_id, price ?? null, size])).toEqual(expected)
})

test('a catalog of NautilusTrader has what an order is from then on, and the trades', async () => {
  const order = { id: 1, order: 7n, side: 'B', price: 5.25 }
  const table = mbo([
    { id: 1, time: 0, action: 'R' },
    { ...order, time: 1, action: 'A', size: 3 },
    { ...order, time: 2, action: 'C', size: 1 },
    { ...order, time: 3, action: 'T', side: 'A', size: 2 },
    { ...order, time: 3, action: 'F', size: 2 },
    { ...order, time: 3, action: 'C', size: 2 },
    { ...order, time: 4, action: 'C', size: 2 },
  ])
  async function* tables() {
    yield table as unknown as ExportOrders
  }
  expect(await writeNautilus(folder, 'ESH6', 2, tables())).toEqual({ deltas: 4, trades: 1 })
  const read = async (kind: string) => {
    const where = join(folder, 'data', kind, 'ESH6.GLBX')
    const [name] = readdirSync(where)
    const { buffer } = new Uint8Array(readFileSync(join(where, name)))
    expect(parquetMetadata(buffer).key_value_metadata).toContainEqual({
      key: 'price_precision',
      value: '2',
    })
    return parquetReadObjects({ file: buffer, utf8: false })
  }
  const fixed = (bytes: Uint8Array) => new DataView(bytes.slice().buffer).getBigInt64(0, true)
  const deltas = await read('order_book_delta')
  expect(deltas.map(({ action, side, size }) => [action, side, fixed(size)])).toEqual([
    [4, 0, 0n],
    [1, 1, 3n * 10n ** 16n],
    [2, 1, 2n * 10n ** 16n],
    [3, 1, 2n * 10n ** 16n],
  ])
  expect(fixed(deltas[1].price)).toBe(BigInt.asIntN(64, 525n * 10n ** 14n))
  const [trade] = await read('trade_tick')
  expect([trade.aggressor_side, fixed(trade.size)]).toEqual([2, 2n * 10n ** 16n])
})
