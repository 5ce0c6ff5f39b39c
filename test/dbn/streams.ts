import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import { DbnDecoder, type DbnItem, type DecoderOptions } from '../../src/dbn/decoder.ts'
import { encodeTable } from '../../src/dbn/encode.ts'
import {
  type DbnVersion,
  RECORD_KINDS,
  type RecordLayout,
  recordLayout,
} from '../../src/dbn/layout.ts'
import { encodeMetadata, type Metadata } from '../../src/dbn/metadata.ts'
import { isWideInts, Table } from '../../src/table/table.ts'
import { samplePath } from '../setup/samples.ts'

/** A sample's bytes, decompressed. */
export function sampleBytes(name: string): Uint8Array {
  const bytes = readFileSync(samplePath(name))
  return bytes[0] === 0x28 ? zstdDecompressSync(bytes) : bytes
}

/** Every sample with what samples/README.md and the bytes themselves say it holds. */
export const SAMPLE_RECORDS: Readonly<Record<string, number>> = {
  'esh4-glbx-mdp3-20231225.mbo.dbn.zst': 68_792,
  'definition-glbx-es-fut.dbn.zst': 2,
  'definition-glbx-es-opt.dbn.zst': 2,
  'live-mixed.v3.dbn.zst': 46,
  'multi-frame.definition.v1.dbn.frag.zst': 8,
  'test_data.definition.v1.dbn.zst': 2,
  'test_data.definition.v3.dbn.zst': 2,
  'test_data.mbo.v1.dbn.zst': 2,
  'test_data.mbo.v3.dbn': 2,
  'test_data.mbo.v3.dbn.zst': 2,
  'test_data.mbp-1.v3.dbn.zst': 2,
  'test_data.statistics.v1.dbn.zst': 2,
  'test_data.statistics.v3.dbn.zst': 2,
  'test_data.status.v3.dbn.zst': 4,
}

export function temporaryFile(name: string): string {
  return join(tmpdir(), `spymaster-${process.pid}-${name}`)
}

/** A header as a one-day MBO file has it. */
export function metadataOf(version: DbnVersion, changes: Partial<Metadata> = {}): Metadata {
  return {
    version,
    dataset: 'GLBX.MDP3',
    schema: 0,
    start: 1_767_657_600_000_000_000n,
    end: 1_767_744_000_000_000_000n,
    limit: 0n,
    recordCount: -1n,
    stypeIn: 1,
    stypeOut: 0,
    tsOut: false,
    symbolBytes: version === 1 ? 22 : 71,
    symbols: ['ESH6'],
    partial: [],
    notFound: ['NQH6'],
    mappings: [
      {
        rawSymbol: 'ESH6',
        intervals: [{ startDate: 20260106, endDate: 20260107, symbol: '42140878' }],
      },
    ],
    ...changes,
  }
}

/** A table of every value that its bits can hold, from a small generator with a seed. */
export function scrambled(layout: RecordLayout, rows: number, seed = 1): Table {
  const table = new Table(layout.contract, rows)
  let state = seed
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state
  }
  for (const { name, kind, bytes } of layout.fields) {
    const column = table.column(name, kind)
    for (let row = 0; row < rows; row++) {
      if (name === 'rtype') (column as Uint8Array)[row] = layout.rtype
      else if (Array.isArray(column))
        column[row] = 'ES Z4-H5'.repeat(9).slice(0, next() % (bytes + 1))
      else if (isWideInts(column)) column[row] = (BigInt(next()) << 32n) | BigInt(next())
      else column[row] = next()
    }
  }
  table.length = rows
  return table
}

/** Metadata and records as one stream. */
export function streamOf(metadata: Metadata, ...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([encodeMetadata(metadata), ...parts])
}

/** A small MBO stream. */
export function mboStream(rows: number, version: DbnVersion = 3, tsOut = false): Uint8Array {
  const layout = recordLayout('mbo', version, tsOut)
  return streamOf(metadataOf(version, { tsOut }), encodeTable(layout, scrambled(layout, rows)))
}

export interface Decoded {
  readonly metadata: Metadata | undefined
  /** One line a record: its kind and its values, or of other kinds its bytes. */
  readonly records: readonly string[]
  readonly machine: DbnDecoder
}

/** A whole stream's items, pushed in pieces of a size. Batches are valid until the next item. */
export function* itemsOf(
  bytes: Uint8Array,
  machine = new DbnDecoder(),
  pieceBytes = bytes.length,
): Generator<DbnItem> {
  for (let at = 0; at < bytes.length; at += pieceBytes)
    yield* machine.push(bytes.subarray(at, at + pieceBytes))
  yield* machine.end()
}

/** Decodes a whole stream, pushed in pieces of a size. */
export function decodeAll(
  bytes: Uint8Array,
  pieceBytes = bytes.length,
  options: DecoderOptions = {},
): Decoded {
  const machine = new DbnDecoder(options)
  const records: string[] = []
  let metadata: Metadata | undefined
  for (const item of itemsOf(bytes, machine, pieceBytes)) {
    if (item.type === 'metadata') metadata = item.metadata
    else if (item.type === 'raw') records.push(`raw ${Buffer.from(item.bytes).toString('hex')}`)
    else {
      const { layout, table } = item
      const columns = layout.fields.map(({ name, kind }) => table.column(name, kind))
      for (let row = 0; row < table.length; row++)
        records.push(`${layout.kind} ${columns.map((column) => column[row]).join(' ')}`)
    }
  }
  return { metadata, records, machine }
}

/** Decodes and encodes again, everything in its place. */
export function reencoded(bytes: Uint8Array, options: DecoderOptions = {}): Uint8Array {
  const machine = new DbnDecoder({ kinds: RECORD_KINDS, ...options, raw: true })
  const parts: Uint8Array[] = []
  for (const item of itemsOf(bytes, machine)) {
    if (item.type === 'metadata') parts.push(encodeMetadata(item.metadata))
    else if (item.type === 'raw') parts.push(Buffer.from(item.bytes))
    else parts.push(encodeTable(item.layout, item.table))
  }
  return Buffer.concat(parts)
}
