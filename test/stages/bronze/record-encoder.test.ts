import { expect, it } from 'vitest'
import { recordLayout } from '../../../src/dbn/layout.ts'
import { upgrade } from '../../../src/dbn/upgrade.ts'
import { RecordEncoder } from '../../../src/stages/bronze/record-encoder.ts'
import { RunningDigest } from '../../../src/stages/bronze/running-digest.ts'
import { isWideInts } from '../../../src/table/table.ts'
import { scrambled } from '../../dbn/streams.ts'
import { recordTable } from '../made-day.ts'

const layout = recordLayout('definition', 3)
const names = layout.fields.map(({ name }) => name)
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

it('equal records encode equally in any table; any different field changes the bytes', () => {
  const table = scrambled(layout, 3, 1)
  const bytes = new RecordEncoder(names)
  const first = hex(bytes.encode(table, 0))
  const copy = table.rows(0, 1)
  expect(hex(bytes.encode(copy, 0))).toBe(first)
  expect(hex(bytes.encode(table, 1))).not.toBe(first)
  for (const { name, kind } of layout.fields) {
    const changed = scrambled(layout, 3, 1)
    const column = changed.column(name, kind)
    if (Array.isArray(column)) column[0] += 'x'
    else if (isWideInts(column)) column[0] ^= 1n
    else column[0] ^= 1
    expect(hex(bytes.encode(changed, 0)), name).not.toBe(first)
  }
})

it('texts do not run into each other, however long they are', () => {
  const table = recordTable('definition', 3, [
    { raw_symbol: 'ab', security_type: 'c' },
    { raw_symbol: 'a', security_type: 'bc' },
    { raw_symbol: 'é'.repeat(9000), security_type: '' },
    { raw_symbol: 'é'.repeat(9000), security_type: '' },
  ])
  const bytes = new RecordEncoder(['raw_symbol', 'security_type'])
  const all = [0, 1, 2, 3].map((row) => hex(bytes.encode(table, row)))
  expect(new Set(all).size).toBe(3)
  expect(all[2]).toBe(all[3])
})

it('an older version’s record is the newest one’s, batch after batch of the same arrays', () => {
  const old = recordLayout('mbo', 1)
  const table = scrambled(old, 2, 7)
  const bytes = new RecordEncoder(old.fields.map(({ name }) => name))
  const before = hex(bytes.encode(upgrade(old, table), 0))
  table.column('price', 'int64')[0] += 1n
  expect(hex(bytes.encode(upgrade(old, table), 0))).not.toBe(before)
})

it('a digest is of all bytes in order, and counts the records', () => {
  const digestOf = (...records: number[]) => {
    const digest = new RunningDigest()
    for (const length of records) digest.add(new Uint8Array(length).fill(length))
    return { records: digest.records, hash: digest.end() }
  }
  expect(digestOf(700, 700, 5000, 3)).toEqual(digestOf(700, 700, 5000, 3))
  expect(digestOf(700, 700, 5000, 3).records).toBe(4)
  expect(digestOf(700, 5000, 700).hash).not.toBe(digestOf(5000, 700, 700).hash)
})
