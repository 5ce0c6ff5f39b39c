import { describe, expect, it } from 'vitest'
import { formatCell, formatMean } from '../../src/table/format-cell.ts'

describe('a cell', () => {
  it.each([
    ['window_end_ts_ns', 1_767_709_801_000_000_000n, '2026-01-06T14:30:01.000000000Z'],
    ['ts_recv', -1n, 'undefined'],
    ['expiration', 1_767_709_801_000_000_000n, '2026-01-06T14:30:01.000000000Z'],
    ['price', 4_805_250_000_000n, '4805.25'],
    ['best_bid_price_int', 0n, '0'],
    ['high_limit_price', 9_223_372_036_854_775_807n, 'undefined'],
    ['min_price_increment', 250_000_000n, '0.25'],
    ['unit_of_measure_qty', 50_000_000_000n, '50'],
    ['order_id', 6_413_274_650_123n, '6413274650123'],
    ['mid_price', 4811.375, '4811.375'],
    ['vwap', Number.NaN, '-'],
    ['f1_ask_com_disp_log', 0.1 + 0.2, '0.3'],
    ['f1_ask_com_disp_log', -1.5e-12, '-1.5e-12'],
    ['depth_qty_end', 250, '250'],
    ['side', 'A', 'A'],
    ['book_valid', true, 'true'],
  ] as const)('%s %s is %s', (name, value, text) => {
    expect(formatCell(name, value)).toBe(text)
  })
})

describe('a mean', () => {
  it.each([
    // A whole number all the same: no instant that happened.
    ['window_end_ts_ns', 'int64', 1_703_545_200_000_000_000, ''],
    ['best_bid_price_int', 'int64', 4_805_000_000_000, '4805'],
    ['best_bid_price_int', 'int64', 4_805_166_944_444.4, '4805.16694'],
    ['mid_price', 'float64', 4804.205_279_1, '4804.20528'],
    ['side', 'letter', Number.NaN, ''],
    ['sequence', 'uint32', 12.5, '12.5'],
  ])('of %s (%s) %d is %j', (name, kind, mean, text) => {
    expect(formatMean(name, kind, mean)).toBe(text)
  })
})

it('writes prices in fractions of a point on request, and nothing else', () => {
  expect(formatCell('price', 110_515_625_000n, 32)).toBe("110'16.5")
  expect(formatCell('price', 9_223_372_036_854_775_807n, 32)).toBe('undefined')
  expect(formatCell('window_end_ts_ns', 1_767_709_801_000_000_000n, 32)).toMatch(/^2026/)
})
