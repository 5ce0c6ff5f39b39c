import { describe, expect, it } from 'vitest'
import { parseContract } from '../../src/contracts/contract.ts'
import { meaningOf, undefinedOf } from '../../src/table/meaning.ts'

function fieldOf(name: string, type: unknown) {
  const fields = [{ name, type, doc: name }]
  const schema = { type: 'record', namespace: 'layer.product', name: 'table', fields }
  return parseContract(JSON.stringify(schema)).fields[0]
}

describe('an int64 column', () => {
  it.each([
    ['window_end_ts_ns', 'time'],
    ['ts_recv', 'time'],
    ['expiration', 'time'],
    ['price', 'price'],
    ['min_price_increment', 'price'],
    ['best_bid_price_int', 'price'],
    ['unit_of_measure_qty', 'measure'],
    ['order_id', 'number'],
    ['sample_count', 'number'],
  ] as const)('%s is a %s', (name, meaning) => {
    expect(meaningOf(name)).toBe(meaning)
  })

  it.each([
    ['window_end_ts_ns', 'long', -1n],
    ['price', ['null', 'long'], 2n ** 63n - 1n],
    ['quantity', ['null', 'long'], 2n ** 63n - 1n],
    ['price_int', 'long', undefined],
    ['sample_count', 'long', undefined],
    ['ts_code', { type: 'long', logicalType: 'uint64' }, undefined],
  ])('%s of type %j has %s where it has no value', (name, type, none) => {
    expect(undefinedOf(fieldOf(name, type))).toBe(none)
  })
})
