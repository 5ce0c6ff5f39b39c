import { expect, it } from 'vitest'
import { rtypeName, schemaName, stypeName } from '../../src/dbn/codes.ts'
import { layoutOf } from '../../src/dbn/layout.ts'
import { formatRecord } from '../../src/dbn/print.ts'
import { scrambled } from './streams.ts'

it('prints a record as people read it', () => {
  const layout = layoutOf('mbo', 3)
  const table = scrambled(layout, 2)
  table.column('price', 'int64').set([6_932_250_000_000n], 1)
  table.column('ts_event', 'int64').set([1_767_710_400_000_000_001n], 1)
  table.column('ts_recv', 'int64').set([-1n], 1)
  table.column('order_id', 'uint64').set([-2n], 1)
  table.column('action', 'char')[1] = 65
  table.column('side', 'char')[1] = 0
  table.column('ts_in_delta', 'int32')[1] = -12
  expect(Object.fromEntries(formatRecord({ type: 'records', layout, table }, 1))).toMatchObject({
    rtype: '160',
    ts_event: '2026-01-06T14:40:00.000000001Z',
    order_id: '18446744073709551614',
    price: '6932.25',
    action: 'A',
    side: '0x00',
    ts_recv: 'undefined',
    ts_in_delta: '-12',
  })
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
