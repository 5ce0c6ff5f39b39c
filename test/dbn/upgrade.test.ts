import { describe, expect, it } from 'vitest'
import { encodeTable } from '../../src/dbn/encode.ts'
import { type DbnVersion, RECORD_KINDS, recordLayout } from '../../src/dbn/layout.ts'
import { upgrade, upgradedLayout } from '../../src/dbn/upgrade.ts'
import { SAMPLES } from '../setup/samples.ts'
import { itemsOf, sampleBytes, scrambled } from './streams.ts'

const OLD_VERSIONS: readonly DbnVersion[] = [1, 2]
const UNDEF = 2n ** 63n - 1n

/** A stream's records with the newest fields, as the bytes of the newest version. */
function upgradedBytes(name: string): Buffer {
  const parts: Uint8Array[] = []
  for (const item of itemsOf(sampleBytes(name)))
    if (item.type === 'records')
      parts.push(encodeTable(upgradedLayout(item.layout), upgrade(item.layout, item.table)))
  return Buffer.concat(parts)
}

describe('upgrade', () => {
  it.each(RECORD_KINDS)('%s: what did not change stays, of every old version', (kind) => {
    for (const version of OLD_VERSIONS) {
      const layout = recordLayout(kind, version)
      const table = scrambled(layout, 20)
      const upgraded = upgrade(layout, table)
      const newest = upgradedLayout(layout)
      expect(upgraded.contract).toBe(recordLayout(kind, 3).contract)
      expect(upgraded.length).toBe(20)
      for (const field of newest.fields) {
        const old = layout.fields.find(({ name }) => name === field.name)
        if (!old) continue
        const values = (column: unknown) => [...(column as number[])].map(BigInt)
        if (field.kind === old.kind)
          expect(upgraded.filled(field.name)).toEqual(table.filled(field.name))
        else expect(values(upgraded.filled(field.name))).toEqual(values(table.filled(field.name)))
      }
    }
  })

  it('gives fields that came later their sentinels', () => {
    const layout = recordLayout('definition', 1)
    const table = upgrade(layout, scrambled(layout, 3))
    expect([...table.column('leg_price', 'int64')]).toEqual([UNDEF, UNDEF, UNDEF])
    expect([...table.column('leg_delta', 'int64')]).toEqual([UNDEF, UNDEF, UNDEF])
    expect([...table.column('leg_side', 'char')]).toEqual([78, 78, 78])
    expect([...table.column('leg_count', 'uint16')]).toEqual([0, 0, 0])
    expect(table.column('leg_raw_symbol', 'text')).toEqual(['', '', ''])
    expect(() => table.filled('trading_reference_price')).toThrow()
    const mapping = recordLayout('symbol_mapping', 1)
    const mappings = upgrade(mapping, scrambled(mapping, 1))
    expect(mappings.column('stype_in', 'uint8')[0]).toBe(255)
    expect(mappings.column('stype_out', 'uint8')[0]).toBe(255)
  })

  it('widens quantities with their sign and their sentinel', () => {
    const layout = recordLayout('statistics', 2)
    const table = scrambled(layout, 3)
    table.column('quantity', 'int32').set([2 ** 31 - 1, -5, 1768])
    expect([...upgrade(layout, table).column('quantity', 'int64')]).toEqual([UNDEF, -5n, 1768n])
  })

  it('widens ids without a sign', () => {
    const layout = recordLayout('definition', 2)
    const table = scrambled(layout, 1)
    table.column('raw_instrument_id', 'uint32')[0] = 2 ** 32 - 1
    expect(upgrade(layout, table).column('raw_instrument_id', 'uint64')[0]).toBe(2n ** 32n - 1n)
  })

  it('leaves the newest version alone', () => {
    const layout = recordLayout('definition', 3)
    const table = scrambled(layout, 1)
    expect(upgrade(layout, table)).toBe(table)
  })

  it('keeps ts_out', () => {
    const layout = recordLayout('statistics', 1, true)
    const table = scrambled(layout, 4)
    expect(upgrade(layout, table).filled('ts_out')).toEqual(table.filled('ts_out'))
  })
})

describe('upgrade of real files', SAMPLES, () => {
  it.each(['definition', 'statistics'])('%s: version 1 becomes what version 3 says', (schema) => {
    expect(upgradedBytes(`test_data.${schema}.v1.dbn.zst`).toString('hex')).toBe(
      upgradedBytes(`test_data.${schema}.v3.dbn.zst`).toString('hex'),
    )
  })
})
