import { describe, expect, it } from 'vitest'
import { meaningOf, undefinedOf } from '../../src/table/meaning.ts'

describe('an int64 column', () => {
  it.each([
    ['window_end_ts_ns', 'time', -1n],
    ['ts_recv', 'time', -1n],
    ['expiration', 'time', -1n],
    ['price', 'price', 2n ** 63n - 1n],
    ['min_price_increment', 'price', 2n ** 63n - 1n],
    ['best_bid_price_int', 'price', 2n ** 63n - 1n],
    ['price_int', 'price', 2n ** 63n - 1n],
    ['unit_of_measure_qty', 'measure', 2n ** 63n - 1n],
    ['order_id', 'number', undefined],
    ['sample_count', 'number', undefined],
  ] as const)('%s is a %s', (name, meaning, none) => {
    expect(meaningOf(name)).toBe(meaning)
    expect(undefinedOf(name)).toBe(none)
  })
})
