import { describe, expect, test } from 'vitest'
import { mboRecords } from '../../src/book/mbo-records.ts'
import { loadContract } from '../../src/contracts/load.ts'
import { FuturesSeconds } from '../../src/engine/futures-seconds.ts'
import { points } from '../../src/market/price.ts'
import { parseSession } from '../../src/market/session.ts'
import { SnapshotSurface } from '../../src/surfaces/snapshot.ts'
import { Table } from '../../src/table/table.ts'
import { mboTable, NO_PRICE, records, ticks } from '../book/records.ts'
import { seconds } from './run-seconds.ts'

const QUOTES = `
  -3600 A 901 B 98  10 s
  -3600 A 902 A 101 20 s.
`

describe('top of the book', () => {
  test('best quotes with all lots at their price, and their mean', () => {
    const { snapshot } = seconds(`${QUOTES} 0.1 A 1 B 98 5 .\n 0.2 A 2 B 97 7 .`)
    expect(snapshot[0]).toMatchObject({
      best_bid_price_int: ticks(98),
      best_bid_qty: 15,
      best_ask_price_int: ticks(101),
      best_ask_qty: 20,
      mid_price: 24.875,
      mid_price_int: ticks(99.5),
    })
  })

  test('no price where a side is empty; no mid, no spot', () => {
    const { snapshot } = seconds('0.1 A 1 B 98 5 .\n 1.1 C 1 B 98 5 .\n 1.2 A 2 A 99 4 .')
    expect(snapshot[0]).toMatchObject({
      best_bid_qty: 5,
      best_ask_price_int: NO_PRICE,
      best_ask_qty: 0,
      mid_price: Number.NaN,
      mid_price_int: NO_PRICE,
      spot_ref_price_int: NO_PRICE,
    })
    expect(snapshot[1]).toMatchObject({
      best_bid_price_int: NO_PRICE,
      best_bid_qty: 0,
      best_ask_qty: 4,
    })
  })

  test('a crossed book has a mid and, before the first trade, no spot', () => {
    const { snapshot } = seconds('0.1 A 1 B 101 5 .\n 0.2 A 2 A 98 4 .')
    expect(snapshot[0]).toMatchObject({
      mid_price: 24.875,
      mid_price_int: ticks(99.5),
      spot_ref_price_int: NO_PRICE,
      book_valid: false,
    })
  })

  test('the mid floors, below zero too', () => {
    const { snapshot } = seconds('0.1 A 1 B -4 5 .\n 0.2 A 2 A -3 4 .')
    expect(snapshot[0]).toMatchObject({ mid_price: -0.875, mid_price_int: -875_000_000n })
  })
})

test('the mid floors to a whole price unit where the tick is odd', () => {
  const table = new Table(loadContract('silver/book_snapshot_1s'))
  const snapshot = new SnapshotSurface(table)
  const session = parseSession('file', '2026-01-06')
  const seconds = new FuturesSeconds(1, session, (window) => snapshot.append(window))
  // One price unit below zero and zero.
  const day = records('0.1 A 1 B -0.000000004 5 .\n 0.2 A 2 A 0 4 .')
  seconds.push(mboRecords(mboTable(day)))
  seconds.end()
  expect(table.filled('best_bid_price_int')).toEqual(BigInt64Array.of(-1n))
  expect(table.filled('mid_price_int')).toEqual(BigInt64Array.of(-1n))
  expect(table.filled('mid_price')).toEqual(Float64Array.of(-0.5e-9))
})

describe('trades', () => {
  test('volumes by aggressor, all trades in count and value, open high low close', () => {
    const { snapshot } = seconds(`${QUOTES}
      0.1 T 0 B 101 2
      0.1 T 0 B 103 3 .
      0.2 T 0 A 98 4 .
      0.3 T 0 N 100 10 .
      1.5 N .
    `)
    expect(snapshot[0]).toMatchObject({
      buy_volume: 5,
      sell_volume: 4,
      trade_volume: 19,
      trade_count: 4,
      trade_value: points(250_000_000) * (2 * 101 + 3 * 103 + 4 * 98 + 10 * 100),
      trade_open_price_int: ticks(101),
      trade_high_price_int: ticks(103),
      trade_low_price_int: ticks(98),
      trade_close_price_int: ticks(100),
      last_trade_price_int: ticks(100),
      spot_ref_price_int: ticks(100),
    })
    expect(snapshot[1]).toMatchObject({
      buy_volume: 0,
      sell_volume: 0,
      trade_volume: 0,
      trade_count: 0,
      trade_value: 0,
      trade_open_price_int: NO_PRICE,
      trade_high_price_int: NO_PRICE,
      trade_low_price_int: NO_PRICE,
      trade_close_price_int: NO_PRICE,
      last_trade_price_int: ticks(100),
      spot_ref_price_int: ticks(100),
    })
  })

  test('spot is the best bid of a valid book until the first trade, and the last trade for ever after', () => {
    const { snapshot } = seconds(`${QUOTES}
      0.1 N .
      1.1 M 901 B 97 10 .
      2.1 T 0 B 105 1 .
      3.1 R .
    `)
    expect(snapshot.map((row) => row.spot_ref_price_int)).toEqual([98, 97, 105, 105].map(ticks))
    expect(snapshot.map((row) => row.last_trade_price_int)).toEqual([
      NO_PRICE,
      NO_PRICE,
      ticks(105),
      ticks(105),
    ])
  })

  test('F is no trade: only T counts volume', () => {
    const { snapshot } = seconds(`${QUOTES} 0.1 T 0 A 98 4\n 0.1 F 901 B 98 4\n 0.1 M 901 B 98 6 .`)
    expect(snapshot[0]).toMatchObject({ sell_volume: 4, trade_count: 1, event_count: 3 })
  })

  test('a T in a snapshot is no trade', () => {
    const { snapshot } = seconds(`${QUOTES} 0.1 T 0 A 98 4 s.\n 0.2 N .`)
    expect(snapshot[0]).toMatchObject({ trade_count: 0, last_trade_price_int: NO_PRICE })
  })
})
