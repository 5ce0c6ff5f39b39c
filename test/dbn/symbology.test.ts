import { describe, expect, it } from 'vitest'
import { type DbnVersion, recordLayout } from '../../src/dbn/layout.ts'
import { Symbology } from '../../src/dbn/symbology.ts'
import { Table } from '../../src/table/table.ts'
import { SAMPLES } from '../setup/samples.ts'
import { itemsOf, metadataOf, sampleBytes } from './streams.ts'

function mappingRecords(
  version: DbnVersion,
  rows: readonly { id: number; asked: string; resolved: string; start?: bigint; end?: bigint }[],
) {
  const layout = recordLayout('symbol_mapping', version)
  const table = new Table(layout.contract, rows.length)
  rows.forEach(({ id, asked, resolved, start = -1n, end = -1n }, row) => {
    table.column('instrument_id', 'uint32')[row] = id
    table.column('stype_in_symbol', 'text')[row] = asked
    table.column('stype_out_symbol', 'text')[row] = resolved
    table.column('start_ts', 'int64')[row] = start
    table.column('end_ts', 'int64')[row] = end
  })
  table.length = rows.length
  return { type: 'records', layout, table } as const
}

describe('Symbology', () => {
  const intervals = (first: string, second: string) => [
    { startDate: 20251231, endDate: 20260102, symbol: first },
    { startDate: 20260102, endDate: 20260105, symbol: second },
  ]

  it('learns symbols that resolved to ids, by date, ends exclusive', () => {
    const symbology = new Symbology()
    symbology.addMetadata(
      metadataOf(1, { mappings: [{ rawSymbol: 'ESH6', intervals: intervals('17', '18') }] }),
    )
    expect(symbology.symbolOf('2025-12-30', 17)).toBeUndefined()
    expect(symbology.symbolOf('2025-12-31', 17)).toBe('ESH6')
    expect(symbology.symbolOf('2026-01-02', 17)).toBeUndefined()
    expect(symbology.symbolOf('2026-01-02', 18)).toBe('ESH6')
    expect(symbology.symbolOf('2026-01-05', 18)).toBeUndefined()
    expect(symbology.symbols()).toEqual(['ESH6'])
  })

  it('learns ids that resolved to symbols', () => {
    const symbology = new Symbology()
    const mappings = [{ rawSymbol: '17', intervals: intervals('ESH6', 'NQH6') }]
    symbology.addMetadata(metadataOf(3, { stypeIn: 0, stypeOut: 1, mappings }))
    expect(symbology.symbolOf('2026-01-01', 17)).toBe('ESH6')
    expect(symbology.symbolOf('2026-01-02', 17)).toBe('NQH6')
    expect(symbology.symbols()).toEqual(['ESH6', 'NQH6'])
  })

  it('learns nothing of ids from symbols that resolved to symbols', () => {
    const symbology = new Symbology()
    const mappings = [{ rawSymbol: 'ES.v.0', intervals: intervals('ESH6', '') }]
    symbology.addMetadata(metadataOf(3, { stypeIn: 3, stypeOut: 1, mappings }))
    expect(symbology.symbols()).toEqual([])
  })

  it.each([1, 3] as const)('learns mappings in a stream of version %i', (version) => {
    const symbology = new Symbology()
    symbology.addRecords(
      mappingRecords(version, [
        { id: 7, asked: 'ES.FUT', resolved: 'ESH6' },
        { id: 8, asked: 'NQH6', resolved: '8' },
        { id: 9, asked: 'A', resolved: 'A', start: 0n, end: 86_400_000_000_000n },
      ]),
    )
    expect(symbology.symbolOf('2026-01-06', 7)).toBe('ESH6')
    expect(symbology.symbolOf('2026-01-06', 8)).toBe('NQH6')
    expect(symbology.symbolOf('1970-01-01', 9)).toBe('A')
    expect(symbology.symbolOf('1970-01-02', 9)).toBeUndefined()
  })

  it('believes what it heard last', () => {
    const symbology = new Symbology()
    symbology.addRecords(mappingRecords(3, [{ id: 7, asked: 'A', resolved: 'A' }]))
    symbology.addRecords(mappingRecords(3, [{ id: 7, asked: 'B', resolved: 'B' }]))
    expect(symbology.symbolOf('2026-01-06', 7)).toBe('B')
  })
})

it('a continuous symbol counts only where no other is known, whichever came first', () => {
  for (const order of [
    ['ESH6', 'ES.c.0'],
    ['ES.c.0', 'ESH6'],
  ]) {
    const symbology = new Symbology()
    for (const name of order)
      symbology.addRecords(mappingRecords(3, [{ id: 7, asked: name, resolved: name }]))
    expect(symbology.symbolOf('2026-01-06', 7)).toBe('ESH6')
  }
  const alone = new Symbology()
  alone.addRecords(mappingRecords(3, [{ id: 7, asked: 'ES.v.1', resolved: 'ES.v.1' }]))
  expect(alone.symbolOf('2026-01-06', 7)).toBe('ES.v.1')
})

describe('Symbology of real files', SAMPLES, () => {
  function symbologyOf(name: string): Symbology {
    const symbology = new Symbology()
    for (const item of itemsOf(sampleBytes(name))) {
      if (item.type === 'metadata') symbology.addMetadata(item.metadata)
      if (item.type === 'records') symbology.addRecords(item)
    }
    return symbology
  }

  it('knows the one future of a day', () => {
    const symbology = symbologyOf('esh4-glbx-mdp3-20231225.mbo.dbn.zst')
    expect(symbology.symbolOf('2023-12-25', 17077)).toBe('ESH4')
    expect(symbology.symbols()).toEqual(['ESH4'])
  })

  it('knows the symbols of a month of options and of a live session', () => {
    expect(symbologyOf('definition-glbx-es-opt.dbn.zst').symbols()).toHaveLength(11_294)
    expect(symbologyOf('live-mixed.v3.dbn.zst').symbolOf('2023-11-21', 183748)).toBe('ESZ4')
  })
})
