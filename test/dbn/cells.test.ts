import { expect, it } from 'vitest'
import { recordCells } from '../../src/dbn/cells.ts'
import { rtypeName, schemaName, stypeName } from '../../src/dbn/codes.ts'
import { RECORD_KINDS, recordLayout } from '../../src/dbn/layout.ts'
import { scrambled } from './streams.ts'

it('gives a record as people read it', () => {
  const layout = recordLayout('mbo', 3)
  const table = scrambled(layout, 2)
  table.column('price', 'int64').set([6_932_250_000_000n], 1)
  table.column('ts_event', 'int64').set([1_767_710_400_000_000_001n], 1)
  table.column('ts_recv', 'int64').set([-1n], 1)
  table.column('order_id', 'uint64').set([-2n], 1)
  table.column('action', 'char')[1] = 65
  table.column('side', 'char')[1] = 7
  table.column('size', 'uint32')[1] = 2 ** 32 - 1
  table.column('ts_in_delta', 'int32')[1] = -12
  const batch = { type: 'records', layout, table } as const
  expect(Object.fromEntries(recordCells(batch, 1))).toMatchObject({
    rtype: 160,
    ts_event: '2026-01-06T14:40:00.000000001Z',
    order_id: '18446744073709551614',
    price: '6932.25',
    size: undefined,
    action: 'A',
    side: '0x07',
    ts_recv: undefined,
    ts_in_delta: -12,
  })
  const fraction = recordCells(batch, 1, { price: (price) => `${price / 1_000_000_000n}'08` })
  expect(Object.fromEntries(fraction).price).toBe("6932'08")
})

it('knows what is undefined by the type, wherever the doc says so', () => {
  const LARGEST = {
    price: 2n ** 63n - 1n,
    time: -1n,
    u64: 2n ** 64n - 1n,
    i64: 2n ** 63n - 1n,
    u32: 2 ** 32 - 1,
    i32: 2 ** 31 - 1,
    u16: 2 ** 16 - 1,
    i16: 2 ** 15 - 1,
    u8: 2 ** 8 - 1,
    i8: 2 ** 7 - 1,
  }
  const fields = RECORD_KINDS.flatMap((kind) =>
    ([1, 2, 3] as const).flatMap((version) => recordLayout(kind, version, true).fields),
  )
  for (const { name, type, doc, undefinedValue } of fields) {
    if (type === 'char' || type === 'text') {
      expect([name, undefinedValue]).toEqual([name, undefined])
      continue
    }
    const isSaid =
      type === 'price' ||
      type === 'time' ||
      /\d = (?:undefined|none|not applicable)|largest value/.test(doc.replace('0 = none', ''))
    expect([name, undefinedValue]).toEqual([name, isSaid ? LARGEST[type] : undefined])
  }
})

it('names codes, and codes it does not know by number', () => {
  expect([schemaName(0), schemaName(65_535), schemaName(77)]).toEqual(['mbo', 'mixed', 'schema 77'])
  expect([stypeName(4), stypeName(255), stypeName(99)]).toEqual(['parent', 'none', 'stype 99'])
  expect([rtypeName(0xa0), rtypeName(0x16), rtypeName(0x99)]).toEqual([
    'mbo',
    'symbol mapping',
    'rtype 0x99',
  ])
})
