import { describe, expect, it } from 'vitest'
import { encodeTable } from '../../src/dbn/encode.ts'
import { type DbnVersion, RECORD_KINDS, recordLayout } from '../../src/dbn/layout.ts'
import { SAMPLES } from '../setup/samples.ts'
import {
  metadataOf,
  reencoded,
  SAMPLE_RECORDS,
  sampleBytes,
  scrambled,
  streamOf,
} from './streams.ts'

const VERSIONS: readonly DbnVersion[] = [1, 2, 3]

describe('encodeTable', () => {
  const layouts = RECORD_KINDS.flatMap((kind) =>
    VERSIONS.flatMap((version) => [recordLayout(kind, version), recordLayout(kind, version, true)]),
  )

  it.each(layouts.map((layout) => [layout.contract.key, layout] as const))(
    '%s comes back byte for byte',
    (_, layout) => {
      const metadata = metadataOf(layout.version, { tsOut: layout.tsOut })
      const bytes = streamOf(metadata, encodeTable(layout, scrambled(layout, 3000)))
      expect(Buffer.compare(reencoded(bytes), bytes)).toBe(0)
    },
  )

  it('writes lengths, and zeros where nothing means anything', () => {
    const layout = recordLayout('statistics', 3, true)
    const bytes = encodeTable(layout, scrambled(layout, 2))
    expect(bytes).toHaveLength(176)
    for (const start of [0, 88]) {
      expect([bytes[start], bytes[start + 1]]).toEqual([22, 0x18])
      expect([...bytes.subarray(start + 62, start + 80)]).toEqual(new Array(18).fill(0))
    }
  })

  it('refuses a text longer than its field', () => {
    const layout = recordLayout('definition', 1)
    const table = scrambled(layout, 1)
    table.column('raw_symbol', 'text')[0] = 'a symbol of more than 22 bytes'
    expect(() => encodeTable(layout, table)).toThrow(/the field holds 22/)
  })

  it('keeps text that is not ASCII', () => {
    const layout = recordLayout('definition', 3)
    const table = scrambled(layout, 2)
    table.column('unit_of_measure', 'text').fill('µ€')
    const bytes = streamOf(metadataOf(3), encodeTable(layout, table))
    expect(Buffer.from(bytes).includes('µ€')).toBe(true)
    expect(Buffer.compare(reencoded(bytes), bytes)).toBe(0)
  })
})

describe('encoding real files again', SAMPLES, () => {
  it.each(Object.keys(SAMPLE_RECORDS))('%s: the same bytes', (name) => {
    const bytes = sampleBytes(name)
    expect(Buffer.compare(reencoded(bytes, { fragment: 'guess' }), bytes)).toBe(0)
  })
})
