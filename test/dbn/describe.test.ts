import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { describeDbn } from '../../src/dbn/describe.ts'
import { readDbnHead } from '../../src/dbn/head.ts'
import { Failure } from '../../src/failure.ts'
import { SAMPLES, samplePath } from '../setup/samples.ts'
import { dayRecords, writeDbn } from '../stages/made-day.ts'
import { temporaryFile } from './streams.ts'

const PATH = temporaryFile('described.dbn')
afterAll(() => rmSync(PATH, { force: true }))

const RECORDS = dayRecords({ seconds: 3 })
const UNKNOWN = Uint8Array.from([4, 0x55, ...new Array<number>(14).fill(1)])

describe('a file described', () => {
  it('gives its header, its records by kind with their times, and what is not decoded', async () => {
    const written = await writeDbn(PATH, RECORDS, { level: 0, raw: UNKNOWN })
    const found = await describeDbn(PATH)
    expect(found).toMatchObject({
      ...written,
      metadata: {
        version: 3,
        dataset: 'GLBX.MDP3',
        schema: 'mbo',
        stypeIn: 'raw_symbol',
        stypeOut: 'instrument_id',
      },
      frames: undefined,
      unknown: [{ type: 'rtype 0x55', records: 1 }],
      truncatedAtByte: undefined,
    })
    expect(found.kinds).toMatchObject([
      {
        kind: 'mbo',
        records: RECORDS.length,
        clock: 'ts_recv',
        first: '2026-01-06T14:29:00.000000000Z',
      },
    ])
    expect(found.mappings.map(({ input }) => input)).toEqual(['ESH6', 'ESM6', 'ESH6-ESM6'])
    for (const { output, from, until } of found.mappings) {
      expect(output).toMatch(/^\d+$/)
      expect([from, until]).toEqual(['2026-01-06', '2026-01-07'])
    }
  })

  it('covers a truncated file up to its end, and tells where it was cut', async () => {
    await writeDbn(PATH, RECORDS, { level: 0 })
    const bytes = readFileSync(PATH)
    writeFileSync(PATH, bytes.subarray(0, -1))
    const found = await describeDbn(PATH)
    expect(found.kinds).toMatchObject([{ records: RECORDS.length - 1 }])
    expect(found.truncatedAtByte).toBe(bytes.length - 56)
  })

  it('is refused where it is none', async () => {
    writeFileSync(PATH, 'no')
    await expect(describeDbn(PATH)).rejects.toThrow(Failure)
    await expect(readDbnHead(PATH, { records: 1 })).rejects.toThrow(Failure)
  })
})

describe('the head of a file', () => {
  it('is its first records, as many as asked for or as there are', async () => {
    await writeDbn(PATH, RECORDS)
    for (const most of [1, 7, RECORDS.length, RECORDS.length + 5]) {
      const { records } = await readDbnHead(PATH, { records: most })
      const sequences = records.map(({ fields }) => Object.fromEntries(fields).sequence)
      expect(sequences).toEqual(RECORDS.slice(0, most).map(({ sequence }) => sequence))
    }
  })

  it('names unknown codes as such', async () => {
    await writeDbn(PATH, [], { raw: UNKNOWN })
    const found = await readDbnHead(PATH, { records: 3 })
    expect(found).toEqual({ records: [], unknown: { 'rtype 0x55': 1 } })
  })
})

describe('real files described', SAMPLES, () => {
  it('of several kinds keeps their order', async () => {
    const { kinds, unknown, mappings } = await describeDbn(samplePath('live-mixed.v3.dbn.zst'))
    expect(kinds.length).toBeGreaterThan(2)
    const total = kinds.reduce((sum, { records }) => sum + records, 0)
    expect([total, unknown.length]).toEqual([46, 0])
    expect(mappings).toHaveLength(20)
  })

  it('without metadata is described all the same', async () => {
    const found = await describeDbn(samplePath('multi-frame.definition.v1.dbn.frag.zst'))
    expect(found).toMatchObject({ metadata: undefined, mappings: [] })
    expect(found.kinds).toMatchObject([{ kind: 'definition', records: 8 }])
  })
})
