import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DbnDecoder } from '../../src/dbn/decoder.ts'
import { encodeTable } from '../../src/dbn/encode.ts'
import { type DbnVersion, LAKE_KINDS, RECORD_KINDS, recordLayout } from '../../src/dbn/layout.ts'
import { encodeMetadata } from '../../src/dbn/metadata.ts'
import { Failure } from '../../src/failure.ts'
import { isLong, runs } from '../setup/long.ts'
import { SAMPLES } from '../setup/samples.ts'
import {
  decodeAll,
  itemsOf,
  mboStream,
  metadataOf,
  SAMPLE_RECORDS,
  sampleBytes,
  scrambled,
  streamOf,
} from './streams.ts'

const VERSIONS: readonly DbnVersion[] = [1, 2, 3]

/** A record of a kind that is not decoded. */
function foreignRecord(rtype: number, bytes: number): Uint8Array {
  const record = new Uint8Array(bytes).fill(7)
  record[0] = bytes / 4
  record[1] = rtype
  return record
}

/** The kinds of records of the lake in turn, with foreign ones between. */
function mixedStream(version: DbnVersion, tsOut = false): Uint8Array {
  const records = LAKE_KINDS.flatMap((kind, seed) => {
    const layout = recordLayout(kind, version, tsOut)
    return [encodeTable(layout, scrambled(layout, 5, seed + 1)), foreignRecord(0x0a, 368)]
  })
  return streamOf(metadataOf(version, { tsOut }), ...records)
}

/** The slow twin: MboMsg read field by field at the offsets of the format. */
function readMboPlainly(bytes: Uint8Array, from: number): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const records: string[] = []
  for (let at = from; at < bytes.length; at += view.getUint8(at) * 4)
    records.push(
      `mbo ${[
        view.getUint8(at + 1),
        view.getUint16(at + 2, true),
        view.getUint32(at + 4, true),
        view.getBigInt64(at + 8, true),
        view.getBigUint64(at + 16, true),
        view.getBigInt64(at + 24, true),
        view.getUint32(at + 32, true),
        view.getUint8(at + 36),
        view.getUint8(at + 37),
        view.getUint8(at + 38),
        view.getUint8(at + 39),
        view.getBigInt64(at + 40, true),
        view.getInt32(at + 48, true),
        view.getUint32(at + 52, true),
      ].join(' ')}`,
    )
  return records
}

