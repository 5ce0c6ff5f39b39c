import { expect, it } from 'vitest'
import { formatInfo, infoCsv, mappingsCsv } from '../../src/cli/info-view.ts'
import type { DbnDescription } from '../../src/dbn/describe.ts'

const INFO: DbnDescription = {
  file: 'day.dbn.zst',
  bytes: 2048,
  sha256: 'ab12',
  frames: { frames: 2, withoutChecksum: 1 },
  metadata: {
    version: 3,
    dataset: 'GLBX.MDP3',
    schema: 'mixed',
    start: undefined,
    end: '2026-01-07T00:00:00.000000000Z',
    limit: '18446744073709551614',
    stypeIn: 'continuous',
    stypeOut: 'instrument_id',
    tsOut: true,
    symbols: ['ES.c.0'],
    partial: ['NQ.c.0'],
    notFound: ['CL.c.0'],
  },
  mappings: Array.from({ length: 14 }, (_, day) => ({
    input: 'ES.c.0',
    output: String(100 + day),
    from: `2026-01-${10 + day}`,
    until: day === 13 ? undefined : `2026-01-${11 + day}`,
  })),
  kinds: [
    { kind: 'mbp-1', records: 1234, clock: 'ts_recv', first: 'A', last: 'B' },
    { kind: 'ohlcv-1s', records: 1, clock: 'ts_event', first: 'C', last: 'C' },
    { kind: 'system', records: 1, clock: 'ts_event', first: undefined, last: undefined },
  ],
  unknown: [{ type: 'rtype 0x55', records: 2 }],
  truncatedAtByte: 12_345,
}

it('says all that a file says of itself', () => {
  const lines = formatInfo(INFO, false).split('\n')
  expect(lines.slice(0, 12)).toEqual([
    'file       day.dbn.zst, 2.0 KB, sha256 ab12',
    'container  zstd, 2 frames, 1 of them without a checksum: damage may go unnoticed',
    'format     DBN version 3, GLBX.MDP3, schema mixed, with ts_out',
    'asked      undefined to 2026-01-07T00:00:00.000000000Z, continuous to instrument_id, limit 18446744073709551614 records',
    'symbols    ES.c.0',
    'partial    NQ.c.0',
    'not found  CL.c.0',
    'records    1,234 mbp-1, received A to B',
    'records    1 ohlcv-1s, of C to C',
    'records    1 system, without a time',
    'records    2 rtype 0x55, which DBN does not name',
    'cut        at byte 12,345',
  ])
  expect(lines.slice(13, 15)).toEqual([
    'continuous  instrument_id  from        until (exclusive)',
    'ES.c.0      100            2026-01-10  2026-01-11',
  ])
  expect(lines.at(-1)).toBe('… 2 more; --mappings prints all.')
  expect(formatInfo(INFO, true)).toContain('ES.c.0      113            2026-01-23  undefined')
})

it('says where nothing guards a file against damage', () => {
  const container = (frames: DbnDescription['frames']) =>
    formatInfo({ ...INFO, frames }, false).split('\n')[1]
  expect(container(undefined)).toBe('container  plain, without a checksum: damage may go unnoticed')
  expect(container({ frames: 1, withoutChecksum: 1 })).toBe(
    'container  zstd, 1 frame, without checksums: damage may go unnoticed',
  )
  expect(container({ frames: 3, withoutChecksum: 0 })).toBe(
    'container  zstd, 3 frames, with checksums',
  )
})

it('is a line a file and kind, or a mapping, for programs', () => {
  const { metadata, ...rest } = INFO
  const plain: DbnDescription = { ...rest, metadata: undefined, mappings: [], unknown: [] }
  expect(infoCsv([INFO, plain]).split('\n')).toEqual([
    'file,bytes,sha256,version,dataset,schema,ts_out,kind,records,clock,first,last',
    'day.dbn.zst,2048,ab12,3,GLBX.MDP3,mixed,true,mbp-1,1234,ts_recv,A,B',
    'day.dbn.zst,2048,ab12,3,GLBX.MDP3,mixed,true,ohlcv-1s,1,ts_event,C,C',
    'day.dbn.zst,2048,ab12,3,GLBX.MDP3,mixed,true,system,1,ts_event,,',
    'day.dbn.zst,2048,ab12,3,GLBX.MDP3,mixed,true,rtype 0x55,2,,,',
    'day.dbn.zst,2048,ab12,,,,,mbp-1,1234,ts_recv,A,B',
    'day.dbn.zst,2048,ab12,,,,,ohlcv-1s,1,ts_event,C,C',
    'day.dbn.zst,2048,ab12,,,,,system,1,ts_event,,',
  ])
  expect(mappingsCsv([INFO]).split('\n').slice(0, 2)).toEqual([
    'file,input,output,from,until',
    'day.dbn.zst,ES.c.0,100,2026-01-10,2026-01-11',
  ])
})
