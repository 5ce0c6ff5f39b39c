import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DbnVersion } from '../../src/dbn/layout.ts'
import { decodeMetadata, encodeMetadata, metadataBytes } from '../../src/dbn/metadata.ts'
import { Failure } from '../../src/failure.ts'
import { runs } from '../setup/long.ts'
import { metadataOf } from './streams.ts'

const VERSIONS: readonly DbnVersion[] = [1, 2, 3]

function header(version: DbnVersion): { bytes: Uint8Array; view: DataView } {
  const bytes = encodeMetadata(metadataOf(version))
  return { bytes, view: new DataView(bytes.buffer) }
}

describe('metadata', () => {
  it.each(VERSIONS)('version %i comes back as it was', (version) => {
    const metadata = metadataOf(version, {
      schema: 0xffff,
      stypeIn: 255,
      end: -1n,
      tsOut: true,
      partial: ['ES.OPT'],
      ...(version === 1 && { recordCount: 7n }),
    })
    const bytes = encodeMetadata(metadata)
    expect(metadataBytes(bytes, 'file')).toBe(bytes.length)
    expect(decodeMetadata(bytes)).toEqual(metadata)
  })

  it('lies where the format says', () => {
    const { bytes, view } = header(3)
    expect(Buffer.from(bytes.subarray(0, 4)).toString('latin1')).toBe('DBN\x03')
    expect(view.getUint32(4, true)).toBe(bytes.length - 8)
    expect(bytes.length % 8).toBe(0)
    expect(Buffer.from(bytes.subarray(8, 17)).toString()).toBe('GLBX.MDP3')
    expect([bytes[50], bytes[51], bytes[52], view.getUint16(53, true)]).toEqual([1, 0, 0, 71])
    expect(view.getUint32(112, true)).toBe(1)
    expect(Buffer.from(bytes.subarray(116, 120)).toString()).toBe('ESH6')
    const old = header(1)
    expect([old.bytes[58], old.bytes[59], old.bytes[60]]).toEqual([1, 0, 0])
    expect(old.view.getBigUint64(50, true)).toBe(2n ** 64n - 1n)
  })

  it('takes the width of symbols from the header, not from the version', () => {
    const metadata = metadataOf(2, { symbolBytes: 30 })
    expect(decodeMetadata(encodeMetadata(metadata))).toEqual(metadata)
  })

  it('refuses versions it does not know', () => {
    const { bytes } = header(3)
    bytes[3] = 4
    expect(() => metadataBytes(bytes, 'day.dbn')).toThrow(
      /day\.dbn, byte 3: .*version 4 is not supported.*found version 4/,
    )
    bytes[3] = 0
    expect(() => metadataBytes(bytes, 'day.dbn')).toThrow(/DBN version is invalid/)
  })

  it('refuses a length no header has', () => {
    const { bytes, view } = header(3)
    view.setUint32(4, 99, true)
    expect(() => metadataBytes(bytes, 'day.dbn')).toThrow(/at least 100, found 99/)
    expect(() => decodeMetadata(bytes.subarray(0, 108))).toThrow(Failure)
  })

  it('refuses a schema definition and symbols without width', () => {
    const definition = header(3)
    definition.view.setUint32(108, 1, true)
    expect(() => decodeMetadata(definition.bytes)).toThrow(
      /byte 108: the metadata has a schema definition/,
    )
    const width = header(3)
    width.view.setUint16(53, 0, true)
    width.view.setUint32(112, 0xffffffff, true)
    expect(() => decodeMetadata(width.bytes)).toThrow(/symbol length is 0/)
  })

  it.each([
    ['symbols', 112],
    ['partly resolved symbols', 112 + 4 + 22],
    ['symbols not found', 112 + 8 + 22],
    ['mappings', 112 + 12 + 44],
    ['mapping intervals', 112 + 16 + 66],
  ])('refuses more %s than there are bytes', (of, byte) => {
    const { bytes, view } = header(1)
    view.setUint32(byte, 0xffffffff, true)
    expect(() => decodeMetadata(bytes, 'day.dbn')).toThrow(
      `day.dbn, byte ${byte}: the metadata ends inside its ${of} (expected 4294967295`,
    )
  })

  it('refuses to write a symbol longer than its field', () => {
    const metadata = metadataOf(1, { symbols: ['UD:1V: a symbol of more than 22 bytes'] })
    expect(() => encodeMetadata(metadata)).toThrow(/the field holds 22/)
  })

  it('gives metadata or a Failure for any damage', () => {
    const versions = VERSIONS.map((version) => encodeMetadata(metadataOf(version)))
    fc.assert(
      fc.property(
        fc.constantFrom(...versions),
        fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 6 }),
        fc.nat(400),
        (intact, damage, cut) => {
          const bytes = intact.slice(0, Math.max(intact.length - cut, 8))
          for (const [at, value] of damage) if (at > 3 && at < bytes.length) bytes[at] = value
          try {
            decodeMetadata(bytes)
          } catch (error) {
            expect(error).toBeInstanceOf(Failure)
          }
        },
      ),
      { numRuns: runs(2000) },
    )
  })
})
