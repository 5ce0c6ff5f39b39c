import * as arrow from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { loadContract } from '../../src/contracts/load.ts'
import { encodeSchema } from '../../src/wire/encode-table.ts'
import { readSchema } from '../../src/wire/schema-message.ts'

const WALL = loadContract('silver/wall_surface_1s')

/** The schema message of a table that the library wrote. */
function messageOf(table: arrow.Table): Uint8Array {
  const bytes = arrow.tableToIPC(table, 'stream')
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true)
  return bytes.slice(0, 8 + length)
}

describe('a schema message', () => {
  test('has the columns, kinds and letters of every contract', () => {
    for (const name of [
      'book_snapshot_1s',
      'wall_surface_1s',
      'radar_vacuum_1s',
      'gex_surface_1s',
    ]) {
      const contract = loadContract(`silver/${name}`)
      const { key, fields } = readSchema(encodeSchema(contract))
      expect(key).toBe(contract.key)
      const facts = (of: typeof fields) =>
        of.map(({ name, kind, letters }) => [name, kind, letters])
      expect(facts(fields)).toEqual(facts(contract.fields))
    }
  })

  test('of any integer, and of what no table holds, is told apart', () => {
    const types = [
      new arrow.Int8(),
      new arrow.Int16(),
      new arrow.Uint8(),
      new arrow.Uint16(),
      new arrow.Uint32(),
      new arrow.Uint64(),
    ]
    const columns = types.map(
      (type, index) =>
        [`c${index}`, arrow.vectorFromArray([type.bitWidth === 64 ? 1n : 1], type)] as const,
    )
    const { fields } = readSchema(messageOf(new arrow.Table(Object.fromEntries(columns))))
    expect(fields.map(({ kind }) => kind)).toEqual([
      'int8',
      'int16',
      'uint8',
      'uint16',
      'uint32',
      'uint64',
    ])
    for (const type of [new arrow.Float32(), new arrow.TimestampNanosecond(), new arrow.Binary()]) {
      const table = new arrow.Table(new arrow.Schema([new arrow.Field('odd', type)]))
      expect(() => readSchema(messageOf(table))).toThrow(/^column odd is of .*no table holds/)
    }
  })

  test('that points at the same thing again and again is refused, soon', () => {
    // Every one of a million fields is the same table, behind them.
    const message = encodeSchema(WALL)
    const view = new DataView(new ArrayBuffer(4 * 2 ** 20))
    new Uint8Array(view.buffer).set(message)
    const root = 8 + view.getUint32(8, true)
    const field = (table: number, number: number) =>
      table + view.getUint16(table - view.getInt32(table, true) + 4 + 2 * number, true)
    const header = field(root, 2)
    const schema = header + view.getUint32(header, true)
    const fields = field(schema, 1)
    const first = fields + view.getUint32(fields, true) + 4
    const table = first + view.getUint32(first, true)
    const vector = (message.length + 3) & ~3
    const copy = (view.byteLength - message.length) & ~7
    new Uint8Array(view.buffer).set(message, copy)
    const count = (copy - vector) / 4 - 1
    view.setUint32(fields, vector - fields, true)
    view.setUint32(vector, count, true)
    for (let item = vector + 4; item < copy; item += 4) {
      view.setUint32(item, copy + table - item, true)
    }
    expect(() => readSchema(new Uint8Array(view.buffer))).toThrow('vectors overlap')
  })
})