describe('DbnMachine', () => {
  it.each(VERSIONS)('gives the same records of version %i whatever the pieces', (version) => {
    const bytes = mixedStream(version)
    const whole = decodeAll(bytes, bytes.length, { raw: true })
    expect(whole.records).toHaveLength(24)
    expect(whole.metadata).toEqual(metadataOf(version))
    for (const pieceBytes of [1, 7, 64, 1000]) {
      const pieces = decodeAll(bytes, pieceBytes, { raw: true })
      expect(pieces.metadata).toEqual(whole.metadata)
      expect(pieces.records).toEqual(whole.records)
    }
  })

  it('reads MBO as its slow twin does, over many blocks', () => {
    const bytes = mboStream(5000)
    const plain = readMboPlainly(bytes, encodeMetadata(metadataOf(3)).length)
    for (const pieceBytes of [7, 65_536, bytes.length])
      expect(decodeAll(bytes, pieceBytes).records).toEqual(plain)
  })

  it('reads MBO as its slow twin does after metadata of any length', () => {
    for (const symbols of [[], ['A'], ['A', 'B']]) {
      const metadata = metadataOf(2, { symbolBytes: 21, symbols })
      const table = scrambled(recordLayout('mbo', 2), 9)
      const bytes = streamOf(metadata, encodeTable(recordLayout('mbo', 2), table))
      expect(decodeAll(bytes).records).toEqual(
        readMboPlainly(bytes, encodeMetadata(metadata).length),
      )
    }
  })

  it.each(VERSIONS)('keeps ts_out of version %i as a column', (version) => {
    const bytes = mixedStream(version, true)
    const layout = recordLayout('mbo', version, true)
    const { records } = decodeAll(bytes)
    expect(records).toHaveLength(20)
    const sent = scrambled(layout, 5, 1).column('ts_out', 'int64')
    expect(records.slice(0, 5).map((record) => record.split(' ').at(-1))).toEqual(
      [...sent].map(String),
    )
  })

  it('steps by the length in the record where it is longer than its layout', () => {
    const records = [60, 64, 56].map((bytes) => foreignRecord(0xa0, bytes))
    const { records: lines } = decodeAll(streamOf(metadataOf(3), ...records))
    expect(lines).toHaveLength(3)
    expect(lines[0]).toBe(lines[2])
  })

  it('takes ts_out from the end of a longer record', () => {
    const record = foreignRecord(0xa0, 72)
    record.set([1, 0, 0, 0, 0, 0, 0, 0], 64)
    const bytes = streamOf(metadataOf(3, { tsOut: true }), record)
    expect(decodeAll(bytes).records[0]?.split(' ').at(-1)).toBe('1')
  })

  it('yields batches of at most the requested rows, in order', () => {
    const machine = new DbnDecoder({ batchRows: 64 })
    const lengths: number[] = []
    const tables = new Set<object>()
    for (const item of itemsOf(mboStream(200), machine))
      if (item.type === 'records') {
        lengths.push(item.table.length)
        tables.add(item.table)
      }
    expect(machine.records).toBe(200)
    expect(lengths).toEqual([64, 64, 64, 8])
    expect(tables.size).toBe(1)
  })

  it('gives every batch its own arrays on request', () => {
    const machine = new DbnDecoder({ batchRows: 64, keepTables: true })
    const items = [...itemsOf(mboStream(200), machine)]
    const tables = items.flatMap((item) => (item.type === 'records' ? [item.table] : []))
    expect(tables.map(({ length }) => length)).toEqual([64, 64, 64, 8])
    const ids = tables.flatMap((table) => [...(table.filled('order_id') as BigInt64Array)])
    expect(ids).toEqual([...scrambled(recordLayout('mbo', 3), 200).column('order_id', 'uint64')])
  })

  it('counts other kinds of records, and does not let them part a batch', () => {
    const layout = recordLayout('mbo', 3)
    const mbo = encodeTable(layout, scrambled(layout, 3))
    const bytes = streamOf(metadataOf(3), mbo, foreignRecord(0x55, 24), mbo)
    const machine = new DbnDecoder()
    const items = [...itemsOf(bytes, machine)]
    expect(items.map(({ type }) => type)).toEqual(['metadata', 'records'])
    expect(machine.records).toBe(7)
    expect([...machine.skipped]).toEqual([[0x55, 1]])
  })

  it('decodes the requested kinds, and no others', () => {
    const parts = RECORD_KINDS.map((kind) =>
      encodeTable(recordLayout(kind, 3), scrambled(recordLayout(kind, 3), 2)),
    )
    const bytes = streamOf(metadataOf(3), ...parts)
    const kindsOf = (kinds: typeof RECORD_KINDS) =>
      decodeAll(bytes, 500, { kinds }).records.map((record) => record.split(' ')[0])
    expect(new Set(kindsOf(RECORD_KINDS))).toEqual(new Set(RECORD_KINDS))
    expect(kindsOf(['mbp_10'])).toEqual(['mbp_10', 'mbp_10'])
    const { records, machine } = decodeAll(bytes)
    expect(records).toHaveLength(2 * LAKE_KINDS.length)
    expect([...machine.skipped.values()]).toEqual(
      new Array(RECORD_KINDS.length - LAKE_KINDS.length).fill(2),
    )
  })

  it('names the byte and the whole records before a record too short', () => {
    const start = encodeMetadata(metadataOf(3)).length
    const tiny = Buffer.concat([mboStream(2), new Uint8Array(16)])
    expect(() => decodeAll(tiny, 9, { source: 'day.dbn' })).toThrow(
      `day.dbn, byte ${start + 112}: a record is too short (expected a length of at least 16 bytes, found 0 bytes, after 2 complete records).`,
    )
    const short = Buffer.concat([mboStream(2), foreignRecord(0xa0, 48)])
    expect(() => decodeAll(short)).toThrow(/a mbo record of 56 bytes, found 48 bytes/)
    const withoutTsOut = streamOf(metadataOf(3, { tsOut: true }), foreignRecord(0xa0, 56))
    expect(() => decodeAll(withoutTsOut)).toThrow(/64 bytes, found 56/)
  })

  it('distinguishes a file cut at any byte from a complete one', () => {
    const bytes = mboStream(3)
    const start = bytes.length - 3 * 56
    for (let cut = 0; cut < bytes.length; cut++) {
      const part = bytes.subarray(0, cut)
      const whole = Math.floor((cut - start) / 56)
      if (cut >= start && (cut - start) % 56 === 0) {
        expect(decodeAll(part).records).toHaveLength(whole)
        continue
      }
      expect(() => decodeAll(part, 11)).toThrow(Failure)
      if (cut < start) {
        expect(() => decodeAll(part, 11, { allowTruncated: true })).toThrow(Failure)
        continue
      }
      expect(() => decodeAll(part)).toThrow(
        `byte ${start + whole * 56}: the file ends inside a record (found ${cut - start - whole * 56} bytes after ${whole} complete records)`,
      )
      const { records, machine } = decodeAll(part, 11, { allowTruncated: true })
      expect(records).toHaveLength(whole)
      expect(machine.truncatedAtByte).toBe(start + whole * 56)
    }
  })

  it('refuses what is not DBN', () => {
    expect(() => decodeAll(new TextEncoder().encode('PAR1 and so on'))).toThrow(
      'DBN stream, byte 0: this is not a DBN file (expected the bytes "DBN" at the start, found 50 41 52 31).',
    )
    expect(() => decodeAll(new Uint8Array())).toThrow(/not a DBN file .*found nothing/)
    expect(() => decodeAll(new TextEncoder().encode('DBN'))).toThrow(/ends inside its metadata/)
  })

  it('does not allocate what a hostile header claims', () => {
    const bytes = new Uint8Array(64)
    bytes.set([0x44, 0x42, 0x4e, 3, 0xff, 0xff, 0xff, 0x3f])
    const before = process.memoryUsage().arrayBuffers
    expect(() => decodeAll(bytes)).toThrow(/ends inside its metadata/)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20)
    bytes[7] = 0xff
    const long = Buffer.concat([bytes, new Uint8Array(200_000)])
    expect(() => decodeAll(long)).toThrow(/metadata is too large/)
  })

  it('reads fragments of a given version, or of the version inferred from their size', () => {
    for (const version of VERSIONS) {
      const layout = recordLayout('definition', version)
      const bytes = encodeTable(layout, scrambled(layout, 3))
      const told = decodeAll(bytes, 100, { fragment: version }).records
      expect(told).toHaveLength(3)
      expect(decodeAll(bytes, 100, { fragment: 'guess' }).records).toEqual(told)
      expect(() => decodeAll(bytes)).toThrow(/not a DBN file/)
    }
    expect(decodeAll(mboStream(2, 1), 5, { fragment: 3 }).metadata?.version).toBe(1)
  })

  it('gives records or a Failure for any damage, whatever the pieces', () => {
    const streams = VERSIONS.flatMap((version) => [
      mixedStream(version),
      mixedStream(version, true),
    ])
    fc.assert(
      fc.property(
        fc.constantFrom(...streams),
        fc.array(fc.tuple(fc.nat(6000), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.boolean(),
        (intact, damage, pieceBytes, allowTruncated) => {
          const bytes = Uint8Array.from(intact)
          for (const [at, value] of damage) if (at < bytes.length) bytes[at] = value
          const outcomes = [bytes.length, pieceBytes].map((pieces) => {
            try {
              return decodeAll(bytes, pieces, { allowTruncated, raw: true }).records
            } catch (error) {
              expect(error).toBeInstanceOf(Failure)
              return (error as Failure).message
            }
          })
          expect(outcomes[0]).toEqual(outcomes[1])
        },
      ),
      { numRuns: runs(500) },
    )
  })
})

describe('DbnMachine on real files', SAMPLES, () => {
  it.each(Object.entries(SAMPLE_RECORDS))(
    '%s has its %i records at any piece size',
    (name, count) => {
      const bytes = sampleBytes(name)
      const options = { fragment: 'guess', raw: true } as const
      const whole = decodeAll(bytes, bytes.length, options).records
      expect(whole).toHaveLength(count)
      // Some hundred thousand pieces of the large one take long.
      const pieces = isLong || count < 1000 ? [1, 7, 65_536] : [65_536]
      for (const pieceBytes of pieces)
        expect(decodeAll(bytes, pieceBytes, options).records).toEqual(whole)
    },
  )

  it('reads real MBO as its slow twin does', () => {
    const bytes = sampleBytes('esh4-glbx-mdp3-20231225.mbo.dbn.zst')
    expect(decodeAll(bytes).records).toEqual(readMboPlainly(bytes, 206))
  })

  it('reads the whole symbol table of a month of options', () => {
    const { metadata } = decodeAll(sampleBytes('definition-glbx-es-opt.dbn.zst'))
    expect(metadata?.mappings).toHaveLength(11_294)
    expect(metadata?.mappings.filter(({ rawSymbol }) => rawSymbol.startsWith('UD:'))).toHaveLength(
      9_350,
    )
    expect(metadata?.partial).toHaveLength(8_429)
  })
})
