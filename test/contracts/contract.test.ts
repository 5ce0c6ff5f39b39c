import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseContract } from '../../src/contracts/contract.ts'

const CONTRACTS = new URL('../../src/contracts/', import.meta.url)

const TIMESTAMP = { type: 'long', logicalType: 'timestamp-micros' }

function contract(...fields: unknown[]) {
  return parseContract(
    JSON.stringify({ type: 'record', namespace: 'layer.product', name: 'table', fields }),
  )
}

test('a schema is read as key, fields and kinds', () => {
  const read = contract(
    { name: 'a', type: 'long', doc: 'a long' },
    { name: 'b', type: 'int', doc: 'an int', minimum: 0, maximum: 10 },
    { name: 'c', type: { type: 'int', logicalType: 'uint32' }, doc: 'a narrow int' },
    { name: 'd', type: { type: 'int', logicalType: 'date' }, doc: 'an int of another meaning' },
    { name: 'e', type: 'double', doc: 'a double', nan: true },
    { name: 'f', type: 'boolean', doc: 'a flag' },
    { name: 'g', type: { type: 'enum', name: 'G', symbols: ['A', 'B'] }, doc: 'a letter' },
    { name: 'h', type: 'string', doc: 'a text' },
    { name: 'i', type: { type: 'string', logicalType: 'char' }, doc: 'a character' },
    { name: 'j', type: { type: 'long', logicalType: 'uint64' }, doc: 'unsigned' },
    { name: 'k', type: ['null', 'long'], doc: 'a price or none' },
    { name: 'l', type: TIMESTAMP, from: 'a', doc: 'a timestamp' },
  )
  expect(read.key).toBe('layer.product.table')
  expect(read.fields.map(({ kind }) => kind)).toEqual([
    'int64',
    'int32',
    'uint32',
    'int32',
    'float64',
    'boolean',
    'letter',
    'text',
    'char',
    'uint64',
    'int64',
  ])
  expect(read.fields.filter(({ nullable }) => nullable).map(({ name }) => name)).toEqual(['k'])
  expect(read.derived).toEqual([{ name: 'l', from: 'a', doc: 'a timestamp' }])
  const [a, b, , , e, , g] = read.fields
  expect(a).toEqual({
    name: 'a',
    kind: 'int64',
    doc: 'a long',
    letters: [],
    nan: false,
    nullable: false,
    minimum: -Infinity,
    maximum: Infinity,
  })
  expect([b.minimum, b.maximum, e.nan, g.letters]).toEqual([0, 10, true, ['A', 'B']])
})

test('its text does not depend on how the schema was laid out', () => {
  const loose = '{ "type": "record",\n "namespace": "n", "name": "t", "fields": [] }'
  expect(parseContract(loose).text).toBe('{"type":"record","namespace":"n","name":"t","fields":[]}')
})

test('when a field is known changes no hash, and must be a time of the row or a known word', () => {
  const field = { name: 'a', type: 'double', doc: 'x' }
  const late = contract({ ...field, known_at: 'next_record' })
  expect(late.fields[0].knownAt).toBe('next_record')
  expect(late.text).toBe(contract(field).text)
  expect(() => contract({ ...field, known_at: 'b' })).toThrow('field a is known at b')
})

test('a field without a doc, or of a type no column holds, is refused by name', () => {
  expect(() => contract({ name: 'a', type: 'long' })).toThrow(
    'layer.product.table: field a has no doc',
  )
  expect(() => contract({ name: 'a', type: 'float', doc: 'x' })).toThrow('field a has type "float"')
})

test('of all types only an int64 may be none, and none comes first', () => {
  for (const type of [['long', 'null'], ['null', 'int'], ['null', 'long', 'int'], ['long']]) {
    expect(() => contract({ name: 'a', type, doc: 'x' })).toThrow('field a has type [')
  }
})

test('a derived column is a timestamp of an int64 before it, and the last', () => {
  const a = { name: 'a', type: 'long', doc: 'x' }
  const ts = { name: 'ts', type: TIMESTAMP, from: 'a', doc: 'x' }
  expect(() => contract(a, { ...ts, from: 'b' })).toThrow('from b, which is no int64 before it')
  expect(() => contract(a, { ...ts, type: 'long' })).toThrow('field ts is derived, but has type')
  expect(() => contract({ ...a, type: ['null', 'long'] }, ts)).toThrow('which is no int64')
  expect(() => contract(a, ts, { ...a, name: 'c' })).toThrow('field c comes after a derived one')
})

test('what is not Avro is refused', () => {
  expect(() => parseContract('{')).toThrow()
  expect(() => contract({ name: 'a b', type: 'long', doc: 'x' })).toThrow(/name/)
  expect(() =>
    contract({ name: 'a', type: 'long', doc: 'x' }, { name: 'a', type: 'long', doc: 'x' }),
  ).toThrow(/duplicate/)
})

/** The columns in their order: what anyone who reads the lake relies on. */
const SILVER = {
  book_snapshot_1s: `window_start_ts_ns, window_end_ts_ns, best_bid_price_int, best_bid_qty,
    best_ask_price_int, best_ask_qty, mid_price, mid_price_int, last_trade_price_int,
    spot_ref_price_int, book_valid, window_valid, buy_volume, sell_volume, trade_volume, trade_count, trade_value,
    trade_open_price_int, trade_high_price_int, trade_low_price_int, trade_close_price_int,
    event_count, ofi`,
  wall_surface_1s: `window_end_ts_ns, price_int, side, spot_ref_price_int, rel_ticks,
    depth_qty_start, depth_qty_end, add_qty, pull_qty_total, depth_qty_rest, pull_qty_rest, fill_qty,
    hidden_fill_qty, order_count, d1_depth_qty, d2_depth_qty, d3_depth_qty, window_valid`,
}

describe('the contracts that ship', () => {
  for (const [table, columns] of Object.entries(SILVER)) {
    test(`${table} has the columns it promises, in their order`, () => {
      const read = parseContract(readFileSync(new URL(`silver/${table}.avsc`, CONTRACTS), 'utf8'))
      expect(read.key).toBe(`silver.future_mbo.${table}`)
      expect(read.fields.map(({ name }) => name)).toEqual(columns.split(/,\s+/))
    })
  }

  const files = readdirSync(CONTRACTS, { recursive: true, encoding: 'utf8' })
  test.each(files.filter((file) => file.endsWith('.avsc')))('%s can be read', (file) => {
    const read = parseContract(readFileSync(new URL(file, CONTRACTS), 'utf8'))
    const [layer, name] = file.replace('.avsc', '').split(/[\\/]/)
    expect(read.key.startsWith(`${layer}.`)).toBe(true)
    expect(read.key.endsWith(`.${name}`)).toBe(true)
    expect(read.doc).not.toBe('')
    for (const { minimum, maximum } of read.fields) expect(minimum).toBeLessThan(maximum)
  })
})
